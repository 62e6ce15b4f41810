import type { HedgePaths } from '../../src/core/hedging/hedge-paths'
import type { Rng } from '../../src/core/rng'
import type { HedgeMarket } from '../backtest/hedge-market'

/** The column, or one number where it is constant. */
const constant = (column: Float64Array): Float64Array | number =>
  column.every((value) => value === column[0]) ? column[0] : column

/** A market's short calls as training paths. `growth` is the expected growth factor of a step where it is known. */
export const marketPaths = ({ paths, vol, premium }: HedgeMarket, growth: number | undefined): BandPaths => ({
  paths: paths.paths,
  steps: paths.steps,
  spot: paths.spot,
  years: paths.years,
  cost: typeof paths.cost === 'number' ? paths.cost : constant(paths.cost),
  vol: constant(vol),
  growth,
  premium,
  unwindAtExpiry: true,
})

const TRAINING_SHARE = 0.6

/** The earlier paths for training and the later ones for judging; none of one part overlaps one of the other. */
export const splitPaths = (
  all: BandPaths,
  overlap: number,
): { readonly train: BandPaths; readonly test: BandPaths } => {
  const range = (from: number, to: number): BandPaths =>
    takePaths(
      all,
      Int32Array.from({ length: Math.max(to - from, 0) }, (_, i) => from + i),
    )
  const cut = Math.floor(TRAINING_SHARE * all.paths)
  return { train: range(0, cut), test: range(cut + (overlap > 1 ? overlap : 0), all.paths) }
}

/** Training paths of one short call each, with the inputs of the hedger. */
export type BandPaths = Omit<HedgePaths, 'legs' | 'fixedCost'> & {
  /** Annual volatility that the hedger forecasts to expiry, paths × steps, or one for all. */
  readonly vol: Float64Array | number
  /**
   * Expected growth factor of the spot over a step, known in a simulated world, 1 for a market without drift; it
   * removes noise from the gradient. undefined: the moves of the paths count in full.
   */
  readonly growth: number | undefined
  /** Premium received on each path; none where absent. */
  readonly premium?: Float64Array | undefined
  /** True where the hedge is sold at expiry at cost. */
  readonly unwindAtExpiry: boolean
  /** What a band trained by certainty equivalent reads and is measured by; columns are paths × steps. */
  readonly seen?: SeenColumns | undefined
}

/** Columns, paths × steps, of what the hedger sees beside the volatility to expiry, and of what it is measured by. */
export type SeenColumns = {
  /** Annual volatility of the next step; that to expiry where absent. */
  readonly nowVol?: Float64Array | undefined
  /** Probability of each regime, a column a state; unknown where absent. */
  readonly posterior?: readonly Float64Array[] | undefined
  /** Share of variance that comes from jumps; 0 where absent. */
  readonly jumpShare?: Float64Array | undefined
  /** Delta at the mark, around which the band lies and against which risk is measured; at `vol` where absent. */
  readonly markDelta?: Float64Array | undefined
  /** Variance of each step, σ²Δt, realized or true; at `vol` where absent. */
  readonly variance?: Float64Array | undefined
}

/** Source of the given number of paths, newly drawn or resampled. */
export type PathSource = (count: number, rng: Rng) => BandPaths

const rows = (column: Float64Array, width: number, chosen: Int32Array): Float64Array => {
  const out = new Float64Array(chosen.length * width)
  chosen.forEach((path, i) => out.set(column.subarray(path * width, (path + 1) * width), i * width))
  return out
}

const takeSeen = (seen: SeenColumns, steps: number, chosen: Int32Array): SeenColumns => {
  const take = (column: Float64Array | undefined) => (column === undefined ? undefined : rows(column, steps, chosen))
  return {
    nowVol: take(seen.nowVol),
    posterior: seen.posterior?.map((column) => rows(column, steps, chosen)),
    jumpShare: take(seen.jumpShare),
    markDelta: take(seen.markDelta),
    variance: take(seen.variance),
  }
}

/**
 * The chosen paths of a set, in that order.
 * @internal
 */
export const takePaths = (all: BandPaths, chosen: Int32Array): BandPaths => ({
  ...all,
  paths: chosen.length,
  spot: rows(all.spot, all.steps + 1, chosen),
  cost: typeof all.cost === 'number' ? all.cost : rows(all.cost, all.steps + 1, chosen),
  vol: typeof all.vol === 'number' ? all.vol : rows(all.vol, all.steps, chosen),
  premium: all.premium === undefined ? undefined : rows(all.premium, 1, chosen),
  seen: all.seen === undefined ? undefined : takeSeen(all.seen, all.steps, chosen),
})

/** A source that resamples a given set, recorded or simulated once. */
export const resampling =
  (all: BandPaths): PathSource =>
  (count, rng) =>
    takePaths(
      all,
      Int32Array.from({ length: Math.min(count, all.paths) }, () => rng.integer(all.paths)),
    )
