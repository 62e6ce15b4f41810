import { SHAPE_COLUMNS, WIDTH_COLUMNS, type EdgeShape } from './edge-shape'
import { mean } from '../../../../src/core/statistics/moments'
import { startAdam } from '../../../fit/adam'
import { shapePass, weightCount, type LossSlopes, type ShapePass } from './shape-gradient'
import type { ShapePaths } from './shape-paths'

/** What is minimised: half the variance of tracking plus `costWeight` times mean cost, summed over recordings. */
export type ShapeObjective = { readonly costWeight: number }

export type ShapeFit = { readonly shape: EdgeShape; readonly losses: readonly number[] }

/** Factor on losses near 1e-4, so that Adam's epsilon is negligible beside their gradients. */
const SCALE = 1e6
const ITERATIONS = 150
const LEARNING_RATE = 0.03
/** Share of the iterations at the full step; over the others it shrinks to zero. */
const STEADY = 0.5

/** Loss of a pass over one recording, and its slopes in the gain and the cost of each path. */
const trackingLoss = (
  { frictionlessGain }: ShapePaths,
  { gain, cost }: ShapePass,
  { costWeight }: ShapeObjective,
  slopes: LossSlopes,
): number => {
  const n = gain.length
  const centre = mean(gain) - mean(frictionlessGain)
  let square = 0
  for (let p = 0; p < n; p++) {
    const tracking = gain[p] - frictionlessGain[p] - centre
    square += tracking * tracking
    slopes.gain[p] = (SCALE * tracking) / n
    slopes.cost[p] = (SCALE * costWeight) / n
  }
  return SCALE * (square / (2 * n) + costWeight * mean(cost))
}

const emptyPass = (paths: number): ShapePass & LossSlopes => ({
  gain: new Float64Array(paths),
  cost: new Float64Array(paths),
})

/**
 * Weights as a shape.
 *
 * @internal
 */
export const shapeOf = (weights: Float64Array, trendSeconds: readonly number[]): EdgeShape => {
  const trends = WIDTH_COLUMNS + SHAPE_COLUMNS
  return {
    width: [...weights.subarray(0, WIDTH_COLUMNS)],
    skew: [...weights.subarray(WIDTH_COLUMNS, trends)],
    trends: trendSeconds.map((seconds, k) => ({ seconds, weight: weights[trends + k] })),
  }
}

/**
 * Fits a shape to recorded options by Adam on exact pathwise gradients, from Whalley-Wilmott's band on. Deterministic:
 * the same paths give the same shape. `progress` is called with the share done.
 */
export const fitShape = (
  recordings: readonly ShapePaths[],
  trendSeconds: readonly number[],
  objective: ShapeObjective,
  progress: (share: number) => void = () => undefined,
): ShapeFit => {
  const weights = new Float64Array(weightCount(recordings[0].columns))
  const gradient = new Float64Array(weights.length)
  const step = startAdam([{ weights, gradient, decayed: false }], {
    learningRate: LEARNING_RATE,
    weightDecay: 0,
    clipNorm: Infinity,
  })
  const passes = recordings.map(({ paths }) => emptyPass(paths))
  const slopes = recordings.map(({ paths }) => emptyPass(paths))
  recordings.forEach((data, r) => shapePass(data, weights, passes[r]))
  const losses: number[] = []
  for (let i = 0; i < ITERATIONS; i++) {
    gradient.fill(0)
    let loss = 0
    recordings.forEach((data, r) => {
      // Slopes at the weights before the update; their pass was computed one iteration ago, so each costs one pass.
      loss += trackingLoss(data, passes[r], objective, slopes[r])
      shapePass(data, weights, passes[r], { slopes: slopes[r], gradient })
    })
    losses.push(loss)
    step(Math.min(1, (ITERATIONS - i) / ((1 - STEADY) * ITERATIONS)))
    progress((i + 1) / ITERATIONS)
  }
  return { shape: shapeOf(weights, trendSeconds), losses }
}
