import { qlikeOfLog } from '../../../src/core/statistics/forecast-losses'
import type { RowModel } from './row-model'
import { quantileOfSorted } from '../../statistics/quantile'
import type { Rows } from './column-references'

const MOST_ROWS = 5_000
const LEVEL = 0.99
/** Of log-HAR's mean loss: a forecaster that is log-HAR and nothing more would have a scale of 0. */
const LEAST = 0.1

/**
 * `realized[row]`: mean variance over the shortest horizon after each row, 0 where that is not known. 99 % of the
 * differences of loss, forecaster less log-HAR, lie within ± the result.
 */
export const lossScale = (
  { x, rows, cols }: Rows,
  realized: Float64Array,
  forecaster: RowModel,
  logHar: RowModel,
): number => {
  const stride = Math.max(1, Math.ceil(rows / MOST_ROWS))
  const sizes: number[] = []
  let sum = 0
  for (let row = 0; row < rows; row += stride) {
    if (!(realized[row] > 0)) continue
    const own = x.subarray(row * cols, (row + 1) * cols)
    const compared = qlikeOfLog(realized[row], logHar(own)[0])
    sum += compared
    sizes.push(Math.abs(qlikeOfLog(realized[row], forecaster(own)[0]) - compared))
  }
  sizes.sort((a, b) => a - b)
  return Math.max(quantileOfSorted(sizes, LEVEL), (LEAST * sum) / sizes.length)
}
