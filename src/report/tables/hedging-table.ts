import type { Table } from '../csv'
import { fixed, interval, signed } from '../format'
import { bestStrategies, measureDigits, measureStyles } from '../measures'
import type { Measured } from '../measured'
import { hedgingMeasures, type HedgingMeasure, type HedgingScore } from '../summary'
import { rowsTable, type RowColumn } from './text-table'

/** One row a series and strategy: each measure with its 95 % bounds, in the units of the summary. */
export const hedgingTable = (scores: readonly HedgingScore[]): Table => ({
  columns: [
    'series',
    'strategy',
    'setting',
    'paths',
    ...hedgingMeasures.flatMap((m) => [m, `${m}Low`, `${m}High`]),
    'excessOverAdaptive',
    'excessOverAdaptiveLow',
    'excessOverAdaptiveHigh',
    'excessEs95OverAdaptive',
    'excessEs95OverAdaptiveLow',
    'excessEs95OverAdaptiveHigh',
  ],
  rows: scores.map((score) => [
    score.series,
    score.strategy,
    score.setting,
    score.paths,
    ...hedgingMeasures.flatMap((m) => [score[m], ...score.ci[m]]),
    score.excessOverAdaptive?.value,
    score.excessOverAdaptive?.ci[0],
    score.excessOverAdaptive?.ci[1],
    score.excessEs95OverAdaptive?.value,
    score.excessEs95OverAdaptive?.ci[0],
    score.excessEs95OverAdaptive?.ci[1],
  ]),
})

/** Total P&L, a row a strategy by entropic price, `value ±half-width*` in basis points of spot. */
export const guardText = (scores: readonly HedgingScore[]): string => {
  if (scores.length === 0) return '(no hedge was evaluated)'
  const sorted = [...scores].sort((a, b) => a.entropicPrice - b.entropicPrice)
  const measure = (m: HedgingMeasure): RowColumn<HedgingScore> => {
    const { title, unit, factor } = measureStyles[m]
    const digits = measureDigits(scores, m)
    const best = bestStrategies(scores, m)
    return [
      `${title}${unit && ` ${unit}`} `,
      ({ strategy, ci, ...score }) => {
        const half = ((ci[m][1] - ci[m][0]) / 2) * factor
        return `${fixed(score[m] * factor, digits)} ±${fixed(half, digits)}${best.includes(strategy) ? '*' : ' '}`
      },
    ]
  }
  const excess = (measured: Measured | undefined): string =>
    measured === undefined ? '–' : `${signed(measured.value * 1e4, 2)} ${interval(measured.ci, 2, 1e4)}`
  return rowsTable(sorted, [
    ['strategy', ({ strategy }) => strategy, 'left'],
    measure('entropicPrice'),
    ['over adaptive bp', ({ excessOverAdaptive }) => excess(excessOverAdaptive)],
    ...(['meanPnl', 'sd', 'es95'] as const).map(measure),
    ['ES95 over adaptive bp', ({ excessEs95OverAdaptive }) => excess(excessEs95OverAdaptive)],
  ])
}
