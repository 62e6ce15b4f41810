import { gaussian, normalCdf, normalCdfOf } from '../../pricing/normal'
import { checkMarginBook, withCurves, type LegCurves, type MarginBook } from './margin-book'

/** A book laid out for many revaluations: one entry per option, expired ones included. */
export type BookColumns = {
  readonly spot: number
  /** Signed units. */
  readonly units: Float64Array
  readonly isCall: Uint8Array
  /** ln(K) − r T and K e^{−rT}. */
  readonly logStrike: Float64Array
  readonly strikePart: Float64Array
  readonly root: Float64Array
  readonly vol: Float64Array
  /** Days to expiry, ≥ 0. */
  readonly days: Float64Array
  /** Σ quantity × price of the futures: their P&L is this times the relative move. */
  readonly futuresValue: number
  /** Of the legs that take a grid. */
  readonly curves: LegCurves | undefined
}

const MICROSECONDS_PER_DAY = 86_400e6

export const bookColumns = (book: MarginBook): BookColumns => {
  checkMarginBook(book)
  const { options, time, yearsPerMicrosecond, rate, spot } = book
  const column = (of: (leg: (typeof options)[number], years: number) => number): Float64Array =>
    Float64Array.from(options, (leg) => of(leg, Math.max(leg.expiry - time, 0) * yearsPerMicrosecond))
  return {
    spot,
    units: column(({ quantity, multiplier = 1 }) => quantity * multiplier),
    isCall: Uint8Array.from(options, ({ type }) => (type === 'call' ? 1 : 0)),
    logStrike: column(({ strike }, years) => Math.log(strike) - rate * years),
    strikePart: column(({ strike }, years) => strike * Math.exp(-rate * years)),
    root: column((_, years) => Math.sqrt(years)),
    vol: column(({ vol }) => vol),
    days: column(({ expiry }) => Math.max(expiry - time, 0) / MICROSECONDS_PER_DAY),
    curves: withCurves(book).curves,
    futuresValue: book.futures.reduce((sum, { quantity, price }) => sum + quantity * price, 0),
  }
}

/**
 * Value of all options at a spot > 0 and one volatility each, in currency. The price is spot part less strike part, so
 * its accuracy is absolute: 1e-14 of the spot, but of an option that takes a grid 1e-4. Intrinsic at vol × √T = 0.
 */
export const optionsValue = (book: BookColumns, spot: number, vols: Float64Array): number => {
  const { units, isCall, logStrike, strikePart, root, curves } = book
  const logSpot = Math.log(spot)
  let value = 0
  for (let i = 0; i < units.length; i++) {
    const curve = curves?.(i, vols[i])
    if (curve !== undefined) {
      value += units[i] * curve.price(spot)
      continue
    }
    const k = strikePart[i]
    const deviation = vols[i] * root[i]
    let call: number
    if (deviation === 0) call = Math.max(spot - k, 0)
    else {
      const centre = (logSpot - logStrike[i]) / deviation
      const d1 = centre + 0.5 * deviation
      const d2 = centre - 0.5 * deviation
      const e1 = gaussian(d1)
      const e2 = e1 > 1e-290 ? (e1 * spot) / k : gaussian(d2)
      call = Math.max(spot * normalCdfOf(d1, e1) - k * normalCdfOf(d2, e2), 0)
    }
    value += units[i] * (isCall[i] === 1 ? call : Math.max(call - spot + k, 0))
  }
  return value
}

/** P&L of columns at one move and vols, against `base`, the options' value now. */
export const movePnl = (columns: BookColumns, base: number, move: number, vols: Float64Array): number =>
  optionsValue(columns, columns.spot * (1 + move), vols) - base + columns.futuresValue * move

/** Delta of each option at the book's spot, in units of the underlying, quantity counted. */
export const optionDeltas = (book: BookColumns): Float64Array =>
  book.units.map((units, i) => {
    const curve = book.curves?.(i, book.vol[i])
    if (curve !== undefined) return units * curve.delta(book.spot)
    const deviation = book.vol[i] * book.root[i]
    const gap = Math.log(book.spot) - book.logStrike[i]
    const call = deviation === 0 ? (gap > 0 ? 1 : gap === 0 ? 0.5 : 0) : normalCdf(gap / deviation + 0.5 * deviation)
    return units * (book.isCall[i] === 1 ? call : call - 1)
  })
