import type { Timestamp } from '../../market/event'

/** What a set of models lost by a forecast whose outcome is known now. */
export type MaturedScore = {
  /** `qlike <bars>` or `log-loss <bars>`. */
  readonly measure: string
  readonly horizonBars: number
  readonly loss: number
  /** What its own log-HAR lost; absent where there is no such thing. */
  readonly baseline?: number | undefined
}

/** All that matured at the close of one bar. */
export type BarScores = {
  /** Of the set's policy. */
  readonly policy: string
  /** Close of the bar. */
  readonly at: Timestamp
  readonly scores: readonly MaturedScore[]
}

/** States told apart by the mean variance per bar over the bars to come: state k lies above k of the bounds. */
export type RegimeBounds = {
  readonly horizonBars: number
  /** Rising. */
  readonly bounds: readonly number[]
}
