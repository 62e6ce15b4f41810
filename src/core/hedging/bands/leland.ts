const SQRT_8_OVER_PI = Math.sqrt(8 / Math.PI)

/**
 * Volatility at which a delta hedge revised every `interval` years pays for its own costs: σ √(1 ± √(8/π) c / (σ √Δt)),
 * + for a short option (`sign` 1), − for a long one (−1). `cost` is one-way proportional; Leland's own k counts the
 * round trip, twice as much. 0 at σ = 0, and 0 for a long option whose gamma is not worth its costs. Leland, Journal of
 * Finance 40 (1985) 1283–1301; Hoggard, Whalley & Wilmott (1994).
 */
export const lelandVol = (vol: number, cost: number, interval: number, sign: 1 | -1): number =>
  vol === 0 ? 0 : Math.sqrt(Math.max(vol * vol + (sign * vol * SQRT_8_OVER_PI * cost) / Math.sqrt(interval), 0))
