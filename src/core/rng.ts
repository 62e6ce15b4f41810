import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** Seeded chance, passed as an argument wherever chance is needed. */
export type Rng = {
  /** Uniform on [0, 1), 53 bits. */
  uniform(): number
  /** Standard normal. */
  normal(): number
  /** Uniform integer in [0, bound). */
  integer(bound: number): number
  /** Exponential with mean 1. */
  exponential(): number
  /** Poisson count with the given mean ≥ 0. */
  poisson(mean: number): number
}

/** Xoroshiro128+ with Marsaglia's polar normals. The same seed gives the same stream on every machine. */
export const startRng = (seed: number): Rng => {
  const generator = xoroshiro128plus(seed)
  let spare: number | undefined
  const uniform = (): number => uniformFloat64(generator)
  const normal = (): number => {
    if (spare !== undefined) {
      const value = spare
      spare = undefined
      return value
    }
    for (;;) {
      const u = 2 * uniform() - 1
      const v = 2 * uniform() - 1
      const s = u * u + v * v
      if (s > 0 && s < 1) {
        const factor = Math.sqrt((-2 * Math.log(s)) / s)
        spare = v * factor
        return u * factor
      }
    }
  }
  const exponential = (): number => -Math.log(1 - uniform())
  // Arrivals of a unit-rate process: exact for every mean, linear in it.
  const poisson = (mean: number): number => {
    let count = 0
    for (let time = exponential(); time < mean; time += exponential()) count++
    return count
  }
  return { uniform, normal, exponential, poisson, integer: (bound) => uniformInt(generator, 0, bound - 1) }
}

/** A seed for an independent stream named by a label: results do not change when another consumer draws more. */
export const deriveSeed = (seed: number, label: string): number => {
  let hash = 0x811c9dc5 ^ seed
  for (let i = 0; i < label.length; i++) hash = Math.imul(hash ^ label.charCodeAt(i), 0x01000193)
  return hash | 0
}
