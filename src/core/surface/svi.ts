/**
 * A smile of one expiry in the raw SVI form: total variance w(k) = a + b (ρ (k − m) + √((k − m)² + s²)) at log-moneyness
 * k = ln(strike / forward). b ≥ 0, |ρ| < 1, s > 0. Gatheral & Jacquier, Quantitative Finance 14 (2014) 59–71.
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

/** dw/dk. */
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

/**
 * Whether the wings are free of arbitrage for ever: |dw/dk| ≤ 2 as k → ±∞. R. Lee, Mathematical Finance 14 (2004)
 * 469–480.
 */
export const wingsHold = ({ b, rho }: Svi): boolean => b * (1 + Math.abs(rho)) <= 2

/**
 * A smile of the family that is free of butterfly arbitrage whatever its parameters: w(k) = θ/2 (1 + ρ φ k + √((φ k +
 * ρ)² + 1 − ρ²)), with φ bounded by 4 / (θ (1 + |ρ|)) and √(4 / (θ (1 + |ρ|))). θ > 0 is the total variance at the
 * money. Gatheral & Jacquier (2014), theorem 4.2.
 */
export const safeSmile = (theta: number, rho: number, phi: number): Svi => {
  const room = 4 / (theta * (1 + Math.abs(rho)))
  const curved = Math.min(phi, room, Math.sqrt(room))
  const flat = Math.sqrt(1 - rho * rho)
  return {
    a: (theta / 2) * (1 - rho * rho),
    b: (theta * curved) / 2,
    rho,
    m: -rho / curved,
    s: flat / curved,
  }
}
