import { logHar } from '../../baselines/log-har'
import type { Profile } from '../../data/profile'
import { sliceSeries, type BarSeries } from '../../data/series'
import type { TermForecasts } from '../../fit/predict'

/** Log-HAR fitted on bars before `to`, run over the whole series at every horizon of the profile. */
export const logHarTerm = (series: BarSeries, to: number, profile: Profile): TermForecasts => {
  const past = sliceSeries(series, 0, to)
  const forecasts = profile.horizons.map(({ bars }) => logHar.fit(past, bars, profile.lags).forecast(series))
  return {
    first: Math.max(...forecasts.map(({ first }) => first)),
    horizons: profile.horizons.map(({ bars }) => bars),
    variance: forecasts.map(({ values }) => values),
  }
}

/**
 * Weights w such that Σ w_h v_h is the mean variance over `bars`: total variance is linear in time between horizons,
 * and proportional to it before the first and after the last.
 */
export const termWeights = (horizons: readonly number[], bars: number): Float64Array => {
  const weights = new Float64Array(horizons.length)
  const next = horizons.findIndex((horizon) => bars <= horizon)
  if (next <= 0) {
    weights[next === 0 ? 0 : horizons.length - 1] = 1
    return weights
  }
  const near = horizons[next - 1]
  const far = horizons[next]
  const share = (bars - near) / (far - near)
  weights[next - 1] = (near * (1 - share)) / bars
  weights[next] = (far * share) / bars
  return weights
}
