import { DAY, SECOND, type Timestamp } from '../event'
import type { Instrument, InstrumentKind, OptionContract, Settlement } from '../instrument'

/** What a venue says of an instrument beside its name. */
export type Facts = Omit<Instrument, 'venue' | 'symbol'>

/** What a venue's names tell: the facts of a symbol, undefined where the symbol is none of the venue's. */
export type VenueNames = (symbol: string) => Facts | undefined

type Given = Partial<Facts> & {
  readonly kind: InstrumentKind
  readonly base: string
  readonly quote: string
  readonly settlement: Settlement
}

const unknown = {
  ...{ contract: undefined, amounts: undefined, tick: undefined, lot: undefined, leastQuantity: undefined },
  ...{ leastNotional: undefined, expiry: undefined, option: undefined, fees: undefined, impliedVols: undefined },
}

/** Facts of which those not given are unknown; an inverse contract settles in its base, others in the quote. */
export const factsOf = (given: Given): Facts => ({
  ...unknown,
  settlementCurrency: given.settlement === 'inverse' ? given.base : given.quote,
  ...given,
})

/** A coin or share against money: amounts are units of the base. */
export const spot = (base: string, quote: string, kind: 'spot' | 'equity' = 'spot'): Facts =>
  factsOf({ kind, base, quote, settlement: 'linear', contract: { size: 1, unit: 'base' }, amounts: 'base' })

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
/** Of futures: January to December. */
const monthCodes = 'FGHJKMNQUVXZ'

/** Names have two digits for the year: 2000 to 2099, in which every fourth year is a leap year. */
const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const daysOf = (year: number, month: number): number => monthDays[month] + (month === 1 && year % 4 === 0 ? 1 : 0)

/** Days since the epoch; 2000-01-01 is day 10,957. */
const dayNumber = (year: number, month: number, day: number): number => {
  let days = 10_957 + (year - 2000) * 365 + Math.ceil((year - 2000) / 4) + day - 1
  for (let i = 0; i < month; i++) days += daysOf(year, i)
  return days
}

/** That hour, UTC, of a day; undefined where the month does not have it. Months count from 0. */
const instantOf = (year: number, month: number, day: number, hour: number): Timestamp | undefined =>
  month < 0 || month > 11 || day < 1 || day > daysOf(year, month)
    ? undefined
    : dayNumber(year, month, day) * DAY + hour * 3600 * SECOND

/** '27JUN25' or '250627' at an hour, UTC; undefined for anything else. */
export const expiryOf = (date: string, hour: number): Timestamp | undefined => {
  const worded = /^(\d{1,2})([A-Z]{3})(\d{2})$/.exec(date)
  if (worded) return instantOf(2000 + Number(worded[3]), months.indexOf(worded[2]), Number(worded[1]), hour)
  const digits = /^(\d{2})(\d{2})(\d{2})$/.exec(date)
  return digits ? instantOf(2000 + Number(digits[1]), Number(digits[2]) - 1, Number(digits[3]), hour) : undefined
}

/** 'M25': the last Friday of June 2025 at an hour, UTC; undefined for anything else. */
export const quarterOf = (code: string, hour: number): Timestamp | undefined => {
  const month = monthCodes.indexOf(code.slice(0, 1))
  if (month < 0 || !/^[A-Z]\d{2}$/.test(code)) return undefined
  const year = 2000 + Number(code.slice(1))
  const last = dayNumber(year, month, daysOf(year, month))
  // Day 1 of the epoch was a Friday.
  return (last - ((last - 1) % 7)) * DAY + hour * 3600 * SECOND
}

/** '27JUN25' of '250627'; undefined for anything else. */
export const wordedDate = (date: string): string | undefined =>
  expiryOf(date, 0) === undefined || date.length !== 6
    ? undefined
    : `${Number(date.slice(4))}${months[Number(date.slice(2, 4)) - 1]}${date.slice(0, 2)}`

/** An option of the end of a name: '100000', 'C'; 'd' stands for the decimal point. Undefined without a strike > 0. */
export const optionOf = (underlying: string, strike: string, type: string): OptionContract | undefined => {
  const price = Number(strike.replace('d', '.'))
  if (!(price > 0) || (type !== 'C' && type !== 'P')) return undefined
  return { underlying, type: type === 'C' ? 'call' : 'put', strike: price, exercise: 'european' }
}

/** Money and coins in which others are priced, the longer before the shorter that ends it. */
const quotes = [
  ...['FDUSD', 'USDT', 'USDC', 'BUSD', 'TUSD', 'USDP', 'USDD', 'USDE', 'USD1', 'RLUSD', 'PYUSD', 'EURC', 'EURI'],
  ...['USD', 'UST', 'EUR', 'GBP', 'JPY', 'AUD', 'CAD', 'CHF', 'TRY', 'BRL', 'KRW', 'DAI', 'BTC', 'ETH', 'BNB'],
]

/** 'BTCUSDT' as its two currencies; undefined where it ends in no known one. */
export const splitPair = (symbol: string): readonly [base: string, quote: string] | undefined => {
  const quote = quotes.find((own) => symbol.endsWith(own) && symbol.length > own.length)
  return quote === undefined ? undefined : [symbol.slice(0, -quote.length), quote]
}
