import { whalleyWilmottHalfWidth } from '../../../../src/core/hedging/bands/whalley-wilmott'
import { volAt } from '../../../../src/core/hedging/exposure-columns'
import { emptyRun, type HedgeRun } from '../../../../src/core/hedging/hedge-run'
import type { View } from '../../../tune/view/view'
import { edgeFactors, type EdgeShape } from './edge-shape'

/** Half-widths of a short call's band lie within this many units of delta. */
const WIDEST = 1

/**
 * Whalley and Wilmott's band at a risk aversion, its half-width times `multiplier`, its edges moved by a shape; `lean`
 * is what recent trends add to the skew, paths × steps.
 */
export type ShapedBand = {
  readonly shape: EdgeShape
  readonly riskAversion: number
  readonly multiplier: number
  readonly lean: Float64Array
}

/** Hedges a view's short calls in a shaped band around its mark, evaluated at every step, sold at expiry at cost. */
export const hedgeShaped = ({ strip, exposure, mark, vol }: View, band: ShapedBand): HedgeRun => {
  const { paths, steps, spot, years, cost } = strip
  const out = emptyRun(paths, true)
  out.evaluations.fill(steps)
  for (let p = 0; p < paths; p++) {
    const first = p * (steps + 1)
    let held = 0
    let gain = 0
    const trade = (to: number, at: number): void => {
      const size = Math.abs(to - held)
      if (size === 0) return
      out.cost[p] += volAt(cost, at) * size * spot[at]
      out.turnover[p] += size
      out.trades[p]++
      held = to
    }
    for (let t = 0; t < steps; t++) {
      const i = p * steps + t
      const at = first + t
      const state = { spot: spot[at], gamma: exposure.gamma[i], vol: vol[i], years: years[t] }
      const formula = band.multiplier * whalleyWilmottHalfWidth({ ...state, cost: volAt(cost, at) }, band.riskAversion)
      const halfWidth = Math.min(formula, WIDEST)
      const { above, below } = edgeFactors(band.shape, state, band.lean[i])
      const centre = exposure.delta[i]
      trade(Math.min(Math.max(held, centre - below * halfWidth), centre + above * halfWidth), at)
      const move = spot[at + 1] - spot[at]
      const off = held - mark.delta[i]
      gain += held * move
      out.tracking[p] += off * move
      out.risk[p] += off * off * spot[at] * spot[at] * mark.variance[i]
    }
    const last = first + steps
    trade(0, last)
    out.pnl[p] = gain - out.cost[p] - Math.max(spot[last] - 1, 0)
  }
  return out
}
