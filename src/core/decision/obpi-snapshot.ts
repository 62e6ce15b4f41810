import { termVol } from '../pricing/term-vol'
import { solveObpi, type ObpiSnapshot } from '../mandates/insurance/obpi'
import { fromMinor } from '../portfolio/ledger/money'
import { DAY, YEARS_PER_MICROSECOND, type Timestamp } from '../market/event'
import type { MarketState } from '../reading/market-state'
import { hedgingSnapshot, unitsOf } from './hedge-snapshot'
import type { HedgingPolicy } from './hedging-policy'
import type { Book } from '../portfolio/portfolio'
import { lastObpi, type ObpiTerm } from './remembered'
import { tradedInstrument, type MandateSettings, type PortfolioSettings } from './settings'

type ObpiSettings = Extract<MandateSettings, { kind: 'obpi' }>

/**
 * A term that begins now: the plan that the wealth of now affords, at the volatility forecast to its end; undefined
 * where there is no wealth or it affords none.
 */
const beginTerm = (
  settings: PortfolioSettings,
  { guarantee, days }: ObpiSettings,
  book: Book,
  { spot, volatility }: MarketState,
  time: Timestamp,
): ObpiTerm | undefined => {
  const wealth = fromMinor(book.cash) + unitsOf(book, tradedInstrument(settings)) * spot
  if (!(wealth > 0)) return undefined
  const expiry = time + Math.round(days * DAY)
  const years = (expiry - time) * YEARS_PER_MICROSECOND
  const vol = termVol(volatility, years)
  const plan = solveObpi({ wealth, guarantee: guarantee * wealth, spot, years, vol, rate: settings.rate })
  return plan && { plan, expiry, price: spot }
}

/**
 * The snapshot of a portfolio that is insured by a replicated option at `time`; the market has a point of volatility at
 * least. Its plan is solved once a term, and kept to the term's end; then the next term begins with the wealth of then.
 * undefined where a term would begin and no guarantee can be afforded.
 */
export const obpiSnapshot = (
  settings: PortfolioSettings,
  mandate: ObpiSettings,
  book: Book,
  last: unknown,
  market: MarketState,
  policy: HedgingPolicy | undefined,
  time: Timestamp,
): ObpiSnapshot | undefined => {
  const before = lastObpi(last)
  const runs = before !== undefined && time < before.term.expiry
  const term = runs ? before.term : beginTerm(settings, mandate, book, market, time)
  if (term === undefined) return undefined
  const { plan, expiry, price } = term
  return {
    ...hedgingSnapshot(settings, mandate, book, [{ expiry }], market, policy, time),
    ...{ plan, expiry },
    scale: { contracts: plan.units > 0 ? plan.units : 1, price },
    last: runs ? before : undefined,
  }
}
