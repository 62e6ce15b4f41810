import { termVol } from '../pricing/term-vol'
import type { InsuranceSnapshot } from '../mandates/insurance/cppi-decision'
import { fromMinor } from '../portfolio/ledger/money'
import { SECOND, YEARS_PER_MICROSECOND, type Timestamp } from '../market/event'
import type { MarketState } from '../reading/market-state'
import { believedPosterior, unitsOf } from './hedge-snapshot'
import type { Book } from '../portfolio/portfolio'
import { lastInsurance } from './remembered'
import { tradedInstrument, type MandateSettings, type PortfolioSettings } from './settings'
import { oneWayCostIn } from './trading-cost'

/**
 * The snapshot of an insured portfolio at `time`, at the volatility forecast over its gap interval; the market has a
 * point of volatility at least.
 */
export const insuranceSnapshot = (
  settings: PortfolioSettings,
  { policy, floor, drift }: Extract<MandateSettings, { kind: 'cppi' }>,
  book: Book,
  last: unknown,
  market: MarketState,
  time: Timestamp,
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
  posterior: believedPosterior(market),
  yearsPerMicrosecond: YEARS_PER_MICROSECOND,
  policy,
  last: lastInsurance(last) ?? { floor },
})
