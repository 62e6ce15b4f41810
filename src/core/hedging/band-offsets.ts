/**
 * A no-transaction band as signed distances from its centre, in delta: nothing is traded between `lower` and `upper`; a
 * position below `lower` goes to `lowerTarget`, one above `upper` to `upperTarget`. lower ≤ lowerTarget ≤ upperTarget ≤
 * upper. With proportional cost alone the targets are the edges; a cost per trade moves them inside. ∓Infinity: never
 * trades. Written to in place, because the batch engine draws millions of them.
 */
export type BandOffsets = { lower: number; lowerTarget: number; upperTarget: number; upper: number }

/** A closed band: to the centre at every evaluation. */
export const closedBand = (): BandOffsets => ({ lower: 0, lowerTarget: 0, upperTarget: 0, upper: 0 })

/**
 * The band that is the same on both sides: trading starts `outer` from the centre and ends `inner` from it, 0 ≤ inner ≤
 * outer.
 */
export const setSymmetricBand = (out: BandOffsets, outer: number, inner: number): void => {
  out.lower = -outer
  out.lowerTarget = -inner
  out.upperTarget = inner
  out.upper = outer
}

/** The band of the opposite book: what was held below is held above. */
export const mirrorBand = (band: BandOffsets): void => {
  const { lower, lowerTarget, upperTarget, upper } = band
  band.lower = -upper
  band.lowerTarget = -upperTarget
  band.upperTarget = -lowerTarget
  band.upper = -lower
}

/**
 * The position after one evaluation of a band of `contracts` units around `centre`: unchanged between its edges, else
 * at the target of the edge it left. A closed band always ends at its centre, an infinite one never trades.
 */
export const rebalanced = (band: BandOffsets, centre: number, contracts: number, position: number): number => {
  if (position < centre + band.lower * contracts) return centre + band.lowerTarget * contracts
  return position > centre + band.upper * contracts ? centre + band.upperTarget * contracts : position
}

/**
 * How far a position `offset` from the centre lies beyond the edge it is nearest to leaving by, in delta; negative
 * inside the band.
 */
export const bandExcess = ({ lower, upper }: BandOffsets, offset: number): number =>
  Math.max(offset - upper, lower - offset)

/** Half the distance between the edges. */
export const bandHalfWidth = ({ lower, upper }: BandOffsets): number => 0.5 * (upper - lower)

/** How far a position `offset` from the centre lies from the middle between the edges. */
export const middleOffset = ({ lower, upper }: BandOffsets, offset: number): number => offset - 0.5 * (upper + lower)
