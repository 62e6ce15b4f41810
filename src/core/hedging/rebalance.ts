/**
 * Position after one look at the band [centre − halfWidth, centre + halfWidth]: unchanged inside it, else moved to the edge it left and on by
 * `insideShare` of the half-width towards the centre (0 stays on the edge, right for proportional costs; 1 goes to the centre). A half-width of 0 always ends
 * at the centre, Infinity never trades.
 */
export const rebalance = (current: number, centre: number, halfWidth: number, insideShare: number): number => {
  if (halfWidth === Infinity) return current
  const lower = centre - halfWidth
  const upper = centre + halfWidth
  if (current < lower) return lower + insideShare * halfWidth
  if (current > upper) return upper - insideShare * halfWidth
  return current
}
