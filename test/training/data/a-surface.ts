import { DAY, emptyQuotation, type OptionSummary } from '../../../src/core/market/event'

/**
 * At-the-money volatility by years to expiry: total variance is linear between a week and a month, so that
 * interpolation is exact there.
 */
export const atm = (years: number): number => Math.sqrt((0.004 + 0.25 * years) / years)

/** The surface, with a smile about the forward. */
export const surfaceVol = (strike: number, forward: number, years: number): number =>
  atm(years) * (1 + 0.4 * Math.log(strike / forward) ** 2)

export const start = Date.UTC(2025, 2, 3) * 1000

export const anOption = (more: Partial<OptionSummary> = {}): OptionSummary => {
  const { strike = 100, expiry = start + 7 * DAY, timestamp = start, type = 'call', underlyingPrice = 100 } = more
  const years = (expiry - timestamp) / (365 * DAY)
  return {
    ...emptyQuotation,
    kind: 'option-summary',
    localTimestamp: timestamp,
    instrument: `X-${expiry}-${strike}-${type}`,
    ...{ timestamp, type, strike, expiry, underlyingPrice },
    markIv: surfaceVol(strike, underlyingPrice, years),
    openInterest: 1,
    ...more,
  }
}

/** Calls and puts on a grid of strikes, expiries in days. */
export const aChain = (days: readonly number[], timestamp = start, forward = 100): OptionSummary[] =>
  days.flatMap((n) =>
    [80, 90, 95, 100, 105, 110, 120].flatMap((percent) =>
      (['call', 'put'] as const).map((type) =>
        anOption({
          ...{ type, timestamp, underlyingPrice: forward },
          strike: (forward * percent) / 100,
          expiry: timestamp + n * DAY,
        }),
      ),
    ),
  )
