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
