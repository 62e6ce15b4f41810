/** A value over the last values fed in, as many as the window holds; fewer while it fills. */
export type Rolling = (value: number) => number

/**
 * Sum of the last `window` values. Keeps suffix sums of the older part and a running sum of the newer one, so nothing
 * is ever subtracted: no drift, no cancellation after a huge value, O(1) amortised a step.
 */
export const startSum = (window: number): Rolling => {
  const values = new Float64Array(window)
  const suffixes = new Float64Array(window + 1)
  let position = 0
  let newer = 0
  return (value) => {
    values[position++] = value
    newer += value
    if (position === window) {
      for (let i = window - 1; i >= 0; i--) suffixes[i] = suffixes[i + 1] + values[i]
      position = 0
      newer = 0
    }
    return suffixes[position] + newer
  }
}

/** The same with an extreme in place of the sum. */
const startExtreme = (window: number, identity: number, extreme: (a: number, b: number) => number): Rolling => {
  const values = new Float64Array(window)
  const suffixes = new Float64Array(window + 1).fill(identity)
  let position = 0
  let newer = identity
  return (value) => {
    values[position++] = value
    newer = extreme(newer, value)
    if (position === window) {
      for (let i = window - 1; i >= 0; i--) suffixes[i] = extreme(suffixes[i + 1], values[i])
      position = 0
      newer = identity
    }
    return extreme(suffixes[position], newer)
  }
}

/** Greatest of the last `window` values. */
export const startMaximum = (window: number): Rolling => startExtreme(window, -Infinity, Math.max)

/** Least of the last `window` values. */
export const startMinimum = (window: number): Rolling => startExtreme(window, Infinity, Math.min)

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
