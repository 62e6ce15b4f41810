import { qlikeOfLog } from '../../statistics/forecast/qlike'

/**
 * Feeds forecasts and variances, a bar a step; the difference of losses at the bars where one has matured, else
 * undefined.
 */
export type MaturedLosses = (
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
