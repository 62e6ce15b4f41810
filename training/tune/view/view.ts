import { exposureColumns, type ExposureColumns } from '../../../src/core/hedging/exposure-columns'
import { hedge, type HedgeOptions, type HedgeRun } from '../../../src/core/hedging/paths'
import type { Strategy } from '../../../src/core/hedging/strategy'
import type { Strip } from './strip'

/** A strip at one volatility: its exposures, and the frictionless hedge from which tracking is measured. */
export type View = {
  readonly strip: Strip
  readonly vol: Float64Array
  readonly exposure: ExposureColumns
  readonly frictionless: HedgeRun
  readonly stepSeconds: number
}

const everyStep: Strategy = { kind: 'every-step' }

/** The strip at an annual volatility, paths × steps. */
export const viewOf = (strip: Strip, vol: Float64Array, stepSeconds: number): View => {
  const exposure = exposureColumns(strip, vol)
  const frictionless = hedge({ ...strip, cost: 0, fixedCost: 0 }, exposure, everyStep, { unwindAtExpiry: false })
  return { strip, vol, exposure, frictionless, stepSeconds }
}

/** What the adaptive strategy reads beside the volatility; columns are paths × steps. */
export type AdaptiveColumns = Pick<HedgeOptions, 'bandMultiplier' | 'bandLean' | 'toxicity'>

/** Hedges the strip by a strategy; the adaptive one reads `columns`. The hedge is sold at expiry at cost. */
export const run = (view: View, strategy: Strategy, columns: AdaptiveColumns = {}): HedgeRun =>
  hedge(view.strip, view.exposure, strategy, {
    ...columns,
    vol: view.vol,
    stepSeconds: view.stepSeconds,
    unwindAtExpiry: true,
  })

/** The result of a strategy on every path of a strip, per unit of spot at the start. */
export type Outcome = {
  readonly strategy: string
  /** The tuned setting as text. */
  readonly setting: string
  /** Premium − payoff + hedge − cost. */
  readonly pnl: Float64Array
  readonly cost: Float64Array
  readonly trades: Float64Array
  /** P&L before cost less that of the frictionless hedge on every bar at the same volatility. */
  readonly tracking: Float64Array
}

/** The result of a run, its tracking measured from the frictionless run at the same volatility. */
export const hedgeOutcome = (
  { strategy, setting }: Pick<Outcome, 'strategy' | 'setting'>,
  run: HedgeRun,
  frictionless: HedgeRun,
  premium: Float64Array,
): Outcome => ({
  strategy,
  setting,
  pnl: run.pnl.map((pnl, p) => pnl + premium[p]),
  cost: run.cost,
  trades: run.trades,
  tracking: run.pnl.map((pnl, p) => pnl + run.cost[p] - frictionless.pnl[p]),
})
