import { DAY, SECOND } from '../market/event'
import type { MarketGrid } from './market-models'

/** Minutes of a market that never closes: what is folded where no models say otherwise. */
export const minuteGrid: MarketGrid = {
  barSeconds: 60,
  barsPerDay: DAY / (60 * SECOND),
  barsPerYear: (365 * DAY) / (60 * SECOND),
  continuous: true,
  lags: [390],
  variance: 'realized',
  leastVariance: 1e-12,
  sourceSeconds: 0,
  horizonBars: [1440],
  optionBars: 1440,
}

/** Annual time in a microsecond: calendar years of 365 days, as expiries count them. */
export const YEARS_PER_MICROSECOND = 1 / (365 * DAY)
