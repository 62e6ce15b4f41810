import { hedgingMeasures, type HedgingScore } from '../summary'
import type { Table } from './table'

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
  ]),
})
