import type { Rng } from '../../src/core/rng'

/**
 * A state drawn by its share; `shares` sum to 1, and the last takes what rounding leaves. Each call draws one number of
 * `rng`.
 */
export const drawState = (shares: readonly number[], rng: Rng): number => {
  let left = rng.uniform()
  let state = 0
  while (state < shares.length - 1 && (left -= shares[state]) > 0) state++
  return state
}

/**
 * A gamma variate of the given shape > 0 and scale 1. Marsaglia & Tsang, ACM Transactions on Mathematical Software 26
 * (2000) 363–372.
 */
export const gammaDraw = (shape: number, rng: Rng): number => {
  if (shape < 1) return gammaDraw(shape + 1, rng) * (1 - rng.uniform()) ** (1 / shape)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = rng.normal()
    const v = (1 + c * x) ** 3
    if (v > 0 && Math.log(1 - rng.uniform()) < 0.5 * x * x + d * (1 - v + Math.log(v))) return d * v
  }
}
