const ratio = (Math.sqrt(5) - 1) / 2

/**
 * The point of [low, high] where a unimodal function is least, to an absolute `tolerance`; a local minimum of any other
 * function. Kiefer, Proceedings of the AMS 4 (1953) 502–506.
 */
export const goldenSection = (
  objective: (x: number) => number,
  low: number,
  high: number,
  tolerance: number,
): number => {
  let left = high - ratio * (high - low)
  let right = low + ratio * (high - low)
  let atLeft = objective(left)
  let atRight = objective(right)
  while (high - low > tolerance) {
    if (atLeft <= atRight) {
      high = right
      right = left
      atRight = atLeft
      left = high - ratio * (high - low)
      atLeft = objective(left)
    } else {
      low = left
      left = right
      atLeft = atRight
      right = low + ratio * (high - low)
      atRight = objective(right)
    }
  }
  return (low + high) / 2
}
