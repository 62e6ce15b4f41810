import type { InsuranceSnapshot } from '../mandates/insurance/cppi-decision'
import type { Mandate } from '../mandates/mandate'
import { SECOND, YEARS_PER_MICROSECOND } from '../market/event'
import { fromMinor } from '../portfolio/ledger/money'
import type { Book, PortfolioState } from '../portfolio/portfolio'
import { termVol } from '../pricing/term-vol'
import type { MarketState } from '../reading/market-state'
import { allocationSnapshot } from './allocation-snapshot'
import { hedgeSnapshot, trustedPosterior, unitsOf, type KnownAt } from './hedge-snapshot'
import { obpiSnapshot } from './obpi-snapshot'
import { lastInsurance } from './remembered'
import { tradedInstrument, type MandateSettings, type PortfolioSettings } from './settings'
import { oneWayCostIn } from './trading-cost'

/**
 * The snapshot of an insured portfolio at `time`, at the volatility forecast over its gap interval; the market has at
 * least one point of volatility.
 */
const insuranceSnapshot = (
  { policy, floor, drift }: Extract<MandateSettings, { kind: 'cppi' }>,
  { settings, book, last, market, time }: KnownAt,
): InsuranceSnapshot => ({
  time,
  price: market.spot,
  units: unitsOf(book, tradedInstrument(settings)),
  cash: fromMinor(book.cash),
  oneWayCost: oneWayCostIn(market, settings.costs.fee),
  rate: settings.rate,
  vol: termVol(market.volatility, policy.gapInterval * SECOND * YEARS_PER_MICROSECOND),
  drift,
  jumps: undefined,
  posterior: trustedPosterior(market),
  yearsPerMicrosecond: YEARS_PER_MICROSECOND,
  policy,
  last: lastInsurance(last) ?? { floor },
})

/** The mandate that a portfolio decides on now, or why there is none. */
export type PortfolioMandate =
  /** `baseline`: why the models are not trusted, and what replaces them; empty while they are trusted. */
  | { readonly kind: 'ready'; readonly mandate: Mandate; readonly baseline: readonly string[] }
  /** Too little is known of the markets to decide anything. */
  | { readonly kind: 'not-ready'; readonly reasons: readonly string[] }

/** Instruments of the feed whose markets a portfolio needs to decide. */
export const marketsOf = ({
  instrument,
  mandate,
}: Pick<PortfolioSettings, 'instrument' | 'mandate'>): readonly string[] =>
  mandate.kind === 'allocation' ? mandate.instruments : [instrument]

const missingIn = (instrument: string, market: MarketState | undefined): readonly string[] => {
  if (market === undefined) return [`no price of ${instrument} yet`]
  return market.volatility.length === 0 ? [`no volatility of ${instrument} yet`] : []
}

/**
 * The mandate of a portfolio at `time`, with everything its decision depends on: its book (expired options left out),
 * the markets as last folded, by name, and the policy in service for its instrument. Where the models are not trusted
 * an adaptive hedge runs by the baseline tuned beside it, at the baseline's volatility, and no mandate is given
 * regimes. Pure.
 */
export const mandateOf = (
  settings: PortfolioSettings,
  { book, state }: { readonly book: Book; readonly state: Pick<PortfolioState, 'last'> },
  markets: Readonly<Record<string, MarketState | undefined>>,
  { policy, time, quotes }: Pick<KnownAt, 'policy' | 'time' | 'quotes'>,
): PortfolioMandate => {
  const { mandate } = settings
  const names = marketsOf(settings)
  const reasons = names.flatMap((name) => missingIn(name, markets[name]))
  const known = names.flatMap((name) => markets[name] ?? [])
  if (reasons.length > 0) return { kind: 'not-ready', reasons }
  const baseline = [...new Set(known.flatMap(({ trust }) => (trust.kind === 'baseline' ? trust.reasons : [])))]
  const own = { settings, book, last: state.last, market: known[0], policy, time, quotes }
  switch (mandate.kind) {
    case 'hedge': {
      const snapshot = hedgeSnapshot(mandate, own)
      const untuned = mandate.strategy === 'adaptive' && policy === undefined ? ['no-policy'] : []
      return { kind: 'ready', mandate: { kind: 'hedge', snapshot }, baseline: [...untuned, ...baseline] }
    }
    case 'obpi': {
      const snapshot = obpiSnapshot(mandate, own)
      const untuned = mandate.strategy === 'adaptive' && policy === undefined ? ['no-policy'] : []
      if (snapshot === undefined) return { kind: 'not-ready', reasons: ['its wealth affords no guarantee'] }
      return { kind: 'ready', mandate: { kind: 'obpi', snapshot }, baseline: [...untuned, ...baseline] }
    }
    case 'cppi': {
      const snapshot = insuranceSnapshot(mandate, own)
      return { kind: 'ready', mandate: { kind: 'cppi', snapshot }, baseline }
    }
    case 'allocation': {
      const snapshot = allocationSnapshot(mandate, known, own)
      return { kind: 'ready', mandate: { kind: 'allocation', snapshot }, baseline }
    }
  }
}
