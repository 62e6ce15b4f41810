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
  /** What expired options pay on until they settle, by their names; the spot where absent. */
  readonly unsettled?: Readonly<Record<string, number>> | undefined
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
  /** Black-Scholes at the mark's volatility; the payoff of those that have expired and are not settled. */
  readonly options: number
  /** Of `options`, what those are worth that have expired: provisional until they settle. */
  readonly provisional: number
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

/** The price that an option is valued at: the spot while it lives, then what its payoff is marked on. */
const spotOf = ({ option, expiry }: Pick<BookOption, 'option' | 'expiry'>, { time, spot, unsettled }: Mark): number =>
  expiry > time ? spot : (unsettled?.[option] ?? spot)

/** The value of a book; undefined where it has options that live and the mark has no volatility. */
export const markBook = (book: Book, mark: Mark): BookValue | undefined => {
  const { rate } = mark
  let [options, provisional] = [0, 0]
  for (const held of book.options) {
    const known = optionMark(held, mark)
    if (known === undefined) return undefined
    const { type, strike, quantity, multiplier } = held
    const value = quantity * multiplier * bsmPrice({ type, strike, spot: spotOf(held, mark), rate, ...known })
    options += value
    if (known.years === 0) provisional += value
  }
  let positions = 0
  for (const { instrument, lots, lot } of book.positions) positions += lots * lot * priceAt(mark, instrument)
  const cash = fromMinor(book.cash)
  return { cash, positions, options, provisional, equity: cash + positions + options }
}
