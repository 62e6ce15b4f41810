import { Fault } from '../../error'

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
