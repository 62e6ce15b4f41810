import type { ForecasterTable } from '../../training/studies/forecasters/forecasters'
import type { JudgedForecast } from '../../training/studies/forecasters/judge'
import { fixed, pValue } from '../report/format'
import { modelLabel } from '../report/labels'
import { rowsTable, type RowColumn } from '../report/tables/text-table'

const ratio = (value: number | undefined): string => (value === undefined ? '–' : fixed(value, 3))

const over = (loss: Readonly<Record<string, number>>): number => loss.bandshift / loss.logHar

const columns: readonly RowColumn<JudgedForecast>[] = [
  ['market', ({ series, kind }) => `${series} by ${kind}`, 'left'],
  ['ahead', ({ horizon }) => horizon],
  ['log-HAR', ({ qlike }) => fixed(qlike.logHar, 4)],
  ['ours over log-HAR', ({ ratioToLogHar }) => ratio(ratioToLogHar)],
  ['p', ({ dm }) => pValue(dm.pValue)],
  ['by MSE', ({ mse }) => ratio(over(mse))],
  ['best baseline', ({ bestBaseline: best }) => `${modelLabel(best.model)} ${ratio(best.ratioToLogHar)}`, 'left'],
  ['over it', ({ ratioToBest }) => ratio(ratioToBest)],
  ['with IV', ({ informed }) => ratio(informed?.ratioToLogHar)],
  ['90 % set', ({ inConfidenceSet }) => (inConfidenceSet ? 'in' : 'out'), 'left'],
  ['below 5, 50, 95 %', ({ coverage }) => ['0.05', '0.5', '0.95'].map((q) => fixed(100 * coverage[q], 0)).join(' ')],
  ['of others', ({ unseen }) => ratio(unseen?.ratioToLogHar)],
  [
    'kept',
    ({ seasonShares, shares }) => shares.map((share, i) => `${fixed(seasonShares[i], 2)}+${fixed(share, 2)}`).join(' '),
  ],
  ['target', ({ targetMet }) => (targetMet === undefined ? '' : targetMet ? 'met' : 'missed'), 'left'],
]

/** The table of forecasters as text: QLIKE out of sample, a row a market and horizon. */
export const forecastersText = ({ rows, targets }: ForecasterTable): string =>
  [
    'Variance forecasts on the last 30 %, walking forward; QLIKE over log-HAR, Diebold-Mariano p with HAC',
    '',
    rowsTable(rows, columns),
    '',
    'best baseline: the least QLIKE of EWMA, GARCH, HAR, WLS-HAR, log-HAR, HARQ and, within the day, seasonal log-HAR; known in hindsight',
    'with IV: ours with VIX (indices) or DVOL (Bitcoin) among its columns, over log-HAR without',
    'of others: a forecaster fitted on the other markets of its kind, which has seen nothing of this one',
    'kept: share of the seasons + share of what all columns add to them, by refit',
    'target: within the hour or the day below log-HAR at p < .05 (coins), never above log-HAR (indices)',
    `${targets.met} of ${targets.set} targets met; outside the 90 % confidence set on ${targets.outsideConfidenceSet} of ${rows.length} rows`,
  ].join('\n')
