/** How an instrument trades at a venue. */
export type TradingTerms = {
  /** Units of the underlying in the smallest step of a quantity; quantities are whole numbers of it. */
  readonly lot: number
  readonly minLots: number
  /** Step of a price. */
  readonly tick: number
}
