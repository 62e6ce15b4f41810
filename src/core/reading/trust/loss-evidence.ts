import { Fault } from '../../error'
import { qlikeOfLog } from '../../statistics/forecast-losses'

export type LossEvidenceLimits = {
  /** Losses' differences count as at most this, either way: > 0. */
  readonly scale: number
  /** Losses, on average at least, from a start to a false alarm, > 1: see `startLossEvidence`. */
  readonly runLength: number
}

/** Evidence that a model has become worse than another. */
export type LossEvidence = {
  /**
   * Takes the next difference of losses, model less the other; returns whether the model counts as worse from then on.
   * Nothing changes where it is not finite.
   */
  readonly step: (difference: number) => boolean
  /** The evidence: at least 0, alarm at `runLength`. */
  readonly value: () => number
  readonly isWorse: () => boolean
}

/** Bets are this part of the largest that could never lose everything. */
const stakes = [1 / 2, 1 / 8, 1 / 32] as const

/**
 * A sequential test of "on average not worse", valid at any time: bets against it on each difference d
 * in ± scale, wealth W ← max(W, 1)(1 + λ d / scale), the mean over three stakes λ as the evidence. While the mean of
 * every d given its past is ≤ 0 each bet has an expected gain ≤ 0, so that an alarm at W ≥ runLength comes after
 * runLength differences on average or later, whatever the distribution and however the variance moves (an e-detector;
 * Shin, Ramdas & Rinaldo, NEJSDS 2 (2024) 229–260). Wealth is kept at three times the alarm at most, and an alarm ends
 * once the evidence has fallen to the root of it: bets then lose their earlier gains. Differences are of outcomes that
 * do not overlap.
 */
export const startLossEvidence = ({ scale, runLength }: LossEvidenceLimits): LossEvidence => {
  if (!(scale > 0 && scale < Infinity && runLength > 1 && runLength < Infinity))
    throw new Fault('numerical-domain', `a scale > 0 and a run length > 1, got ${scale} and ${runLength}`)
  const wealth = stakes.map(() => 0)
  let [value, worse] = [0, false]
  return {
    step(difference) {
      if (!Number.isFinite(difference)) return worse
      const d = Math.min(1, Math.max(-1, difference / scale))
      stakes.forEach((stake, i) => {
        wealth[i] = Math.min(Math.max(wealth[i], 1) * (1 + stake * d), stakes.length * runLength)
      })
      value = wealth.reduce((sum, own) => sum + own, 0) / stakes.length
      worse = worse ? value > Math.sqrt(runLength) : value >= runLength
      return worse
    },
    value: () => value,
    isWorse: () => worse,
  }
}

/**
 * Takes a bar's variance and forecast a step; gives the difference of losses at the bars where one has matured, else
 * undefined.
 */
type MaturedLosses = (
  variance: number,
  forecast: { readonly logVariance: number; readonly logHar: number } | undefined,
) => number | undefined

/**
 * QLIKE of a forecaster less (1 + tolerance) times log-HAR's over `horizonBars`, outcome after outcome: a forecast is
 * kept until its bars are over, then the next one is taken, so that outcomes never overlap and each difference is known
 * before the next bet.
 */
export const startMaturedLosses = (horizonBars: number, tolerance: number): MaturedLosses => {
  let kept: { readonly logVariance: number; readonly logHar: number } | undefined
  let [sum, bars] = [0, 0]
  return (variance, forecast) => {
    let difference: number | undefined
    if (kept !== undefined) {
      sum += variance
      if (++bars < horizonBars) return undefined
      const realized = sum / horizonBars
      difference = qlikeOfLog(realized, kept.logVariance) - (1 + tolerance) * qlikeOfLog(realized, kept.logHar)
    }
    kept = forecast
    sum = bars = 0
    return difference
  }
}
