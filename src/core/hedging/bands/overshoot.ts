/** −ζ(½) / √2π. */
const MEAN_OVERSHOOT = 0.5825971579390106

/**
 * How far delta, seen every `years` years, is past a band's edge on average when it is first seen beyond it: 0.5826 |Γ|
 * S σ √Δt. An edge drawn for a hedger who always looks belongs so much further in for one who looks at intervals. 0
 * where gamma, volatility or the interval is 0. Chernoff, Annals of Mathematical Statistics 36 (1965) 55–68; Broadie,
 * Glasserman & Kou, Mathematical Finance 7 (1997) 325–349.
 */
export const meanOvershoot = (gamma: number, spot: number, vol: number, years: number): number =>
  MEAN_OVERSHOOT * Math.abs(gamma) * spot * vol * Math.sqrt(years)
