/** What a venue demands, in currency, both ≥ 0. */
export type Margin = {
  /** Needed to open or enlarge. */
  readonly initial: number
  /** Below this the account is liquidated. */
  readonly maintenance: number
}
