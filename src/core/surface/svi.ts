/**
 * A smile of one expiry in the raw SVI form: total variance w(k) = a + b (ρ (k − m) + √((k − m)² + s²)) at
 * log-moneyness k = ln(strike / forward). b ≥ 0, |ρ| < 1, s > 0. Gatheral & Jacquier, Quantitative Finance 14 (2014)
 * 59–71.
 */
export type Svi = {
  readonly a: number
  readonly b: number
  readonly rho: number
  readonly m: number
  readonly s: number
}

/** Total variance (σ² T) at log-moneyness `k`. */
export const totalVariance = ({ a, b, rho, m, s }: Svi, k: number): number => {
  const x = k - m
  return a + b * (rho * x + Math.sqrt(x * x + s * s))
}

/** Its derivative by log-moneyness, w′(k). */
export const varianceSlope = ({ b, rho, m, s }: Svi, k: number): number => {
  const x = k - m
  return b * (rho + x / Math.sqrt(x * x + s * s))
}

/**
 * Durrleman's function g(k) of a smile: the density of the price at expiry is positive where g > 0, so that no
 * butterfly costs less than nothing. −∞ where the total variance is not positive.
 */
export const butterfly = ({ a, b, rho, m, s }: Svi, k: number): number => {
  const x = k - m
  const root = Math.sqrt(x * x + s * s)
  const w = a + b * (rho * x + root)
  if (!(w > 0)) return -Infinity
  const slope = b * (rho + x / root)
  const curvature = (b * s * s) / (root * root * root)
  const first = 1 - (k * slope) / (2 * w)
  return first * first - ((slope * slope) / 4) * (1 / w + 1 / 4) + curvature / 2
}
