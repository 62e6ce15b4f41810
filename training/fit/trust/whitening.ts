/**
 * Added to every variance of standardised columns: those that all but follow from others would otherwise be all that a
 * distance sees.
 */
const RIDGE = 0.01

/** Standardised rows. */
export type Points = readonly ArrayLike<number>[]

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

/** Rows of the inverse Cholesky factor of the points' covariance, its variances raised by 0.01: W with W C Wᵀ = 1. */
export const whiteningOf = (points: Points, middle: readonly number[]): readonly (readonly number[])[] =>
  inverseOf(choleskyOf(covarianceOf(points, middle)))
