import type { ForecastScore } from '../summary'
import type { Table } from './table'

/**
 * One row a series, horizon and model: QLIKE, squared error, QLIKE over log-HAR's, membership of the 90 % model
 * confidence set; the Diebold-Mariano test against log-HAR on bandshift's rows.
 */
export const forecastTable = (scores: readonly ForecastScore[]): Table => ({
  columns: [
    'series',
    'horizon',
    'horizonBars',
    'n',
    'model',
    'qlike',
    'mse',
    'ratioToLogHar',
    'mcs90',
    'dm',
    'dmPValue',
  ],
  rows: scores.flatMap(({ series, horizon, horizonBars, n, qlike, mse, mcs90, dm }) =>
    Object.keys(qlike)
      .sort((a, b) => qlike[a] - qlike[b] || (a < b ? -1 : 1))
      .map((model) => [
        series,
        horizon,
        horizonBars,
        n,
        model,
        qlike[model],
        mse[model],
        qlike.logHar > 0 ? qlike[model] / qlike.logHar : undefined,
        mcs90.includes(model),
        ...(model === 'bandshift' ? [dm.statistic, dm.pValue] : [undefined, undefined]),
      ]),
  ),
})
