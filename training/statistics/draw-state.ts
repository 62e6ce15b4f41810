import type { Rng } from '../../src/core/rng'

/**
 * A state drawn by its share; `shares` sum to 1, and the last takes what rounding leaves. One number of `rng` a call.
 */
export const drawState = (shares: readonly number[], rng: Rng): number => {
  let left = rng.uniform()
  let state = 0
  while (state < shares.length - 1 && (left -= shares[state]) > 0) state++
  return state
}
