import type { Timestamp } from '../market/event'
import { bsmPrice } from '../pricing/price'
import { termVol, type VolPoint } from '../pricing/term-vol'
import { fromMinor } from './ledger/money'
import type { OptionMark } from './ledger/option-step'
import type { Book, BookOption } from './portfolio'

/** The market at which a book is marked. */
export type Mark = {
  readonly time: Timestamp
  /** Price of the options' underlying, and of every position that `prices` does not name. */
  readonly spot: number
  readonly prices?: Readonly<Record<string, number>> | undefined
  /**
   * Average annual volatility by maturity, years rising; one point at least where the book has options that have not
   * expired.
   */
  readonly volatility: readonly VolPoint[]
  readonly rate: number
  /** The calendar, as in `Snapshot`. */
  readonly yearsPerMicrosecond: number
}

/** What a book is worth, in the quote currency. */
export type BookValue = {
  readonly cash: number
  readonly positions: number
  /** Black-Scholes at the mark's volatility; their payoff at its spot once expired. */
  readonly options: number
  readonly equity: number
}

/** Price of a position's instrument at a mark. */
export const priceAt = ({ prices, spot }: Mark, instrument: string): number => prices?.[instrument] ?? spot

/**
 * Years left of an option, 0 once expired, and the volatility over them; undefined where it has not expired and the
 * mark has no volatility.
 */
export const optionMark = ({ expiry }: Pick<BookOption, 'expiry'>, mark: Mark): OptionMark | undefined => {
  const years = Math.max(expiry - mark.time, 0) * mark.yearsPerMicrosecond
  if (mark.volatility.length > 0) return { years, vol: termVol(mark.volatility, years) }
  return years === 0 ? { years, vol: 0 } : undefined
}

/** The value of a book; undefined where it has options that live and the mark has no volatility. */
export const markBook = (book: Book, mark: Mark): BookValue | undefined => {
  const { spot, rate } = mark
  let options = 0
  for (const held of book.options) {
    const known = optionMark(held, mark)
    if (known === undefined) return undefined
    const { type, strike, quantity, multiplier } = held
    options += quantity * multiplier * bsmPrice({ type, strike, spot, rate, ...known })
  }
  let positions = 0
  for (const { instrument, lots, lot } of book.positions) positions += lots * lot * priceAt(mark, instrument)
  const cash = fromMinor(book.cash)
  return { cash, positions, options, equity: cash + positions + options }
}
