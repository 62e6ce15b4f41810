import type { Timestamp } from '../market/event'
import { dividendsWithin, sharePrice, type DueDividend } from '../pricing/leg'
import { termVol, type VolPoint } from '../pricing/term-vol'
import type { OptionQuote } from '../surface/option-quote'
import { fromMinor } from './ledger/money'
import type { OptionMark } from './ledger/option-step'
import type { Book, BookOption } from './portfolio'

/** The market at which a book is marked. */
export type Mark = {
  readonly time: Timestamp
  /** Price of the options' underlying, and of every position that `prices` does not name. */
  readonly spot: number
  readonly prices?: Readonly<Record<string, number>> | undefined
  /** What expired options pay on until they settle, by their names; the spot where absent. */
  readonly unsettled?: Readonly<Record<string, number>> | undefined
  /**
   * Average annual volatility by maturity, years rising; one point at least where the book has options that have not
   * expired.
   */
  readonly volatility: readonly VolPoint[]
  /** Options that are valued at a surface, by their names; all others at `volatility`. */
  readonly quotes?: Readonly<Record<string, OptionQuote>> | undefined
  readonly rate: number
  /** Of the underlying, past and to come. */
  readonly dividends?: readonly DueDividend[] | undefined
  /** The calendar, as in `Snapshot`. */
  readonly yearsPerMicrosecond: number
}

/** What a book is worth, in the quote currency. */
export type BookValue = {
  readonly cash: number
  readonly positions: number
  /**
   * At the mark's volatility, as `legPrice`, or at the surface's and on its forward; the payoff of those that have
   * expired and are not settled.
   */
  readonly options: number
  /** Of `options`, what those are worth that have expired: provisional until they settle. */
  readonly provisional: number
  readonly equity: number
}

/** Price of a position's instrument at a mark. */
export const priceAt = ({ prices, spot }: Mark, instrument: string): number => prices?.[instrument] ?? spot

/**
 * Years left of an option, 0 once expired, the volatility over them and the dividends within them, or the yield that
 * gives its forward where it is valued at a surface; undefined where it has not expired and the mark has no volatility.
 */
export const optionMark = (
  { option, expiry }: Pick<BookOption, 'option' | 'expiry'>,
  mark: Mark,
): OptionMark | undefined => {
  const years = Math.max(expiry - mark.time, 0) * mark.yearsPerMicrosecond
  const quote = years > 0 ? mark.quotes?.[option] : undefined
  if (quote !== undefined) return { years, vol: quote.vol, dividend: mark.rate - quote.carry }
  const paid = mark.dividends && { dividends: dividendsWithin(mark, mark.time, expiry) }
  if (mark.volatility.length > 0) return { years, vol: termVol(mark.volatility, years), ...paid }
  return years === 0 ? { years, vol: 0 } : undefined
}

/** The price that an option is valued at: the spot while it lives, then what its payoff is marked on. */
const spotOf = ({ option, expiry }: Pick<BookOption, 'option' | 'expiry'>, { time, spot, unsettled }: Mark): number =>
  expiry > time ? spot : (unsettled?.[option] ?? spot)

/** The terms of an option that its price depends on beside its mark. */
export type PricedOption = Pick<BookOption, 'option' | 'type' | 'strike' | 'expiry' | 'exercise'>

/** Price of one unit of an option at a mark; undefined where it lives and the mark has no volatility. */
export const optionPrice = (held: PricedOption, mark: Mark): number | undefined => {
  const known = optionMark(held, mark)
  if (known === undefined) return undefined
  const { type, strike, exercise = 'european' } = held
  return sharePrice({ type, strike, exercise, spot: spotOf(held, mark), rate: mark.rate, ...known })
}

/** The value of a book; undefined where it has options that live and the mark has no volatility. */
export const markBook = (book: Book, mark: Mark): BookValue | undefined => {
  let [options, provisional] = [0, 0]
  for (const held of book.options) {
    const price = optionPrice(held, mark)
    if (price === undefined) return undefined
    const value = held.quantity * held.multiplier * price
    options += value
    if (held.expiry <= mark.time) provisional += value
  }
  let positions = 0
  for (const { instrument, lots, lot } of book.positions) positions += lots * lot * priceAt(mark, instrument)
  const cash = fromMinor(book.cash)
  return { cash, positions, options, provisional, equity: cash + positions + options }
}
