import { startSolver } from '../statistics/gram'

/**
 * Sufficient statistics of the bars for the scale of each state: `bars` weighs ln scale, `total` weighs 1 / scale, as
 * in the density of a sum of squares.
 */
export type ScaleEvidence = { readonly bars: ArrayLike<number>; readonly total: ArrayLike<number> }

/**
 * Prior on the scales of neighbouring states: their ratio is log-normal with this median and deviation of
 * its logarithm.
 */
export type Separation = { readonly ratio: number; readonly spread: number }

/** Log of the density of the ratios, less its constant. */
export const logSeparation = (scale: readonly number[], { ratio, spread }: Separation): number =>
  scale.slice(1).reduce((sum, s, k) => sum - 0.5 * (Math.log(s / scale[k] / ratio) / spread) ** 2, 0)

const mostSteps = 50
const longest = 2
const tolerance = 1e-8

/**
 * The scales of greatest posterior under the prior on their ratios: they maximise −Σ (bars · ln s + total / s) / 2 plus
 * `logSeparation`, which is concave in ln s. By Newton's method from `start`, all > 0; some state must have bars. A
 * state without bars stands at the ratio of the prior to its neighbours.
 */
export const likeliestScales = (
  start: readonly number[],
  { bars, total }: ScaleEvidence,
  { ratio, spread }: Separation,
): number[] => {
  const states = start.length
  const tie = 1 / (spread * spread)
  const logRatio = Math.log(ratio)
  const level = start.map(Math.log)
  for (let step = 0; step < mostSteps; step++) {
    const gradient = new Float64Array(states)
    const curvature = new Float64Array(states * states)
    for (let k = 0; k < states; k++) {
      const rest = total[k] * Math.exp(-level[k])
      gradient[k] = 0.5 * (rest - bars[k])
      curvature[k * states + k] += 0.5 * rest
    }
    for (let k = 1; k < states; k++) {
      const pull = tie * (level[k] - level[k - 1] - logRatio)
      gradient[k] -= pull
      gradient[k - 1] += pull
      curvature[k * states + k] += tie
      curvature[(k - 1) * states + k - 1] += tie
      curvature[k * states + k - 1] -= tie
      curvature[(k - 1) * states + k] -= tie
    }
    const way = startSolver(curvature, states)(gradient)
    const length = way.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
    // Far below the optimum 1 / s is steep, far above nearly flat: a step is bounded to where the quadratic
    // approximation holds.
    const share = Math.min(1, longest / length)
    for (let k = 0; k < states; k++) level[k] += share * way[k]
    if (length < tolerance) break
  }
  return level.map(Math.exp)
}
