/** A value over the last values fed in, as many as the window holds; fewer while it fills. */
export type Rolling = (value: number) => number

/**
 * Folds the last `window` values with an associative operation. Keeps suffix folds of the older half and a running fold of the newer one, so nothing is
 * ever subtracted: no drift, no cancellation after a huge value, O(1) amortised a step.
 */
const startRolling = (window: number, identity: number, fold: (a: number, b: number) => number): Rolling => {
  const values = new Float64Array(window)
  const suffixes = new Float64Array(window + 1).fill(identity)
  let position = 0
  let newer = identity
  return (value) => {
    values[position++] = value
    newer = fold(newer, value)
    if (position === window) {
      for (let i = window - 1; i >= 0; i--) suffixes[i] = fold(suffixes[i + 1], values[i])
      position = 0
      newer = identity
    }
    return fold(suffixes[position], newer)
  }
}

const add = (a: number, b: number): number => a + b

/** Sum of the last `window` values. */
export const startSum = (window: number): Rolling => startRolling(window, 0, add)

/** Greatest of the last `window` values. */
export const startMaximum = (window: number): Rolling => startRolling(window, -Infinity, Math.max)

/** Least of the last `window` values. */
export const startMinimum = (window: number): Rolling => startRolling(window, Infinity, Math.min)

/** Mean of the last `window` values, of those there are while it fills. */
export const startMean = (window: number): Rolling => {
  const sum = startSum(window)
  let count = 0
  return (value) => {
    if (count < window) count++
    return sum(value) / count
  }
}

/** The value fed in `lag` steps before this one, undefined while there is none. */
export const startLag = (lag: number): ((value: number) => number | undefined) => {
  const values = new Float64Array(lag)
  let seen = 0
  return (value) => {
    const position = seen % lag
    const old = seen >= lag ? values[position] : undefined
    values[position] = value
    seen++
    return old
  }
}
