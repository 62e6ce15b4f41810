/**
 * Quantile of sorted values by linear interpolation between order statistics (Hyndman & Fan's type 7). Needs at least
 * one value.
 */
export const quantileOfSorted = (sorted: ArrayLike<number>, level: number): number => {
  const place = level * (sorted.length - 1)
  const below = Math.floor(place)
  const above = Math.min(below + 1, sorted.length - 1)
  return sorted[below] + (place - below) * (sorted[above] - sorted[below])
}

/** Mean of at least one value. */
export const mean = (values: ArrayLike<number>): number => {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]
  return sum / values.length
}
