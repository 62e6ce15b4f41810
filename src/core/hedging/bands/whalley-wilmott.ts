import { cbrt } from '../../pricing/elementary'

/** Largest cube of a half-width: keeps it finite as the risk aversion vanishes. */
const WIDEST = 1e27

/** Inputs of Whalley and Wilmott's formula. */
export type WhalleyWilmottInputs = {
  /** One-way proportional. */
  readonly cost: number
  readonly spot: number
  /** Of the book; its sign does not matter. */
  readonly gamma: number
  /** e^{−rT}; 1 where absent. */
  readonly discount?: number | undefined
}

/**
 * Half-width of the no-transaction band, (3 c S e^{−rT} Γ² / 2a)^{1/3}, in units of the underlying. Asymptotic for
 * small cost. 0 where gamma or cost is 0: a policy needs a floor there, because the optimal band does not close. At
 * most 10⁹. Whalley & Wilmott, Mathematical Finance 7 (1997) 307–324.
 */
export const whalleyWilmottHalfWidth = (
  { cost, spot, gamma, discount = 1 }: WhalleyWilmottInputs,
  riskAversion: number,
): number => {
  if (cost === 0 || gamma === 0) return 0
  return cbrt(Math.min((1.5 * cost * spot * discount * gamma * gamma) / riskAversion, WIDEST))
}
