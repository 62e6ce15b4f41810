import { Fault } from '../../error'

/** When a market's models are trusted. Times are in trading days of the market, so that they hold on any bars. */
export type TrustLimits = {
  /**
   * Days after the end of their training recording until they are too old, > 0; or this multiple of its length, ≥ 0,
   * where that is longer.
   */
  readonly maxAgeDays: number
  readonly maxAgeShare: number
  /** Days over which rows and forecasts are judged, ≥ 0, and the fewest bars of it, ≥ 1. */
  readonly windowDays: number
  readonly leastBars: number
  /**
   * Share of those bars, in [0, 1], whose row may lie beyond the range of training, or be unlike its rows. A day of
   * training with more rows beyond the range raises the first.
   */
  readonly maxOutside: number
  readonly maxUnlike: number
  /**
   * A column has drifted where its stability index or Kolmogorov-Smirnov distance exceeds the greatest of
   * training this many times, ≥ 1; the share of columns that may drift, in [0, 1].
   */
  readonly driftExcess: number
  readonly maxDrifted: number
  /**
   * A column is stuck where it keeps one value this many times as long as the longest run in training, ≥ 1, and for
   * `leastBars` at least.
   */
  readonly stuckExcess: number
  /** Realized over forecast variance, each summed over the window, may lie between 1 / this and this, > 1. */
  readonly maxRatio: number
  /** Loss of the forecaster above log-HAR's that is tolerated, as a share of log-HAR's, ≥ 0. */
  readonly lossTolerance: number
  /** Mean days, at least, to a false alarm about a forecaster no worse than that, > 0. */
  readonly lossAlarmDays: number
  /** Days without any objection before models are trusted again, ≥ 0. */
  readonly calmDays: number
  /**
   * The rule needs a review where models were distrusted for longer than `silentDays` in a row, > 0, or on more than
   * `maxSilent` in (0, 1] of the last `shareDays` > 0.
   */
  readonly silentDays: number
  readonly maxSilent: number
  readonly shareDays: number
}

export const defaultTrust: TrustLimits = {
  maxAgeDays: 365,
  // The length of the test part that the models were judged on.
  maxAgeShare: 3 / 7,
  windowDays: 1,
  leastBars: 30,
  maxOutside: 0.1,
  maxUnlike: 0.25,
  driftExcess: 1.25,
  maxDrifted: 0.2,
  stuckExcess: 2,
  maxRatio: 4,
  lossTolerance: 0.05,
  lossAlarmDays: 365,
  calmDays: 1 / 12,
  silentDays: 5,
  maxSilent: 0.5,
  shareDays: 20,
}

const isShare = (value: number): boolean => value >= 0 && value <= 1

/** Throws where limits lie outside their ranges; NaN stops here. */
export const checkTrustLimits = (limits: TrustLimits): void => {
  const sound =
    limits.maxAgeDays > 0 &&
    limits.maxAgeShare >= 0 &&
    limits.windowDays >= 0 &&
    Number.isSafeInteger(limits.leastBars) &&
    limits.leastBars >= 1 &&
    [limits.maxOutside, limits.maxUnlike, limits.maxDrifted, limits.maxSilent].every(isShare) &&
    limits.driftExcess >= 1 &&
    limits.stuckExcess >= 1 &&
    limits.maxRatio > 1 &&
    limits.lossTolerance >= 0 &&
    limits.lossAlarmDays > 0 &&
    limits.calmDays >= 0 &&
    limits.silentDays > 0 &&
    limits.maxSilent > 0 &&
    limits.shareDays > 0 &&
    Object.values(limits).every(Number.isFinite)
  if (!sound)
    throw new Fault(
      'numerical-domain',
      'trust needs days > 0, shares in [0, 1], excesses ≥ 1, a ratio > 1, a tolerance ≥ 0 and whole bars ≥ 1',
    )
}
