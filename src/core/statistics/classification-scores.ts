import { Fault } from '../error'

/**
 * Counts by true state (row) and called state (column), states × states. Faults 'bad-input' on unequal lengths or a
 * state out of range.
 */
export const confusion = (truth: ArrayLike<number>, called: ArrayLike<number>, states: number): number[][] => {
  if (truth.length !== called.length)
    throw new Fault('bad-input', `${truth.length} true states beside ${called.length} called states`)
  const counts = Array.from({ length: states }, () => new Array<number>(states).fill(0))
  for (let i = 0; i < truth.length; i++) {
    const row = counts[truth[i]]
    if (row?.[called[i]] === undefined)
      throw new Fault('bad-input', `state ${truth[i]} or ${called[i]} at row ${i} is not among the ${states} states`)
    row[called[i]]++
  }
  return counts
}

/**
 * Mean over the states that occur of the share called right, in [0, 1]; undefined without rows. Chance is 1 / states.
 */
export const balancedAccuracyOf = (counts: readonly (readonly number[])[]): number | undefined => {
  let sum = 0
  let present = 0
  counts.forEach((row, state) => {
    const total = row.reduce((a, b) => a + b, 0)
    if (total === 0) return
    sum += row[state] / total
    present++
  })
  return present === 0 ? undefined : sum / present
}

/** Balanced accuracy straight from the states; see balancedAccuracyOf. */
export const balancedAccuracy = (
  truth: ArrayLike<number>,
  called: ArrayLike<number>,
  states: number,
): number | undefined => balancedAccuracyOf(confusion(truth, called, states))

const checkShape = (truth: ArrayLike<number>, posterior: Float64Array, states: number): void => {
  if (posterior.length !== truth.length * states)
    throw new Fault('bad-input', `${posterior.length} probabilities for ${truth.length} rows of ${states} states`)
}

/**
 * Mean −ln of the probability given to the true state, in nats, ≥ 0; probabilities are clipped to [`clip`, 1] so that
 * one certain error stays finite. `posterior` is row-major, rows × states. Undefined without rows.
 */
export const logLoss = (
  truth: ArrayLike<number>,
  posterior: Float64Array,
  states: number,
  clip = 1e-6,
): number | undefined => {
  checkShape(truth, posterior, states)
  if (truth.length === 0) return undefined
  let sum = 0
  for (let i = 0; i < truth.length; i++) sum -= Math.log(Math.min(1, Math.max(clip, posterior[i * states + truth[i]])))
  return sum / truth.length
}

/**
 * Mean squared distance of the posterior from the true state's unit vector, in [0, 2]. `posterior` is row-major, rows ×
 * states. Undefined without rows. Brier, Monthly Weather Review 78 (1950) 1–3.
 */
export const brier = (truth: ArrayLike<number>, posterior: Float64Array, states: number): number | undefined => {
  checkShape(truth, posterior, states)
  if (truth.length === 0) return undefined
  let sum = 0
  for (let i = 0; i < truth.length; i++)
    for (let k = 0; k < states; k++) sum += (posterior[i * states + k] - (truth[i] === k ? 1 : 0)) ** 2
  return sum / truth.length
}

/** Changes of state per step between neighbouring rows, in [0, 1]; 0 for fewer than two rows. */
export const transitionRate = (states: ArrayLike<number>): number => {
  let changes = 0
  for (let i = 1; i < states.length; i++) if (states[i] !== states[i - 1]) changes++
  return states.length < 2 ? 0 : changes / (states.length - 1)
}

/** Called state of a row: the most probable, the lowest of equals. */
export const mostProbable = (posterior: ArrayLike<number>, states: number, row = 0): number => {
  let best = 0
  for (let k = 1; k < states; k++) if (posterior[row * states + k] > posterior[row * states + best]) best = k
  return best
}
