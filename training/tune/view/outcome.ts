import type { HedgeRun } from '../../../src/core/hedging/paths'

/** What became of a strategy on every path of a strip, per unit of spot at the start. */
export type Outcome = {
  readonly strategy: string
  /** The tuned setting, for a person. */
  readonly setting: string
  /** Premium − payoff + hedge − cost. */
  readonly pnl: Float64Array
  readonly cost: Float64Array
  readonly trades: Float64Array
  /** P&L before cost less that of the frictionless hedge on every bar at the same volatility. */
  readonly tracking: Float64Array
}

/** Puts a run beside the frictionless run of its own volatility. */
export const outcomeOf = (
  strategy: string,
  setting: string,
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
