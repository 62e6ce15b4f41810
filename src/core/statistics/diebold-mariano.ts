import { Fault } from '../error'
import { longRunVariance } from './long-run-variance'
import { mean } from './moments'
import { twoSidedPValue } from './student-t'

export type ForecastTest = {
  /** Negative where the first forecast has the smaller mean loss. */
  readonly statistic: number
  /** Two-sided, from Student's t with n − 1 degrees of freedom. */
  readonly pValue: number
}

export type DieboldMarianoOptions = {
  /** Newey-West lags; for overlapping targets at least horizon − 1. */
  readonly lags: number
  /** Horizon in rows for the small-sample factor of Harvey, Leybourne & Newbold (1997); without it none is applied. */
  readonly harveyHorizon?: number
}

/**
 * Test of equal mean loss of two forecasts on the same rows. Losses that are identical everywhere give statistic 0 and
 * p 1. Faults 'numerical-domain' on fewer than two rows, unequal lengths, or a constant non-zero difference. Diebold &
 * Mariano, Journal of Business & Economic Statistics 13 (1995) 253–263.
 */
export const dieboldMariano = (
  first: Float64Array,
  second: Float64Array,
  { lags, harveyHorizon }: DieboldMarianoOptions,
): ForecastTest => {
  const n = first.length
  if (n < 2 || second.length !== n)
    throw new Fault(
      'numerical-domain',
      `Diebold-Mariano needs two loss series of one length ≥ 2, not ${n} and ${second.length}`,
    )
  const difference = first.map((loss, i) => loss - second[i])
  const centre = mean(difference)
  if (difference.every((d) => d === 0)) return { statistic: 0, pValue: 1 }
  const variance = longRunVariance(difference, lags)
  if (!(variance > 0)) throw new Fault('numerical-domain', 'Diebold-Mariano: the loss difference has no variance')
  const h = harveyHorizon
  const correction = h === undefined ? 1 : Math.sqrt(Math.max(0, (n + 1 - 2 * h + (h * (h - 1)) / n) / n))
  const statistic = (correction * centre) / Math.sqrt(variance / n)
  return { statistic, pValue: twoSidedPValue(statistic, n - 1) }
}
