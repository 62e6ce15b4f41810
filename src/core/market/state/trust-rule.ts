import type { Bar } from '../bar'

/** What a bar says of the models that read it. */
export type TrustEvidence = {
  readonly bar: Bar
  readonly row: Float64Array
  /** Forecast log of the mean variance per bar, by horizon. */
  readonly logVariance: Float64Array
  readonly posterior: Float64Array
  /** Variance of this bar by the grid's proxy. */
  readonly variance: number
}

/** Judges the models bar by bar, from the first warm one on: reasons not to believe them, none where they may be believed. */
export type TrustRule = { readonly step: (evidence: TrustEvidence) => readonly string[] }
