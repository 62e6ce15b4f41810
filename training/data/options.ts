import type { BackendName } from '../../models/backend'
import type { Bars } from '../../src/core/market/bar'
import type { LoadMarketOptions } from './market'

/** What a user may set of a training or an evaluation. */
export type ResearchOptions = LoadMarketOptions & {
  readonly seed: number
  readonly backend?: 'auto' | BackendName
  /** Regime states of the classifier. */
  readonly states?: number
  /** Proportional one-way cost: beside the half spread where the recording has quotes, in place of it otherwise. */
  readonly fee?: number
  /** Of the certainty equivalent that all tuning lowers, per unit of spot. */
  readonly riskAversion?: number
  /** Cash that an evaluation costs, per unit of spot, which the tuning adds: gas, an oracle's update, an API budget. */
  readonly evaluationCost?: number
}

export const DEFAULT_STATES = 3
export const DEFAULT_RISK_AVERSION = 30
const FEE_WITH_QUOTES = 1e-4
const FEE_WITHOUT_QUOTES = 5e-4

/** The fee in force: 1 bp on top of a recorded half spread, 5 bp in all without one, unless the user sets one. */
export const feeOf = (bars: Bars, options: { readonly fee?: number }): number => {
  if (options.fee !== undefined) return options.fee
  for (const { quote } of bars) if (quote !== undefined) return FEE_WITH_QUOTES
  return FEE_WITHOUT_QUOTES
}

/** One-way proportional cost at each bar: fee plus half the bar's mean relative spread. */
export const costColumn = (bars: Bars, fee: number): Float64Array => {
  // `Float64Array.from` would hold every bar of a table at once.
  const cost = new Float64Array(bars.length)
  let place = 0
  for (const { quote } of bars) cost[place++] = fee + (quote === undefined ? 0 : quote.relativeSpread / 2)
  return cost
}

/** Progress to display: a stage by name, and how far it is. */
export type OnProgress = (stage: string, done: number, total: number) => void

/**
 * When the models of a run are put into service: `earned`, where they pass the comparison with the champion; `always`
 * or `never`, whatever the comparison; `nominate`, where they pass, they run beside the champion until an operator
 * decides.
 */
export const promotionModes = ['earned', 'nominate', 'always', 'never'] as const
export type PromotionMode = (typeof promotionModes)[number]
