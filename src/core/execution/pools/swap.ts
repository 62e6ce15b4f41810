/**
 * What a swap did: units of the base bought or sold, quote currency paid or received (both ≥ 0, fee included), and the
 * pool after it.
 */
export type Swap<Pool> = {
  readonly pool: Pool
  readonly base: number
  readonly quote: number
  /** Share of what went in that the pool kept as its fee, in the quote currency; of a sale, at its mean price. */
  readonly fee: number
  /** Asked for and not there, units of the base. */
  readonly unfilled: number
}
