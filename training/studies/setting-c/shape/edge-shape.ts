import { whalleyWilmottHalfWidth } from '../../../../src/core/hedging/bands/whalley-wilmott'
import { volAt } from '../../../../src/core/hedging/exposure-columns'
import { emptyRun, type HedgeRun } from '../../../../src/core/hedging/hedge-run'
import type { View } from '../../../tune/view/view'

/**
 * A trend that moves the band: the log return of the last `seconds`, in its own standard deviations within ±3, counts
 * by `weight`.
 */
export type Trend = { readonly seconds: number; readonly weight: number }

/**
 * How a band departs from its formula's symmetric half-width w: edges at w e^{f + g} above the centre and w e^{f − g}
 * below it, for a book short of gamma. f and g are linear in what `fillShapeRow` writes; g
 * depends on the market's recent trends as well. With all coefficients 0 the band is the formula's.
 */
export type EdgeShape = {
  /** Of f: constant, log deviation to expiry, log of the density of moneyness. */
  readonly width: readonly number[]
  /** Of g: the same, then moneyness, and moneyness times log deviation. */
  readonly skew: readonly number[]
  readonly trends: readonly Trend[]
}

/** What a shape depends on, in units of one option struck at 1. */
export type ShapeState = {
  readonly spot: number
  readonly gamma: number
  readonly vol: number
  readonly years: number
}

export const SHAPE_COLUMNS = 5
export const WIDTH_COLUMNS = 3
const LEAST_DEVIATION = 1e-4
const DENSITIES = { least: 1e-3, most: 1 }
const MOST_MONEYNESS = 3
const MOST_TREND = 3
/** f and g are kept within ± this. */
export const MOST_LOG = 2

const clamp = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most)

/**
 * Writes to `out` from `at`: 1; log of the deviation σ√T to expiry; log of |Γ| S σ√T, which for one option is the
 * normal density of its d1; log spot in deviations within ±3; the same times the log deviation. Finite as years, vol or
 * gamma go to 0.
 */
export const fillShapeRow = ({ spot, gamma, vol, years }: ShapeState, out: Float64Array, at: number): void => {
  const deviation = Math.max(vol * Math.sqrt(years), LEAST_DEVIATION)
  const moneyness = clamp(Math.log(spot) / deviation, -MOST_MONEYNESS, MOST_MONEYNESS)
  const logDeviation = Math.log(deviation)
  out[at] = 1
  out[at + 1] = logDeviation
  out[at + 2] = Math.log(clamp(Math.abs(gamma) * spot * deviation, DENSITIES.least, DENSITIES.most))
  out[at + 3] = moneyness
  out[at + 4] = moneyness * logDeviation
}

const weighted = (weights: readonly number[], row: Float64Array, at: number): number => {
  let sum = 0
  for (let i = 0; i < weights.length; i++) sum += weights[i] * row[at + i]
  return sum
}

/** Log return over `seconds` in its standard deviations at an annual volatility, within ±3; 0 without volatility. */
export const standardTrend = (logReturn: number, seconds: number, vol: number, yearsPerSecond: number): number => {
  const deviation = vol * Math.sqrt(seconds * yearsPerSecond)
  return deviation > 0 ? clamp(logReturn / deviation, -MOST_TREND, MOST_TREND) : 0
}

const row = new Float64Array(SHAPE_COLUMNS)

/** Factors on the half-width above and below the centre; `lean`: part of the skew by trends. @internal */
export const edgeFactors = (
  shape: Pick<EdgeShape, 'width' | 'skew'>,
  state: ShapeState,
  lean: number,
): { readonly above: number; readonly below: number } => {
  fillShapeRow(state, row, 0)
  const f = clamp(weighted(shape.width, row, 0), -MOST_LOG, MOST_LOG)
  const g = clamp(weighted(shape.skew, row, 0) + lean, -MOST_LOG, MOST_LOG)
  return { above: Math.exp(f + g), below: Math.exp(f - g) }
}

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
