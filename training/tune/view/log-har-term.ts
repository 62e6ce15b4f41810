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
