import { Fault } from '../../error'
import { bookColumns, optionsValue, type BookColumns } from './book-columns'
import type { MarginBook } from './margin-book'

/** P&L of a book under every pair of a spot move and a volatility shock. */
export type StressGrid = {
  /** Relative moves > −1, as given. */
  readonly spotMoves: readonly number[]
  /** Relative shocks ≥ −1 of every volatility, as given. */
  readonly volShocks: readonly number[]
  /** Row-major by spot move, in currency; futures counted. */
  readonly pnl: Float64Array
  /** The cell with the lowest P&L, the first of equals. */
  readonly worst: { readonly spotMove: number; readonly volShock: number; readonly pnl: number }
}

/** P&L of columns at one move and vols, against `base`, the options' value now. */
export const movePnl = (columns: BookColumns, base: number, move: number, vols: Float64Array): number =>
  optionsValue(columns, columns.spot * (1 + move), vols) - base + columns.futuresValue * move

/**
 * Full revaluation on the grid, at once and without time passing. The cell of no move and no shock is exactly 0. A
 * shock of −1 is a volatility of 0. Faults on a book that cannot be valued.
 */
export const stressGrid = (
  book: MarginBook,
  spotMoves: readonly number[],
  volShocks: readonly number[],
): StressGrid => {
  if (!(spotMoves.length > 0 && volShocks.length > 0 && spotMoves.every((move) => move > -1 && move < Infinity)))
    throw new Fault('numerical-domain', 'a stress grid needs a vol shock and a spot move, every move above −1')
  const columns = bookColumns(book)
  const base = optionsValue(columns, columns.spot, columns.vol)
  const shocked = volShocks.map((shock) => columns.vol.map((vol) => vol * Math.max(1 + shock, 0)))
  const pnl = new Float64Array(spotMoves.length * volShocks.length)
  let worst = { spotMove: 0, volShock: 0, pnl: Infinity }
  let at = 0
  for (const spotMove of spotMoves)
    for (let j = 0; j < volShocks.length; j++, at++) {
      pnl[at] = movePnl(columns, base, spotMove, shocked[j])
      if (pnl[at] < worst.pnl) worst = { spotMove, volShock: volShocks[j], pnl: pnl[at] }
    }
  return { spotMoves, volShocks, pnl, worst }
}
