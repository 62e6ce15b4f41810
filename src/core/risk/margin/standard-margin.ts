import { bookColumns, optionsValue, type BookColumns } from './book-columns'
import type { Margin, MarginBook } from './margin-book'

/** Parameters of a position-by-position margin; rates are shares of the underlying's value. */
export type StandardMarginParameters = {
  /** Rate of a future: base + perUnit × units held, initial and maintenance. */
  readonly futureInitial: number
  readonly futureMaintenance: number
  readonly futurePerUnit: number
  /** A short option: max(otmBase − out-of-the-money share, leastInitial) + mark. */
  readonly optionInitial: number
  readonly optionLeastInitial: number
  readonly optionMaintenance: number
}

/** Deribit's standard margin for BTC: "Linear Perpetual" (support.deribit.com) for futures, "Options" for options. */
export const deribitBtcStandard: StandardMarginParameters = {
  futureInitial: 0.02,
  futureMaintenance: 0.01,
  futurePerUnit: 0.00005,
  optionInitial: 0.15,
  optionLeastInitial: 0.1,
  optionMaintenance: 0.075,
}

const markOf = (columns: BookColumns, i: number): number => {
  const curve = columns.curves?.(i, columns.vol[i])
  if (curve !== undefined) return curve.price(columns.spot)
  const one = { ...columns, units: Float64Array.of(1), isCall: columns.isCall.subarray(i, i + 1) }
  const rest = {
    curves: undefined,
    logStrike: columns.logStrike.subarray(i, i + 1),
    strikePart: columns.strikePart.subarray(i, i + 1),
  }
  return optionsValue(
    { ...one, ...rest, root: columns.root.subarray(i, i + 1) },
    columns.spot,
    columns.vol.subarray(i, i + 1),
  )
}

/**
 * Sum over positions, without any offset between them. Long options need none. A short call: initial max(0.15 − OTM/S,
 * 0.1) S + mark, maintenance 0.075 S + mark; a short put the same with maintenance max(0.075 S, 0.075 mark) + mark and
 * initial not below it. Futures by their notional at a rate that rises with the size, netted by expiry. Mark is the
 * value in the book, 0 or more. Faults on a book that cannot be valued.
 */
export const standardMargin = (book: MarginBook, parameters: StandardMarginParameters): Margin => {
  const columns = bookColumns(book)
  const { spot } = book
  let [initial, maintenance] = [0, 0]
  book.options.forEach(({ type, strike, quantity, multiplier = 1 }, i) => {
    const units = -quantity * multiplier
    if (units <= 0) return
    const mark = markOf(columns, i)
    const away = Math.max(type === 'call' ? strike - spot : spot - strike, 0)
    const base = Math.max(parameters.optionInitial * spot - away, parameters.optionLeastInitial * spot) + mark
    const floor = parameters.optionMaintenance * spot
    const least = (type === 'call' ? floor : Math.max(floor, parameters.optionMaintenance * mark)) + mark
    maintenance += units * least
    initial += units * Math.max(base, least)
  })
  const byExpiry = new Map<number | undefined, { units: number; value: number }>()
  for (const { expiry, quantity, price } of book.futures) {
    const held = byExpiry.get(expiry) ?? { units: 0, value: 0 }
    byExpiry.set(expiry, { units: held.units + quantity, value: held.value + quantity * price })
  }
  for (const { units, value } of byExpiry.values()) {
    const extra = parameters.futurePerUnit * Math.abs(units)
    initial += (parameters.futureInitial + extra) * Math.abs(value)
    maintenance += (parameters.futureMaintenance + extra) * Math.abs(value)
  }
  return { initial, maintenance }
}
