import { Fault } from '../../error'

/** When a market's models are believed. */
export type TrustLimits = {
  /** Days after the end of what they learned from until they are too old, > 0. */
  readonly maxAgeDays: number
  /** Bars over which rows and forecasts are judged, a whole number ≥ 1. */
  readonly windowBars: number
  /** Share of those bars, in [0, 1], whose row may lie outside what the models were trained on. */
  readonly maxOutside: number
  /** Realized over forecast variance, summed over those bars, may be so many times or as small a part of one, > 1. */
  readonly maxRatio: number
  /** Bars in a row without any objection before models are believed again, a whole number ≥ 0. */
  readonly calmBars: number
}

/** A year of age; over a trading day a tenth of the rows outside, and four times or a quarter of the variance forecast; a twelfth of a day of calm. */
export const defaultTrust = (barsPerDay: number): TrustLimits => ({
  maxAgeDays: 365,
  windowBars: Math.max(Math.round(barsPerDay), 2),
  maxOutside: 0.1,
  maxRatio: 4,
  calmBars: Math.max(Math.round(barsPerDay / 12), 1),
})

/** Throws where limits lie outside their ranges; NaN stops here. */
export const checkTrustLimits = ({ maxAgeDays, windowBars, maxOutside, maxRatio, calmBars }: TrustLimits): void => {
  const sound =
    maxAgeDays > 0 &&
    Number.isSafeInteger(windowBars) &&
    windowBars >= 1 &&
    maxOutside >= 0 &&
    maxOutside <= 1 &&
    maxRatio > 1 &&
    Number.isSafeInteger(calmBars) &&
    calmBars >= 0
  if (!sound)
    throw new Fault(
      'numerical-domain',
      'trust needs an age > 0, whole numbers of bars, a share in [0, 1] and a ratio > 1',
    )
}
