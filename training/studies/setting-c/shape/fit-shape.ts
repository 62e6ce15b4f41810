import { volAt } from '../../../../src/core/hedging/exposure-columns'
import { mean } from '../../../../src/core/statistics/moments'
import { startAdam } from '../../../fit/adam'
import { MOST_LOG, SHAPE_COLUMNS, WIDTH_COLUMNS, type EdgeShape } from './edge-shape'
import type { ShapePaths } from './shape-paths'

/** Weights of a shape in one row: width, then skew with the trends. @internal */
export const weightCount = (columns: number): number => WIDTH_COLUMNS + columns

/** Gain and cost of every path. */
export type ShapePass = {
  /** Σ h ΔS before cost. */
  readonly gain: Float64Array
  readonly cost: Float64Array
}

/** Slopes of a loss in each path's gain and cost. */
export type LossSlopes = { readonly gain: Float64Array; readonly cost: Float64Array }

/** Buffers of one path's trades, reused. */
type Trades = {
  readonly step: Int32Array
  readonly side: Int8Array
  readonly slopeF: Float64Array
  readonly slopeG: Float64Array
}

const sign = (x: number): number => (x > 0 ? 1 : x < 0 ? -1 : 0)

/**
 * Hedges every path by the shaped band and unwinds at expiry at cost. With `descent` the gradient of the
 * loss in the weights is added to `descent.gradient`, exact almost everywhere: a holding set on an edge moves with the
 * edge until the next trade, a holding inside the band does not depend on the weights, and a backward pass over the
 * trades carries the slope of each trade's size to the trade before it.
 *
 * @internal
 */
export const shapePass = (
  data: ShapePaths,
  weights: Float64Array,
  pass: ShapePass,
  descent?: { readonly slopes: LossSlopes; readonly gradient: Float64Array },
): void => {
  const { paths, steps, columns, rows, halfWidth, delta, spot, cost } = data
  const trades: Trades = {
    step: new Int32Array(steps),
    side: new Int8Array(steps),
    slopeF: new Float64Array(steps),
    slopeG: new Float64Array(steps),
  }
  for (let p = 0; p < paths; p++) {
    const first = p * (steps + 1)
    let held = 0
    let gain = 0
    let paid = 0
    let count = 0
    for (let t = 0; t < steps; t++) {
      const i = p * steps + t
      const price = spot[first + t]
      const row = i * columns
      let f = 0
      let g = 0
      for (let k = 0; k < WIDTH_COLUMNS; k++) f += weights[k] * rows[row + k]
      for (let k = 0; k < columns; k++) g += weights[WIDTH_COLUMNS + k] * rows[row + k]
      const inF = f > -MOST_LOG && f < MOST_LOG
      const inG = g > -MOST_LOG && g < MOST_LOG
      if (!inF) f = f > 0 ? MOST_LOG : -MOST_LOG
      if (!inG) g = g > 0 ? MOST_LOG : -MOST_LOG
      const above = halfWidth[i] * Math.exp(f + g)
      const below = halfWidth[i] * Math.exp(f - g)
      const upper = delta[i] + above
      const lower = delta[i] - below
      const next = held > upper ? upper : held < lower ? lower : held
      if (next !== held) {
        paid += volAt(cost, first + t) * Math.abs(next - held) * price
        const sold = next < held
        trades.step[count] = t
        trades.side[count] = sold ? 1 : -1
        trades.slopeF[count] = inF ? (sold ? above : -below) : 0
        trades.slopeG[count] = inG ? (sold ? above : below) : 0
        count++
        held = next
      }
      gain += held * (spot[first + t + 1] - price)
    }
    pass.gain[p] = gain
    const unwound = volAt(cost, first + steps) * spot[first + steps]
    pass.cost[p] = paid + unwound * Math.abs(held)
    if (descent === undefined) continue
    const { slopes, gradient } = descent

    const ofGain = slopes.gain[p]
    const ofCost = slopes.cost[p]
    let carried = ofCost * unwound * sign(held)
    let end = steps
    for (let n = count - 1; n >= 0; n--) {
      const t = trades.step[n]
      const price = spot[first + t]
      const row = (p * steps + t) * columns
      const ofTrade = -trades.side[n] * ofCost * volAt(cost, first + t) * price
      const ofHolding = carried + ofGain * (spot[first + end] - price) + ofTrade
      for (let k = 0; k < WIDTH_COLUMNS; k++) gradient[k] += ofHolding * trades.slopeF[n] * rows[row + k]
      for (let k = 0; k < columns; k++) gradient[WIDTH_COLUMNS + k] += ofHolding * trades.slopeG[n] * rows[row + k]
      carried = -ofTrade
      end = t
    }
  }
}

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
