/**
 * The centre of the delta in service on unseen chains: the learned one of least variance beside net delta.
 * Absent where no chain is recorded beside the bars, or the set has no slope; `evidence`, as on the card, where the
 * chains make too few intervals.
 */
export type CentreScore = {
  /** Of its card. */
  readonly id: string
  /** The chain, `venue/symbol`. */
  readonly options: string
  readonly verdict: 'net' | 'minimum-variance'
  /** Why, by the card. */
  readonly reason: string
  readonly intervals: number
  readonly evidence?: {
    readonly gain: number
    readonly dm: number
    readonly p: number
    readonly newerGain: number
    readonly months: Readonly<Record<string, number>>
    readonly removed: Readonly<Record<'plain' | 'net' | 'sticky-moneyness' | 'minimum-variance', number>>
  }
  /** The same rule as the card's on these chains, in a sentence. */
  readonly unseen?: string
}

/** Which centre serves and why, and how the learned one did on the chains judged. */
export const centreSentence = ({ reason, intervals, unseen }: CentreScore): string =>
  `Centre of the delta, by its card: ${reason}. Here: ${unseen ?? `${intervals} intervals, too few to judge`}.`
