/**
 * Inputs of Zakamouline's approximations: one-way proportional `cost`, `years` to expiry, e^{−rT} as `discount`, the
 * book's `gamma`.
 */
export type ZakamoulineInputs = {
  readonly cost: number
  readonly spot: number
  readonly gamma: number
  readonly vol: number
  readonly years: number
  readonly discount: number
}

/** Cap of the half-width: a whole option's delta. Reached as years → 0 or vol → 0, where H0 diverges. */
const WIDEST = 1

/**
 * Gamma-free part of the half-width, H0 = c / (a S σ² T), at most 1: the width that remains where gamma is 0.
 * V. Zakamouline, European Financial Management 12 (2006) 681–714.
 */
export const zakamoulineH0 = ({ cost, spot, vol, years }: ZakamoulineInputs, riskAversion: number): number => {
  if (cost === 0) return 0
  const scale = riskAversion * spot * vol * vol * years
  return scale * WIDEST > cost ? cost / scale : WIDEST
}

/**
 * Gamma part, H1 = 1.12 c^0.31 T^0.05 (e^{−rT}/σ)^0.25 (|Γ|/a)^0.5, at most 1; 0 where gamma, cost or years is 0, else
 * 1 where σ is 0. Same source.
 */
export const zakamoulineH1 = (inputs: ZakamoulineInputs, riskAversion: number): number => {
  const { cost, gamma, vol, years, discount } = inputs
  if (gamma === 0 || cost === 0 || years === 0) return 0
  if (vol === 0) return WIDEST
  // c^0.31 T^0.05 (e^{−rT}/σ)^0.25 in one exponential: the powers are the cost of a backtest.
  const powers = Math.exp(0.31 * Math.log(cost) + 0.05 * Math.log(years) + 0.25 * (Math.log(discount) - Math.log(vol)))
  return Math.min(1.12 * powers * Math.sqrt(Math.abs(gamma) / riskAversion), WIDEST)
}

/** H0 + H1, at most 1. */
export const zakamoulineHalfWidth = (inputs: ZakamoulineInputs, riskAversion: number): number =>
  Math.min(zakamoulineH0(inputs, riskAversion) + zakamoulineH1(inputs, riskAversion), WIDEST)

/**
 * Volatility of the band's centre: σ √(1 − K) for a short book (`sign` 1), σ √(1 + K) for a long one (−1), with K =
 * −4.76 c^0.78 T^−0.02 (e^{−rT}/σ)^0.25 (a S² |Γ|)^0.15. σ itself at years = 0 or σ = 0 or without gamma or cost; never
 * below 0. Same source.
 */
export const zakamoulineVol = (inputs: ZakamoulineInputs, riskAversion: number, sign: 1 | -1): number => {
  const { cost, spot, gamma, vol, years, discount } = inputs
  if (years === 0 || vol === 0 || gamma === 0 || cost === 0) return vol
  const powers =
    0.78 * Math.log(cost) -
    0.02 * Math.log(years) +
    0.25 * (Math.log(discount) - Math.log(vol)) +
    0.15 * Math.log(riskAversion * spot * spot * Math.abs(gamma))
  const magnitude = 4.76 * Math.exp(powers)
  return vol * Math.sqrt(Math.max(1 + sign * magnitude, 0))
}
