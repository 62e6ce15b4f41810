import type { Scaling } from '../../../models/scaling'
import { isCalendar } from '../../../src/core/features/season'
import { startSum } from '../../../src/core/features/rolling'
import { placeOfRow } from '../../../src/core/reading/training-reference'
import type { Rows } from './column-references'

/** Greatest share of `windowBars` rows in a row that lie beyond the scaling's limit in some column. */
export const outsideShare = (
  { x, rows, cols }: Rows,
  columns: readonly string[],
  scaling: Scaling,
  windowBars: number,
): number => {
  const isJudged = columns.map((name) => !isCalendar(name))
  const outside = startSum(windowBars)
  let most = 0
  for (let row = 0; row < rows; row++) {
    const place = placeOfRow(x.subarray(row * cols, (row + 1) * cols), [scaling], isJudged)
    most = Math.max(most, outside(place === 'inside' ? 0 : 1))
  }
  return most / windowBars
}
