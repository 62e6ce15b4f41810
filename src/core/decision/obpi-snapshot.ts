import { solveObpi, type ObpiSnapshot } from '../mandates/insurance/obpi'
import { DAY, YEARS_PER_MICROSECOND } from '../market/event'
import { fromMinor } from '../portfolio/ledger/money'
import { termVol } from '../pricing/term-vol'
import { hedgingSnapshot, unitsOf, type KnownAt } from './hedge-snapshot'
import { lastObpi, type ObpiTerm } from './remembered'
import { tradedInstrument, type MandateSettings } from './settings'

type ObpiSettings = Extract<MandateSettings, { kind: 'obpi' }>

/**
 * A term that begins now: the plan that the present wealth affords, at the volatility forecast to its end; undefined
 * where there is no wealth or it affords none.
 */
const beginTerm = (
  { guarantee, days }: ObpiSettings,
  { settings, book, market: { spot, volatility }, time }: KnownAt,
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
 * least. Its plan is solved once a term, and kept to the term's end; then the next term begins with the wealth at that
 * time. undefined where a term would begin and no guarantee is affordable.
 */
export const obpiSnapshot = (mandate: ObpiSettings, known: KnownAt): ObpiSnapshot | undefined => {
  const { time } = known
  const before = lastObpi(known.last)
  const runs = before !== undefined && time < before.term.expiry
  const term = runs ? before.term : beginTerm(mandate, known)
  if (term === undefined) return undefined
  const { plan, expiry, price } = term
  return {
    ...hedgingSnapshot(mandate, known),
    ...{ plan, expiry },
    scale: { contracts: plan.units > 0 ? plan.units : 1, price },
    last: runs ? before : undefined,
  }
}
