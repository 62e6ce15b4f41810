import type { AttributionMethod } from '../../portfolio/ledger/option-step'
import type { SolveQuadraticProgram } from '../greeks/quadratic-program'
import type { Strategy } from '../strategy'
import type { BookMarket, PathOption } from './book-market'
import type { HedgeListing, LeastSquaresHedge, OptionHedge } from './book-plan'
import { runBook, type BookRun } from './run-book'
import type { BookTradingCosts } from './trader'

export const greekHedgeKinds = ['delta', 'delta-gamma', 'delta-vega', 'delta-gamma-vega', 'least-squares'] as const

/** Which Greeks of a short book are hedged, and with how many options. */
export type GreekHedgeKind = (typeof greekHedgeKinds)[number]

/** What a run may leave out. */
export type GreekHedgeSettings = {
  readonly kind: GreekHedgeKind
  /** One short at-the-money call that expires at the end, where absent. */
  readonly legs?: readonly PathOption[] | undefined
  /** Of delta; a band by Whalley & Wilmott at a = 10 where absent. Not read by 'least-squares'. */
  readonly strategy?: Strategy | undefined
  readonly costs: BookTradingCosts
  /**
   * Hedge options; where absent a call of twice the path's life, and before it, where two are needed, one of 5/4 of
   * that life. Struck once.
   */
  readonly listings?: readonly HedgeListing[] | undefined
  /** Of the book's gamma or vega at the start, left open before options trade; 0.1 where absent. */
  readonly tolerance?: number | undefined
  /** Most units held of each option; 3 for each option of the book where absent. */
  readonly limit?: number | undefined
  /**
   * Weights and tolerances of 'least-squares'; `defaultLeastSquares` and a third of the path's life as horizon where
   * absent.
   */
  readonly leastSquares?: Partial<LeastSquaresHedge> | undefined
  readonly fundingRate?: number | undefined
  readonly attribution?: AttributionMethod | undefined
}

/** Moments of a market whose implied volatility moves by 100 points a year. */
const defaultLeastSquares: Omit<LeastSquaresHedge, 'listings' | 'limit' | 'horizonSeconds'> = {
  kind: 'least-squares',
  riskAversion: 10,
  volOfVol: 1,
  correlation: 0,
  tolerance: { delta: 0.05, gamma: 0.2, vega: 0.01 },
  optionLot: 0,
}

const matched: Readonly<Record<Exclude<GreekHedgeKind, 'delta' | 'least-squares'>, readonly ('gamma' | 'vega')[]>> = {
  'delta-gamma': ['gamma'],
  'delta-vega': ['vega'],
  'delta-gamma-vega': ['gamma', 'vega'],
}

const optionHedge = (settings: GreekHedgeSettings, { steps, stepSeconds }: BookMarket, size: number): OptionHedge => {
  const { kind, tolerance = 0.1, limit = 3 * size, leastSquares } = settings
  if (kind === 'delta') return { kind: 'none' }
  const long: HedgeListing = { type: 'call', lifeSteps: 2 * steps }
  const both: readonly HedgeListing[] = [{ type: 'call', lifeSteps: Math.ceil(1.25 * steps) }, long]
  if (kind === 'least-squares')
    // An option is held for longer than the time between evaluations: a shorter horizon would overstate its cost.
    return {
      ...defaultLeastSquares,
      horizonSeconds: (steps * stepSeconds) / 3,
      listings: settings.listings ?? both,
      limit,
      ...leastSquares,
    }
  const greeks = matched[kind]
  return {
    kind: 'match',
    greeks,
    listings: settings.listings ?? (greeks.length === 1 ? [long] : both),
    tolerance,
    limit,
  }
}

/**
 * Hedges a short book along every path with the underlying and, but for 'delta', with options. Columns per path; `pnl`
 * is the change in value from the mark at the start and is the sum of `attribution`. 'least-squares' needs `solve`.
 * Hull, Options, Futures, and Other Derivatives (9th ed. 2015), chapter 19, on gamma and vega neutrality.
 */
export const runGreekHedge = (
  market: BookMarket,
  settings: GreekHedgeSettings,
  solve?: SolveQuadraticProgram,
): BookRun => {
  const { steps } = market
  const legs = settings.legs ?? [{ type: 'call', strike: 1, expiryStep: steps, quantity: -1 }]
  const contracts = legs.reduce((sum, { quantity }) => sum + Math.abs(quantity), 0)
  const strategy = settings.strategy ?? { kind: 'whalley-wilmott', riskAversion: 10, multiplier: 1 }
  const { costs, fundingRate, attribution } = settings
  return runBook(
    market,
    { legs, strategy, contracts, options: optionHedge(settings, market, contracts), costs, fundingRate, attribution },
    solve,
  )
}
