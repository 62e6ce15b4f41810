import type { VarianceRegimes } from '../../src/core/reading/regime/variance-regimes'
import type { Rng } from '../../src/core/rng'
import { drawState, gammaDraw } from '../statistics/draws'

/** Variances of bars, > 0, and the state of each. */
export type SimulatedVariances = { readonly state: Uint8Array; readonly variance: Float64Array }

/**
 * A series drawn from hidden regimes: states from their chain, and scale × F(freedom) for each bar's variance,
 * independent between bars given the states.
 */
export const simulateVariances = (
  { initial, transition, scale, freedom: [body, tail] }: VarianceRegimes,
  length: number,
  rng: Rng,
): SimulatedVariances => {
  const state = new Uint8Array(length)
  const variance = new Float64Array(length)
  let now = drawState(initial, rng)
  for (let t = 0; t < length; t++) {
    if (t > 0) now = drawState(transition[now], rng)
    state[t] = now
    const ratio = (gammaDraw(body / 2, rng) / gammaDraw(tail / 2, rng)) * (tail / body)
    variance[t] = Math.max(Number.MIN_VALUE, scale[now] * ratio)
  }
  return { state, variance }
}
