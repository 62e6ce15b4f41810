/** Largest cube of a half-width: keeps it finite as the risk aversion vanishes. */
const WIDEST = 1e27

/**
 * Half-width of the no-transaction band, (3 c S e^{−rT} Γ² / 2a)^{1/3}, in units of the underlying; `cost` one-way
 * proportional, `gamma` that of the book, `discount` e^{−rT}. Asymptotic for small cost. 0 where gamma or cost is 0: a
 * policy should floor it, because there the optimal band does not close. At most 10⁹. Whalley & Wilmott, Mathematical
 * Finance 7 (1997) 307–324.
 */
export const whalleyWilmottHalfWidth = (
  cost: number,
  spot: number,
  gamma: number,
  riskAversion: number,
  discount = 1,
): number => {
  if (cost === 0 || gamma === 0) return 0
  return Math.cbrt(Math.min((1.5 * cost * spot * discount * gamma * gamma) / riskAversion, WIDEST))
}
