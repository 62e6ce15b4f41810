import { Fault } from '../../error'
import type { Leg } from '../../hedging/snapshot'
import type { Timestamp } from '../../market/event'
import type { ShareCurve } from '../../pricing/american'
import { legCurve, legTakesGrid, type DueDividend } from '../../pricing/leg'

/** What a venue demands, in currency, both ≥ 0. */
export type Margin = {
  /** Needed to open or enlarge. */
  readonly initial: number
  /** Below this the account is liquidated. */
  readonly maintenance: number
}

/** An option with the volatility it is marked at. */
export type MarkedLeg = Leg & { readonly vol: number }

/**
 * A future, or a perpetual where it has no expiry. An inverse contract is its units of the underlying at its mark,
 * priced at the spot.
 */
export type FuturePosition = {
  readonly quantity: number
  /** Mark price > 0. */
  readonly price: number
  readonly expiry: Timestamp | undefined
}

/** The price by the spot of a leg that takes a grid, at a volatility; undefined of any other. */
export type LegCurves = (leg: number, vol: number) => ShareCurve | undefined

/** All positions in one underlying. */
export type MarginBook = {
  readonly time: Timestamp
  readonly spot: number
  readonly yearsPerMicrosecond: number
  /** Continuously compounded; carries the spot to each expiry's forward. */
  readonly rate: number
  /** Cash that the underlying pays, whatever its price. */
  readonly dividends?: readonly DueDividend[] | undefined
  readonly options: readonly MarkedLeg[]
  readonly futures: readonly FuturePosition[]
  /** Of the options, whatever the spot: made once for many revaluations (`withCurves`). */
  readonly curves?: LegCurves | undefined
}

/** A book and what stands behind it: cash in currency, and units of the underlying itself. */
export type MarginAccount = { readonly book: MarginBook; readonly cash: number; readonly coins: number }

/** Whether a book can be valued: a spot > 0, strikes > 0, vols ≥ 0, futures prices > 0 and finite quantities. */
export const isSoundMarginBook = ({ time, spot, yearsPerMicrosecond, rate, options, futures }: MarginBook): boolean =>
  Number.isFinite(time + rate) &&
  spot > 0 &&
  spot < Infinity &&
  yearsPerMicrosecond > 0 &&
  options.every(
    ({ strike, expiry, quantity, multiplier = 1, vol }) =>
      strike > 0 && strike < Infinity && Number.isFinite(expiry + quantity * multiplier) && vol >= 0 && vol < Infinity,
  ) &&
  futures.every(
    ({ quantity, price, expiry = 0 }) => Number.isFinite(quantity + expiry) && price > 0 && price < Infinity,
  )

/** Throws where a book cannot be valued; NaN stops here. */
export const checkMarginBook = (book: MarginBook): void => {
  if (!isSoundMarginBook(book))
    throw new Fault(
      'numerical-domain',
      'a margin book needs a spot > 0, strikes > 0, vols ≥ 0, futures prices > 0 and finite quantities',
    )
}

/** The book with a grid for each leg and volatility that needs one, made when it is first asked for. */
export const withCurves = (book: MarginBook): MarginBook => {
  if (book.curves !== undefined) return book
  const made = book.options.map((leg) => (legTakesGrid(book, leg) ? new Map<number, ShareCurve>() : undefined))
  if (made.every((one) => one === undefined)) return { ...book, curves: () => undefined }
  const curves: LegCurves = (leg, vol) => {
    const known = made[leg]?.get(vol)
    if (known !== undefined || made[leg] === undefined) return known
    const curve = legCurve(book, book.options[leg], vol)
    made[leg].set(vol, curve)
    return curve
  }
  return { ...book, curves }
}

/** The book after a spot move, futures' marks moving by the same share and every vol by `volFactor`. */
export const movedBook = (book: MarginBook, spot: number, volFactor: number): MarginBook => ({
  ...book,
  spot,
  options: volFactor === 1 ? book.options : book.options.map((leg) => ({ ...leg, vol: volFactor * leg.vol })),
  futures: book.futures.map((future) => ({ ...future, price: (future.price * spot) / book.spot })),
})
