import type { InsuranceSnapshot } from '../mandates/insurance/cppi-decision'
import { SECOND, YEARS_PER_MICROSECOND } from '../market/event'
import { fromMinor } from '../portfolio/ledger/money'
import { termVol } from '../pricing/term-vol'
import { trustedPosterior, unitsOf, type KnownAt } from './hedge-snapshot'
import { lastInsurance } from './remembered'
import { tradedInstrument, type MandateSettings } from './settings'
import { oneWayCostIn } from './trading-cost'

/**
 * The snapshot of an insured portfolio at `time`, at the volatility forecast over its gap interval; the market has at
 * least one point of volatility.
 */
export const insuranceSnapshot = (
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
