import type { Bar } from '../market/bar'

/** The families of the ablation. */
export type FeatureFamily =
  | 'returns'
  | 'realized'
  | 'order-flow'
  | 'toxicity'
  | 'book'
  | 'options'
  | 'funding'
  | 'indicators'
  | 'season'
  | 'macro'

/** Which part of a bar a feature reads; a feature is offered only where the recording has it. */
export type BarPart = 'ohlcv' | 'trades' | 'flow' | 'quote' | 'impliedVol' | 'fundingRate'

/**
 * A running feature: feed it every bar once, in order. undefined means not warm yet, never a number that stands for it.
 */
export type FeatureStepper = { step(bar: Bar): number | undefined }

/**
 * A feature is written once, sees one bar at a time and knows nothing of the future; training and service run the same
 * code. A changed formula gets a new name. Values are finite: a feature with nothing to say on a bar (no trade, flat
 * price) states its limit case.
 */
export type Feature = {
  readonly name: string
  readonly family: FeatureFamily
  readonly needs: readonly BarPart[]
  /** The first value comes on this bar, counted from 1. */
  readonly warmupBars: number
  start(): FeatureStepper
}
