import type { HedgeMarket } from '../backtest/hedge-market'
import { takePaths, type BandPaths } from './band-paths'

/** One number for a column that never changes. */
const constant = (column: Float64Array): Float64Array | number =>
  column.every((value) => value === column[0]) ? column[0] : column

/**
 * A market's short calls as paths to learn from. `growth` is the expected growth factor of a step where it is known.
 */
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

/** The earlier paths to learn from and the later ones to judge by; none of either overlaps the other. */
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
