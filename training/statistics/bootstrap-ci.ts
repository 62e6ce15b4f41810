import { Fault } from '../../src/core/error'
import type { Rng } from '../../src/core/rng'
import { quantileOfSorted } from './quantile'

/** Fills `indices` with rows 0 … n−1 resampled in runs; a run that passes the end goes on at the start. */
type Resampler = (n: number, indices: Int32Array, rng: Rng) => void

/**
 * Runs of one fixed length ≥ 1 from uniform starts, circular. Politis & Romano (1992); Künsch, Annals of Statistics 17
 * (1989).
 * @internal
 */
export const movingBlocks =
  (blockLength: number): Resampler =>
  (n, indices, rng) => {
    for (let i = 0; i < indices.length;) {
      const start = rng.integer(n)
      for (let j = 0; j < blockLength && i < indices.length; j++) indices[i++] = (start + j) % n
    }
  }

export type BootstrapOptions = {
  /** Consecutive rows that are drawn together; rounded, and at most all rows. */
  readonly blockLength: number
  readonly replications: number
  readonly rng: Rng
}

/** 2.5 and 97.5 percentiles. */
export type Interval = readonly [low: number, high: number]

/**
 * Percentile intervals of several statistics of the same resampled rows, by circular moving blocks: `statistics` maps
 * row indices to one number each, always in the same order. The indices array is reused between calls. Faults
 * 'numerical-domain' on no rows or a statistic that is not finite. Efron, Annals of Statistics 7 (1979) 1–26; blocks as
 * in Künsch (1989).
 */
export const bootstrapIntervals = (
  n: number,
  statistics: (indices: Int32Array) => readonly number[],
  { blockLength, replications, rng }: BootstrapOptions,
): readonly Interval[] => {
  if (!(n > 0)) throw new Fault('numerical-domain', 'bootstrap of no rows')
  const indices = new Int32Array(n)
  const resample = movingBlocks(Math.max(1, Math.min(n, Math.round(blockLength))))
  const draws: number[][] = []
  for (let r = 0; r < replications; r++) {
    resample(n, indices, rng)
    draws.push([...statistics(indices)])
  }
  return draws[0].map((_, k) => {
    const values = Float64Array.from(draws, (draw) => draw[k]).sort()
    if (!values.every(Number.isFinite)) throw new Fault('numerical-domain', 'bootstrap: a statistic is not finite')
    return [quantileOfSorted(values, 0.025), quantileOfSorted(values, 0.975)]
  })
}

/** Percentile interval of one statistic; see bootstrapIntervals. */
export const bootstrapCi = (
  n: number,
  statistic: (indices: Int32Array) => number,
  options: BootstrapOptions,
): Interval => bootstrapIntervals(n, (indices) => [statistic(indices)], options)[0]
