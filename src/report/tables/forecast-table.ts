import type { Table } from '../csv'
import { count, fixed, pValue } from '../format'
import { modelLabel } from '../labels'
import type { ForecastScore } from '../summary'
import { frame, textTable } from './text-table'

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

/** A row a model and a column a horizon, by the first horizon's QLIKE; the Diebold-Mariano test in the last rows. */
export const forecastText = (scores: readonly ForecastScore[]): string => {
  if (scores.length === 0) return '(no forecast was scored)'
  const models = frame(forecastTable([scores[0]]))
    .sortValues('qlike')
    .column('model').values as string[]
  const others = scores.slice(1).flatMap(({ qlike }) => Object.keys(qlike).filter((key) => !models.includes(key)))
  const names = [...models, ...new Set(others)]
  const cell = ({ qlike, mcs90 }: ForecastScore, model: string) =>
    model in qlike ? `${fixed(qlike[model], 4)}${mcs90.includes(model) ? '*' : ' '}` : ''
  return textTable([
    {
      title: 'model',
      cells: [...names.map(modelLabel), 'bandshift / log-HAR', 'DM statistic', 'DM p-value', 'n'],
      align: 'left',
    },
    ...scores.map((score) => ({
      title: `${score.horizon} `,
      cells: [
        ...names.map((model) => cell(score, model)),
        `${fixed(score.ratioToLogHar, 3)} `,
        `${fixed(score.dm.statistic, 2)} `,
        `${pValue(score.dm.pValue)} `,
        `${count(score.n)} `,
      ],
      align: 'right' as const,
    })),
  ])
}
