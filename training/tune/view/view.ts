import { exposureColumns, type ExposureColumns } from '../../../src/core/hedging/exposure-columns'
import type { HedgePaths } from '../../../src/core/hedging/hedge-paths'
import { hedge, type HedgeOptions, type HedgeRun, type Mark } from '../../../src/core/hedging/paths'
import type { Strategy } from '../../../src/core/hedging/strategy'
import type { Bars } from '../../../src/core/market/bar'
import type { BarSeries } from '../../data/series'
import { evaluationColumn, type Strip } from './strip'

/** Squared return of each step, paths × steps. */
const squaredReturns = ({ paths, steps, spot }: HedgePaths): Float64Array => {
  const out = new Float64Array(paths * steps)
  for (let p = 0; p < paths; p++)
    for (let t = 0; t < steps; t++) {
      const at = p * (steps + 1) + t
      out[p * steps + t] = (spot[at + 1] / spot[at] - 1) ** 2
    }
  return out
}

/** The mark of paths at an annual volatility, paths × steps; without a variance of each step its squared return. */
export const markOf = (on: HedgePaths, vol: Float64Array, variance = squaredReturns(on)): Mark => ({
  vol,
  delta: exposureColumns(on, vol).delta,
  variance,
})

/**
 * The mark of a strip cut from a recording, common to all strategies: the implied volatility recorded at each bar,
 * `logHar` (annual, paths × steps) where there is none; the variance is that of the bar on which the step ends.
 */
export const recordedMark = (strip: Strip, bars: Bars, series: BarSeries, logHar: Float64Array): Mark => {
  const { paths, steps, starts } = strip
  const vol = logHar.slice()
  for (let p = 0; p < paths; p++)
    for (let t = 0; t < steps; t++) {
      const implied = bars.at(starts[p] + t)?.impliedVol
      if (implied !== undefined) vol[p * steps + t] = implied
    }
  const { variance } = series
  const next = variance.map((value, bar) => (bar + 1 < variance.length ? variance[bar + 1] : value))
  return markOf(strip, vol, evaluationColumn(strip, next))
}

/** A strip whose bands are drawn around its mark, with widths at one volatility. */
export type View = {
  readonly strip: Strip
  readonly vol: Float64Array
  readonly exposure: ExposureColumns
  readonly mark: Mark
  readonly stepSeconds: number
}

/** The strip at an annual volatility, paths × steps; marked at that volatility where no mark is given. */
export const viewOf = (strip: Strip, vol: Float64Array, stepSeconds: number, mark = markOf(strip, vol)): View => ({
  strip,
  vol,
  exposure: { ...exposureColumns(strip, vol), delta: mark.delta },
  mark,
  stepSeconds,
})

/** What the adaptive strategy reads beside the volatility; columns are paths × steps. */
export type AdaptiveColumns = Pick<HedgeOptions, 'toxicity' | 'nowVol' | 'posterior' | 'jumpShare'>

/** Columns that a run fills for the caller, paths × steps. */
export type RecordedColumns = Pick<HedgeOptions, 'positions' | 'halfWidths' | 'intervals'>

/** Hedges the strip by a strategy; the adaptive one reads `columns`. The hedge is sold at expiry at cost. */
export const run = (view: View, strategy: Strategy, columns: AdaptiveColumns & RecordedColumns = {}): HedgeRun =>
  hedge(view.strip, view.exposure, strategy, {
    ...columns,
    vol: view.vol,
    mark: view.mark,
    stepSeconds: view.stepSeconds,
    unwindAtExpiry: true,
  })

/** The result of a strategy on every path of a strip, per unit of spot at the start. */
export type Outcome = Pick<HedgeRun, 'cost' | 'trades' | 'turnover' | 'evaluations' | 'tracking' | 'risk'> & {
  readonly strategy: string
  /** The tuned setting as text. */
  readonly setting: string
  /** Premium − payoff + hedge − cost. */
  readonly pnl: Float64Array
}

/** The result of a run with the premium received. */
export const hedgeOutcome = (
  { strategy, setting }: Pick<Outcome, 'strategy' | 'setting'>,
  { pnl, ...run }: HedgeRun,
  premium: Float64Array,
): Outcome => ({ ...run, strategy, setting, pnl: pnl.map((each, p) => each + premium[p]) })

/**
 * Cost + (a/2) risk of each path at risk aversion a, per unit of spot: what a band is tuned and judged by, lower is
 * better. Whalley & Wilmott, Mathematical Finance 7 (1997) 307–324, minimise its mean to leading order.
 */
export const certaintyEquivalents = (
  { cost, risk }: Pick<HedgeRun, 'cost' | 'risk'>,
  riskAversion: number,
): Float64Array => cost.map((paid, p) => paid + 0.5 * riskAversion * risk[p])

/** The mean of `certaintyEquivalents`, on the given paths, or all. */
export const certaintyEquivalent = (
  run: Pick<HedgeRun, 'cost' | 'risk'>,
  riskAversion: number,
  paths?: Int32Array,
): number => {
  const each = certaintyEquivalents(run, riskAversion)
  const count = paths?.length ?? each.length
  let sum = 0
  for (let i = 0; i < count; i++) sum += each[paths === undefined ? i : paths[i]]
  return sum / count
}
