/** −ζ(½) / √2π. */
const MEAN_OVERSHOOT = 0.5825971579390106

/**
 * How far delta, observed every `years` years, lies on average past a band's edge when it is first observed beyond it:
 * 0.5826 |Γ| S σ √Δt. An edge derived for continuous evaluation is moved inwards by this much where evaluations are
 * `years` apart. 0 where gamma, volatility or the interval is 0. Chernoff, Annals of Mathematical Statistics 36 (1965)
 * 55–68; Broadie, Glasserman & Kou, Mathematical Finance 7 (1997) 325–349.
 */
export const meanOvershoot = (gamma: number, spot: number, vol: number, years: number): number =>
  MEAN_OVERSHOOT * Math.abs(gamma) * spot * vol * Math.sqrt(years)
