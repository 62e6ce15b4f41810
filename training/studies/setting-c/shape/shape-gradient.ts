import { MOST_LOG, WIDTH_COLUMNS } from './edge-shape'
import { volAt } from '../../../../src/core/hedging/exposure-columns'
import type { ShapePaths } from './shape-paths'

/** Weights of a shape in one row: width, then skew with the trends. */
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
