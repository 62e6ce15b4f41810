/** Edges of a band as distances from the delta: no trade while the hedge lies in [delta − below, delta + above]. */
export type BandEdges = { below: number; above: number }

/**
 * Most by which the network stretches or shrinks a half-width, as a log factor; it moves an edge by a whole delta at
 * most.
 */
export const MOST_STRETCH = 3
/** Delta by which a raw output of 1 moves an edge: less than 1, because a fifth of a delta is already a long way. */
export const SHIFT_SLOPE = 0.2

/**
 * The distance of one edge from the delta: `halfWidth` e^f + g, with f = 3 tanh(stretch / 3) and g = tanh(shift / 5),
 * so that raw outputs of 0 leave the half-width as it is, where gamma vanishes the edge need not, and no output makes
 * it infinite. Negative where the edge lies on the delta's other side.
 */
export const edgeDistance = (halfWidth: number, stretch: number, shift: number): number =>
  halfWidth * Math.exp(MOST_STRETCH * Math.tanh(stretch / MOST_STRETCH)) + Math.tanh(SHIFT_SLOPE * shift)

/** Edges that have crossed meet halfway: the band is a point there. */
export const uncross = (edges: BandEdges): void => {
  if (edges.below + edges.above >= 0) return
  edges.above = (edges.above - edges.below) / 2
  edges.below = -edges.above
}
