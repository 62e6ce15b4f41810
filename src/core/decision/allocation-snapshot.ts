import { Fault } from '../error'
import type { AllocationSnapshot } from '../mandates/allocation/allocation-decision'
import { YEARS_PER_MICROSECOND } from '../market/event'
import { fromMinor } from '../portfolio/ledger/money'
import { termVol } from '../pricing/term-vol'
import type { MarketState } from '../reading/market-state'
import { trustedPosterior, unitsOf, type KnownAt } from './hedge-snapshot'
import { lastAllocation } from './remembered'
import { tradedInstrument, type MandateSettings } from './settings'
import { oneWayCostIn } from './trading-cost'

const DAY_YEARS = 1 / 365

/**
 * Annual covariance, row-major, of assets with these volatilities and one correlation between any two. Throws
 * 'numerical-domain' where that is no covariance.
 */
const commonCovariance = (vols: readonly number[], correlation: number): readonly number[] => {
  const n = vols.length
  if (!(correlation <= 1 && (n - 1) * correlation >= -1))
    throw new Fault('numerical-domain', `a correlation of ${n} assets lies in [−1/${n - 1}, 1], got ${correlation}`)
  return vols.flatMap((a, i) => vols.map((b, j) => (i === j ? a * a : correlation * a * b)))
}

/**
 * The snapshot of an allocation at `time`; `markets` are those of its instruments, in order, each with a point of
 * volatility at least. Volatilities are those forecast over the years of a volatility band, else over a day; the
 * posterior is that of the portfolio's own market where it is among them, else the first's.
 */
export const allocationSnapshot = (
  { policy, targets, correlation = 0 }: Extract<MandateSettings, { kind: 'allocation' }>,
  markets: readonly MarketState[],
  { settings, book, last, time }: Omit<KnownAt, 'market'>,
): AllocationSnapshot => {
  const years = policy.band.kind === 'volatility' ? policy.band.years : DAY_YEARS
  const own = markets.find(({ instrument }) => instrument === settings.instrument) ?? markets[0]
  return {
    time,
    prices: markets.map(({ spot }) => spot),
    units: markets.map(({ instrument }) => unitsOf(book, tradedInstrument(settings, instrument))),
    cash: fromMinor(book.cash),
    flow: 0,
    targets,
    covariance: commonCovariance(
      markets.map(({ volatility }) => termVol(volatility, years)),
      correlation,
    ),
    costs: {
      proportional: markets.map((market) => oneWayCostIn(market, settings.costs.fee)),
      ticket: settings.costs.fixed,
    },
    posterior: trustedPosterior(own),
    yearsPerMicrosecond: YEARS_PER_MICROSECOND,
    policy,
    last: lastAllocation(last),
  }
}
