import { normalDensity } from '../../pricing/normal'
import { bookColumns, optionsValue } from './book-columns'
import type { MarginBook } from './margin-book'
import { movePnl } from './stress-grid'

const NODES = 65
const REACH = 5

/**
 * Standard deviation of a book's P&L when the spot moves by a driftless lognormal of volatility `vol` over `years`,
 * vols and time held, by full revaluation on 65 nodes out to five deviations. 0 where vol or years is 0.
 */
export const pnlDeviation = (book: MarginBook, vol: number, years: number): number => {
  const columns = bookColumns(book)
  const base = optionsValue(columns, columns.spot, columns.vol)
  const deviation = vol * Math.sqrt(years)
  let [weights, mean, square] = [0, 0, 0]
  for (let i = 0; i < NODES; i++) {
    const z = REACH * ((2 * i) / (NODES - 1) - 1)
    const weight = normalDensity(z)
    const pnl = movePnl(columns, base, Math.expm1(deviation * z - 0.5 * deviation * deviation), columns.vol)
    weights += weight
    mean += weight * pnl
    square += weight * pnl * pnl
  }
  mean /= weights
  return Math.sqrt(Math.max(square / weights - mean * mean, 0))
}
