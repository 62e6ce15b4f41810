import { DAY, SECOND, type DerivativeTicker, type OptionSummary, type Timestamp } from './event'

const YEAR = 365 * DAY

/** An implied volatility counts for two hours, a funding rate for a day: most venues set it every eight hours. */
const STALE_QUOTATION = 2 * 3600 * SECOND
const STALE_FUNDING = 24 * 3600 * SECOND

/** The volatility at the forward for one expiry. */
type Pillar = { readonly years: number; readonly vol: number }

/**
 * The mark volatility at the strike nearest the forward, mean of call and put there; undefined where even that strike
 * lies a standard deviation away.
 */
const pillarOf = (options: readonly OptionSummary[], time: Timestamp, spot: number): Pillar | undefined => {
  let newest: OptionSummary | undefined
  for (const option of options)
    if (option.underlyingPrice !== undefined && option.timestamp >= (newest?.timestamp ?? -Infinity)) newest = option
  const forward = newest?.underlyingPrice ?? spot
  const years = (options[0].expiry - time) / YEAR
  let nearest = Infinity
  let [sum, count] = [0, 0]
  for (const { strike, markIv } of options) {
    const distance = Math.abs(Math.log(strike / forward))
    if (markIv === undefined || distance > nearest) continue
    if (distance < nearest) [nearest, sum, count] = [distance, 0, 0]
    sum += markIv
    count++
  }
  const vol = sum / count
  return count > 0 && vol > 0 && nearest <= vol * Math.sqrt(years) ? { years, vol } : undefined
}

/**
 * At-the-money implied volatility of a chain at `time` for options of `years` of life, annual fraction: by expiry at
 * the strike nearest the forward (the expiry's newest recorded underlying price, else `spot`), linear in total variance
 * between the neighbouring expiries, the volatility of the first or last expiry outside them. Undefined where no expiry
 * ahead has a volatility near the money.
 * @internal
 */
export const atTheMoneyVol = (
  chain: Iterable<OptionSummary>,
  time: Timestamp,
  years: number,
  spot: number,
): number | undefined => {
  const expiries = new Map<Timestamp, OptionSummary[]>()
  for (const option of chain) {
    if (option.expiry <= time) continue
    const same = expiries.get(option.expiry)
    if (same === undefined) expiries.set(option.expiry, [option])
    else same.push(option)
  }
  const pillars = [...expiries.values()]
    .flatMap((options) => pillarOf(options, time, spot) ?? [])
    .sort((a, b) => a.years - b.years)
  const after = pillars.findIndex((pillar) => pillar.years >= years)
  if (after <= 0) return pillars.at(after)?.vol
  const [low, high] = [pillars[after - 1], pillars[after]]
  const [lowVariance, highVariance] = [low.vol ** 2 * low.years, high.vol ** 2 * high.years]
  const share = (years - low.years) / (high.years - low.years)
  return Math.sqrt((lowVariance + share * (highVariance - lowVariance)) / years)
}

/** Feed it summaries in time order. */
type ImpliedVolInForce = {
  readonly take: (option: OptionSummary) => void
  /**
   * At-the-money implied volatility at `time` from the latest quotation of every option taken so far, none older than
   * two hours; undefined where there is none. `time` never falls.
   */
  readonly at: (time: Timestamp, spot: number) => number | undefined
}

/** Starts following a chain for options of `years` of life. */
export const startImpliedVol = (years: number): ImpliedVolInForce => {
  const latest = new Map<string, OptionSummary>()
  return {
    take: (option) => void latest.set(option.instrument, option),
    at(time, spot) {
      for (const [instrument, { timestamp, expiry }] of latest)
        if (timestamp < time - STALE_QUOTATION || expiry <= time) latest.delete(instrument)
      return latest.size === 0 ? undefined : atTheMoneyVol(latest.values(), time, years, spot)
    },
  }
}

/** Feed it tickers in time order. */
export type FundingInForce = {
  readonly take: (ticker: DerivativeTicker) => void
  /** The last rate taken; undefined before the first and a day after the last. */
  readonly at: (time: Timestamp) => number | undefined
}

/** Starts without a rate. */
export const startFunding = (): FundingInForce => {
  let rate: number | undefined
  let since = 0
  return {
    take({ fundingRate, timestamp }) {
      if (fundingRate === undefined) return
      rate = fundingRate
      since = timestamp
    },
    at: (time) => (since >= time - STALE_FUNDING ? rate : undefined),
  }
}
