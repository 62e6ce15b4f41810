import { DAY, SECOND, YEARS_PER_MICROSECOND, type Timestamp } from '../market/event'
import { instrumentNamed } from '../market/instrument'
import { utcStamp } from '../market/utc-stamp'
import { optionEntry } from '../portfolio/entries'
import type { LedgerEntry } from '../portfolio/ledger/entry'
import type { Book } from '../portfolio/portfolio'
import { bsmPrice } from '../pricing/price'
import { termVol } from '../pricing/term-vol'
import type { MarketState } from '../reading/market-state'
import type { OptionProgramme } from './settings'

const MINUTE = 60 * SECOND

/**
 * Distance between strikes: 1, 2 or 5 times a power of ten, at most a hundredth of the spot and more than a third of
 * that.
 *
 * @internal
 */
export const strikeStep = (spot: number): number => {
  const most = spot / 100
  const power = 10 ** Math.floor(Math.log10(most))
  const lead = most / power
  return (lead >= 5 ? 5 : lead >= 2 ? 2 : 1) * power
}

/**
 * The strike on the grid nearest to a price, one step at least.
 *
 * @internal
 */
export const nearestStrike = (price: number, spot: number): number => {
  const step = strikeStep(spot)
  return Number((Math.max(1, Math.round(price / step)) * step).toPrecision(12))
}

const nameOf = (instrument: string, { type }: OptionProgramme, strike: number, expiry: Timestamp): string =>
  `${instrumentNamed(instrument).symbol}-${utcStamp(expiry)}-${strike}-${type === 'call' ? 'C' : 'P'}`

/**
 * The entry that writes the programme's next option at `time`: at the Black-Scholes price of the forecast to its
 * expiry, which is a whole minute. undefined while the book has an option that lives, and while no volatility
 * is known; one that waits for its settlement is over.
 */
export const nextOption = (
  programme: OptionProgramme,
  { options }: Pick<Book, 'options'>,
  { instrument, spot, volatility }: MarketState,
  { rate, time }: { readonly rate: number; readonly time: Timestamp },
): LedgerEntry | undefined => {
  if (options.some(({ expiry }) => expiry > time) || volatility.length === 0) return undefined
  const { type, moneyness, days, quantity, multiplier } = programme
  const expiry = Math.ceil((time + days * DAY) / MINUTE) * MINUTE
  const strike = nearestStrike(moneyness * spot, spot)
  const years = (expiry - time) * YEARS_PER_MICROSECOND
  const premium = bsmPrice({ type, spot, strike, years, vol: termVol(volatility, years), rate })
  const name = nameOf(instrument, programme, strike, expiry)
  return optionEntry(`programme:${name}`, name, time, { type, strike, expiry, quantity, multiplier, premium })
}
