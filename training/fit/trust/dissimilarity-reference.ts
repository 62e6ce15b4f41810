import { standardise, type Scaling } from '../../../models/scaling'
import { isCalendar } from '../../../src/core/features/season'
import { dissimilarityTo, type DissimilarityReference } from '../../../src/core/reading/training-reference'
import { quantileOfSorted } from '../../statistics/quantile'
import type { Rows } from './column-references'

/**
 * Added to every variance of standardised columns: otherwise columns that nearly depend on others would dominate the
 * distance.
 */
const RIDGE = 0.01

/** Standardised rows. */
type Points = readonly ArrayLike<number>[]

/** @internal */
export const middleOf = (points: Points): number[] => {
  const middle = new Array<number>(points[0].length).fill(0)
  for (const point of points) middle.forEach((_, i) => (middle[i] += point[i] / points.length))
  return middle
}

const covarianceOf = (points: Points, middle: readonly number[]): number[][] => {
  const covariance = middle.map((_, i) => middle.map((__, j) => (i === j ? RIDGE : 0)))
  for (const point of points)
    for (let i = 0; i < middle.length; i++) {
      const own = (point[i] - middle[i]) / points.length
      for (let j = 0; j <= i; j++) covariance[i][j] += own * (point[j] - middle[j])
    }
  return covariance
}

/** Lower triangle L with L Lᵀ the matrix, of which the lower triangle is read. */
const choleskyOf = (matrix: readonly (readonly number[])[]): number[][] => {
  const lower: number[][] = []
  for (let i = 0; i < matrix.length; i++) {
    lower.push(new Array<number>(i + 1).fill(0))
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i][j]
      for (let k = 0; k < j; k++) sum -= lower[i][k] * lower[j][k]
      lower[i][j] = i === j ? Math.sqrt(sum) : sum / lower[j][j]
    }
  }
  return lower
}

/** Inverse of a lower triangle. */
const inverseOf = (lower: readonly (readonly number[])[]): number[][] => {
  const inverse: number[][] = []
  lower.forEach((row, i) => {
    const own = Array.from({ length: i }, (_, j) => {
      let sum = 0
      for (let k = j; k < i; k++) sum -= row[k] * inverse[k][j]
      return sum / row[i]
    })
    inverse.push([...own, 1 / row[i]])
  })
  return inverse
}

/**
 * Rows of the inverse Cholesky factor of the points' covariance, its variances raised by 0.01: W with W C Wᵀ = 1.
 * @internal
 */
export const whiteningOf = (points: Points, middle: readonly number[]): readonly (readonly number[])[] =>
  inverseOf(choleskyOf(covarianceOf(points, middle)))

/** More rows than this cost time and add little accuracy. */
const MOST_ROWS = 5_000
/** Parts in time: the distances of each are measured from the others. */
const FOLDS = 5
const LEVEL = 0.99

/** Six digits, enough for a card. */
const rounded = (values: readonly number[]): number[] => values.map((value) => Number(value.toPrecision(6)))

/** Calendar columns get no weight: a day of the week is not unlike training even if few such days were in it. */
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
 * Centre, whitening and threshold of the Mahalanobis distance of the training rows. The threshold is measured on parts
 * of the time left out in turn, because a row resembles its neighbours in time. On corrupted rows of real recordings
 * this distance detected more than the distance to the nearest prototype, at as many false alarms.
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
