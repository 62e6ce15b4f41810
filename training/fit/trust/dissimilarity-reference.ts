import { standardise, type Scaling } from '../../../models/scaling'
import { isCalendar } from '../../../src/core/features/season'
import { dissimilarityTo, type DissimilarityReference } from '../../../src/core/reading/training-reference'
import { quantileOfSorted } from '../../statistics/quantile'
import type { Rows } from './column-references'
import { middleOf, whiteningOf, type Points } from './whitening'

/** More rows than this add time and little else. */
const MOST_ROWS = 5_000
/** Parts in time: each is seen from the others. */
const FOLDS = 5
const LEVEL = 0.99

/** Six digits: what a card needs. */
const rounded = (values: readonly number[]): number[] => values.map((value) => Number(value.toPrecision(6)))

/**
 * The calendar cannot be unlike what it was, though few days of it may have been seen: its columns are made to weigh
 * nothing.
 */
const withoutCalendar = (points: Points, columns: readonly string[]): Points =>
  points.map((point) => Float64Array.from(point, (z, i) => (isCalendar(columns[i]) ? 0 : z)))

const referenceOf = (points: Points, columns: readonly string[], threshold: number): DissimilarityReference => {
  const own = withoutCalendar(points, columns)
  const middle = middleOf(own)
  const whitening = whiteningOf(own, middle).map((row, i) =>
    rounded(row.map((value) => (isCalendar(columns[i]) ? 0 : value))),
  )
  return { middle: rounded(middle), whitening, threshold }
}

/**
 * Where the rows lie. The threshold comes of parts of the time that were left out in turn: a row is always a little
 * like its neighbours. On broken rows of real recordings the Mahalanobis distance saw more than the distance to the
 * nearest prototype did, at as many false alarms.
 */
export const dissimilarityReference = (
  { x, rows, cols }: Rows,
  columns: readonly string[],
  scaling: Scaling,
): DissimilarityReference => {
  const stride = Math.max(1, Math.ceil(rows / MOST_ROWS))
  const picked = Array.from({ length: Math.ceil(rows / stride) }, (_, i) =>
    x.subarray(i * stride * cols, (i * stride + 1) * cols),
  )
  const points = picked.map((row) => standardise(scaling, row, 0, 1))
  const foldOf = (i: number): number => Math.floor((i * FOLDS) / picked.length)
  const seen: number[] = []
  for (let fold = 0; fold < FOLDS; fold++) {
    const others = points.filter((_, i) => foldOf(i) !== fold)
    const distance = dissimilarityTo(scaling, referenceOf(others, columns, 1))
    picked.forEach((row, i) => {
      if (foldOf(i) === fold) seen.push(distance(row))
    })
  }
  return referenceOf(
    points,
    columns,
    Number(
      quantileOfSorted(
        seen.sort((a, b) => a - b),
        LEVEL,
      ).toPrecision(6),
    ),
  )
}
