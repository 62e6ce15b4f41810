/**
 * Position after one look at a band: unchanged between its edges, else at the target of the edge it left. A closed band
 * always ends at its centre, an infinite one never trades.
 */
export const rebalance = (
  position: number,
  lower: number,
  lowerTarget: number,
  upperTarget: number,
  upper: number,
): number => (position < lower ? lowerTarget : position > upper ? upperTarget : position)
