import { Fault } from '../../error'

/** When a market's models are believed. Times are in trading days of the market, so that they hold on any bars. */
export type TrustLimits = {
  /**
   * Days after the end of what they learned from until they are too old, > 0; where that was long, so many times its
   * length instead, ≥ 0.
   */
  readonly maxAgeDays: number
  readonly maxAgeShare: number
  /** Days over which rows and forecasts are judged, ≥ 0, and the fewest bars of it, ≥ 1. */
  readonly windowDays: number
  readonly leastBars: number
  /**
   * Share of those bars, in [0, 1], whose row may lie beyond the range of training, or be unlike its rows. A day of
   * training that had more of the first raises it.
   */
  readonly maxOutside: number
  readonly maxUnlike: number
  /**
   * A column has drifted where its stability index or Kolmogorov-Smirnov distance is so many times the greatest that
   * training saw, ≥ 1; share of columns that may, in [0, 1].
   */
  readonly driftExcess: number
  readonly maxDrifted: number
  /**
   * A column is stuck where it keeps one value so many times as long as ever in training, ≥ 1, and for `leastBars` at
   * least.
   */
  readonly stuckExcess: number
  /** Realized over forecast variance, summed over the window, may be so many times or as small a part of one, > 1. */
  readonly maxRatio: number
  /** The forecaster may lose so much more than log-HAR, as a share of log-HAR's loss, ≥ 0. */
  readonly lossTolerance: number
  /** Days, on average at least, until a forecaster no worse than that is taken for worse, > 0. */
  readonly lossAlarmDays: number
  /** Days without any objection before models are believed again, ≥ 0. */
  readonly calmDays: number
  /**
   * The rule is in question where models were not believed for longer than `silentDays` in a row, > 0, or on more than
   * `maxSilent` in (0, 1] of the last `shareDays` > 0.
   */
  readonly silentDays: number
  readonly maxSilent: number
  readonly shareDays: number
}

export const defaultTrust: TrustLimits = {
  maxAgeDays: 365,
  // As long as the test part that models were judged on.
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
