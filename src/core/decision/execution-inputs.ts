import type { SlicedExecution } from '../execution/execution-settings'
import type { SlicedTrade } from '../execution/slices/sliced-trade'
import { SECOND, YEARS_PER_MICROSECOND } from '../market/event'
import { termVol } from '../pricing/term-vol'
import type { MarketState } from '../reading/market-state'
import type { PortfolioSettings } from './settings'
import { relativeSpreadOf } from './trading-cost'

/** How a decision's trades are carried out where not by one order each: the rule, and what is on its way. */
export type ExecutionInputs = {
  readonly settings: SlicedExecution
  /** The trades that the last decision left unfinished. */
  readonly underway: readonly SlicedTrade[]
  /**
   * What a plan by a cost card reads of the markets, by the names of the tradables; empty where there is no such plan.
   */
  readonly markets: readonly {
    readonly name: string
    /** Standard deviation of the log price over a second. */
    readonly volatility: number
    /** (ask − bid) / mid. */
    readonly relativeSpread: number
  }[]
}

/** What a mandate calls the tradable of its market at a place. */
export const tradableName = ({ mandate }: Pick<PortfolioSettings, 'mandate'>, place: number): string =>
  mandate.kind === 'allocation' ? String(place) : 'underlying'

/**
 * The `execution` of a decision's inputs; none where a portfolio sends one order a trade. `markets` in the order of its
 * instruments, each with a point of volatility at least.
 */
export const executionInputs = (
  settings: Pick<PortfolioSettings, 'mandate' | 'execution'>,
  underway: readonly SlicedTrade[],
  markets: readonly MarketState[],
): { readonly execution?: ExecutionInputs } => {
  const { execution } = settings
  if (execution === undefined || execution.kind === 'single') return {}
  const yearsPerSecond = SECOND * YEARS_PER_MICROSECOND
  const seen = (market: MarketState, place: number): ExecutionInputs['markets'][number] => {
    const horizon = (execution.kind === 'planned' ? execution.maxSeconds : 0) * yearsPerSecond
    return {
      name: tradableName(settings, place),
      volatility: termVol(market.volatility, horizon) * Math.sqrt(yearsPerSecond),
      relativeSpread: relativeSpreadOf(market),
    }
  }
  return {
    execution: { settings: execution, underway, markets: execution.kind === 'planned' ? markets.map(seen) : [] },
  }
}
