import { fixed, pValue } from '../report/format'
import { modelLabel } from '../report/labels'
import { textTable, type TextColumn } from '../report/tables/text-table'
import type { ForecasterTable } from '../../training/studies/forecasters/forecasters'
import type { JudgedForecast } from '../../training/studies/forecasters/judge'

type Column = readonly [title: string, align: TextColumn['align'], cell: (row: JudgedForecast) => string]

const ratio = (value: number | undefined): string => (value === undefined ? '–' : fixed(value, 3))

const over = (loss: Readonly<Record<string, number>>): number => loss.bandshift / loss.logHar

const columns: readonly Column[] = [
  ['market', 'left', ({ series, kind }) => `${series} by ${kind}`],
  ['ahead', 'right', ({ horizon }) => horizon],
  ['log-HAR', 'right', ({ qlike }) => fixed(qlike.logHar, 4)],
  ['ours over it', 'right', ({ ratioToLogHar }) => ratio(ratioToLogHar)],
  ['p', 'right', ({ dm }) => pValue(dm.pValue)],
  ['by MSE', 'right', ({ mse }) => ratio(over(mse))],
  ['best baseline', 'left', ({ bestBaseline: best }) => `${modelLabel(best.model)} ${ratio(best.ratioToLogHar)}`],
  ['90 % set', 'left', ({ inConfidenceSet }) => (inConfidenceSet ? 'in' : 'out')],
  [
    'below 5, 50, 95 %',
    'right',
    ({ coverage }) => ['0.05', '0.5', '0.95'].map((q) => fixed(100 * coverage[q], 0)).join(' '),
  ],
  ['of others', 'right', ({ unseen }) => ratio(unseen?.ratioToLogHar)],
  [
    'kept',
    'right',
    ({ seasonShares, shares }) => shares.map((share, i) => `${fixed(seasonShares[i], 2)}+${fixed(share, 2)}`).join(' '),
  ],
  ['target', 'left', ({ targetMet }) => (targetMet === undefined ? '' : targetMet ? 'met' : 'missed')],
]

/** The table of forecasters as text: QLIKE out of sample, a row a market and horizon. */
export const forecastersText = ({ rows, targets }: ForecasterTable): string =>
  [
    'Variance forecasts on the last 30 %, walking forward; QLIKE over log-HAR, Diebold-Mariano p with HAC',
    '',
    textTable(columns.map(([title, align, cell]) => ({ title, align, cells: rows.map(cell) }))),
    '',
    'best baseline: the least QLIKE of EWMA, GARCH, HAR, WLS-HAR, log-HAR, HARQ and, within the day, seasonal log-HAR',
    'of others: a forecaster fitted on the other markets of its kind, which has seen nothing of this one',
    'kept: share of the seasons + share of what all columns add to them, by refit',
    'target: within the hour or the day below log-HAR at p < .05 (coins), never above log-HAR (indices)',
    `${targets.met} of ${targets.set} targets met; outside the 90 % confidence set on ${targets.outsideConfidenceSet} of ${rows.length} rows`,
  ].join('\n')
