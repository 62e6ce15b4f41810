import type { Prepared } from '../data/prepare'
import { sliceSeries } from '../data/series'
import type { WalkFold } from '../data/walk-forward'
import { logHar } from './log-har'

/** Log-HAR by horizon, then bar, on the bars that folds hold out: fitted for each on the bars before it. */
export const logHarForecasts = (
  { dataset: { series }, market: { profile } }: Prepared,
  folds: readonly WalkFold[],
): readonly Float64Array[] =>
  profile.horizons.map(({ bars }) => {
    const out = new Float64Array(series.length)
    for (const { fit, held } of folds) {
      const { values } = logHar.fit(sliceSeries(series, 0, fit.to), bars, profile.lags).forecast(series)
      out.set(values.subarray(held.from, held.to), held.from)
    }
    return out
  })
