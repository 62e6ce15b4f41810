import type { Rng } from '../../src/core/rng'

/** Fills `indices` with rows 0 … n−1 resampled in runs; a run that passes the end goes on at the start. */
export type Resampler = (n: number, indices: Int32Array, rng: Rng) => void

/**
 * Runs of one fixed length ≥ 1 from uniform starts, circular. Politis & Romano (1992); Künsch, Annals of Statistics 17
 * (1989).
 */
export const movingBlocks =
  (blockLength: number): Resampler =>
  (n, indices, rng) => {
    for (let i = 0; i < indices.length;) {
      const start = rng.integer(n)
      for (let j = 0; j < blockLength && i < indices.length; j++) indices[i++] = (start + j) % n
    }
  }

/**
 * Runs of geometric length with the given mean ≥ 1. Politis & Romano, Journal of the American Statistical Association
 * 89 (1994) 1303–1313.
 */
export const stationaryBlocks =
  (meanLength: number): Resampler =>
  (n, indices, rng) => {
    let row = rng.integer(n)
    for (let i = 0; i < indices.length; i++) {
      indices[i] = row
      row = rng.uniform() < 1 / meanLength ? rng.integer(n) : (row + 1) % n
    }
  }
