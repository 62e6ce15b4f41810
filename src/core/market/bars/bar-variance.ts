import type { Bar } from '../bar'

/** How a bar's variance is read off it; see `barVariance`. */
export type VarianceKind = 'squared-return' | 'realized' | 'range'

/**
 * Least variance of a bar unless a recording gives another: a return of a millionth. Keeps logarithms finite on flat
 * bars.
 */
export const leastVariance = 1e-12

const square = (x: number): number => x * x
const garmanKlassWeight = 2 * Math.LN2 - 1

/**
 * Garman-Klass variance of one bar from open, high, low and close, ≥ 0. Garman & Klass, Journal of Business 53 (1980)
 * 67–78.
 */
export const garmanKlass = ({ open, high, low, close }: Pick<Bar, 'open' | 'high' | 'low' | 'close'>): number =>
  square(Math.log(high / low)) / 2 - garmanKlassWeight * square(Math.log(close / open))

/**
 * Variance proxy of one bar, dimensionless, not annualised, at least `least` (1e-12 unless given).
 * - `squared-return`: squared log return from the previous close.
 * - `realized`: the bar's own realized variance, plus the squared log return from the previous close to the open after
 *   a gap; the squared return where the bar has none.
 * - `range`: Garman-Klass plus the squared log return from the previous close to the open.
 *
 * Without a previous close the return starts at the open.
 */
export const barVariance = (
  bar: Bar,
  previousClose: number | undefined,
  kind: VarianceKind,
  least = leastVariance,
): number => {
  const from = previousClose ?? bar.open
  if (kind === 'range') return Math.max(least, garmanKlass(bar) + square(Math.log(bar.open / from)))
  if (kind === 'realized' && bar.realizedVariance !== undefined) {
    return Math.max(least, bar.realizedVariance + (bar.afterGap ? square(Math.log(bar.open / from)) : 0))
  }
  return Math.max(least, square(Math.log(bar.close / from)))
}
