import type { Bounds } from './summary'

/** A ratio of mean losses, below 1 where the first is better, with its 95 % interval. */
export type LossRatio = { readonly ratio: number; readonly ci: Bounds }

/** The forecaster with one set of feature families at one horizon. */
export type FamilyScore = {
  readonly horizon: string
  /** '+ season' joins the families above it; 'all but season' leaves one out. */
  readonly features: string
  readonly columns: number
  /** Mean QLIKE on the stretches before the test part. */
  readonly qlike: number
  readonly toLogHar: LossRatio
  /** Against what it changes: the families above it, or all of them. */
  readonly step: LossRatio
  /** On the test part, fitted on all before it. */
  readonly unseen: { readonly qlike: number; readonly toLogHar: LossRatio }
}
