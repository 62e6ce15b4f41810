import type { LogHarCoefficients } from '../../models/forecaster/network'
import type { BarSeries } from '../data/series'

/**
 * Forecasts of the mean per-bar variance over the next `horizon` bars: `values[t]` uses bars ≤ t only and is valid from
 * index `first` on.
 */
export type VarianceForecasts = { readonly first: number; readonly values: Float64Array }

/** A fitted baseline: frozen parameters, run over any series of the same kind. */
export type FittedBaseline = {
  readonly parameters: Readonly<Record<string, number>>
  forecast(series: BarSeries): VarianceForecasts
}

/** A log forecast that is linear in feature columns, which are named in the order of the slopes. */
export type LogLinear = LogHarCoefficients & { readonly columns: readonly string[] }

/** A fitted baseline that a forecaster can serve, being linear in the columns that it reads. */
export type FittedLogLinear = FittedBaseline & { readonly logLinear: LogLinear }

/**
 * A volatility model that other models are compared with. `lags` are window lengths in bars, rising; only the HAR
 * family uses them.
 */
export type VarianceBaseline<Fitted extends FittedBaseline = FittedBaseline> = {
  readonly name: string
  fit(train: BarSeries, horizon: number, lags: readonly number[]): Fitted
}
