import type { BookLeg } from './table'

/** Grid points a step's deviation, and reach of the grid in deviations of the whole life. */
const FINENESS = 4
const GRID_REACH = 6
/** Hedges across the range of the book's delta, and how many more on either side. */
const HEDGES = 100
const MARGIN = 10

/** Spots, geometric and centred on the first, and the positions over which a book is solved. */
export type SolverGrid = {
  readonly spacing: number
  /** Points on either side of the centre. */
  readonly half: number
  readonly spots: Float64Array
  readonly hedges: Float64Array
  readonly hedgeStep: number
  /** Index of the empty position. */
  readonly flat: number
}

/** The grid for steps of the given deviation of ln spot around `spot`. */
export const solverGrid = (legs: readonly BookLeg[], spot: number, deviation: number, steps: number): SolverGrid => {
  const spacing = deviation / FINENESS
  const half = Math.ceil((GRID_REACH * deviation * Math.sqrt(steps)) / spacing)
  // A position that hedges lies between those that hedge every leg of one sign in the money and none of the other.
  const slopes = legs.map(({ type, units }) => (type === 'call' ? -units : units))
  const low = slopes.reduce((sum, slope) => sum + Math.min(slope, 0), 0)
  const high = slopes.reduce((sum, slope) => sum + Math.max(slope, 0), 0)
  const hedgeStep = high > low ? (high - low) / HEDGES : 1 / HEDGES
  const first = Math.floor(low / hedgeStep + 1e-9) - MARGIN
  const last = Math.ceil(high / hedgeStep - 1e-9) + MARGIN
  return {
    spacing,
    half,
    spots: Float64Array.from({ length: 2 * half + 1 }, (_, i) => spot * Math.exp((i - half) * spacing)),
    hedges: Float64Array.from({ length: last - first + 1 }, (_, j) => (first + j) * hedgeStep),
    hedgeStep,
    flat: -first,
  }
}
