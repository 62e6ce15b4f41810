import type { Table } from '../csv'
import { fixed, interval, signed } from '../format'
import { bestStrategies, measureDigits, measureStyles } from '../measures'
import { hedgingMeasures, type HedgingMeasure, type HedgingScore } from '../summary'
import { frame, textTable, type TextColumn } from './text-table'

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

/**
 * Two tables, profit then cost and tracking: a row a strategy by entropic price, `value ±half-width*` in basis points
 * of spot.
 */
export const hedgingText = (scores: readonly HedgingScore[]): string => {
  if (scores.length === 0) return '(no hedge was evaluated)'
  const sorted = frame(hedgingTable(scores)).sortValues('entropicPrice')
  const read = <T>(name: string) => sorted.column(name).values as T[]
  const strategies = read<string>('strategy')
  const measure = (m: HedgingMeasure): TextColumn => {
    const { title, unit, factor } = measureStyles[m]
    const values = read<number>(m).map((value) => value * factor)
    const low = read<number>(`${m}Low`)
    const halves = read<number>(`${m}High`).map((high, i) => ((high - low[i]) / 2) * factor)
    const digits = measureDigits(scores, m)
    const best = bestStrategies(scores, m)
    const cells = values.map(
      (value, i) => `${fixed(value, digits)} ±${fixed(halves[i], digits)}${best.includes(strategies[i]) ? '*' : ' '}`,
    )
    return { title: `${title}${unit && ` ${unit}`} `, cells, align: 'right' }
  }
  const excess = read<number | null>('excessOverAdaptive')
  const excessHigh = read<number | null>('excessOverAdaptiveHigh')
  const excessLow = read<number | null>('excessOverAdaptiveLow')
  const excessCells = excess.map((value, i) => {
    const [low, high] = [excessLow[i], excessHigh[i]]
    return value === null || low === null || high === null
      ? '–'
      : `${signed(value * 1e4, 2)} ${interval([low, high], 2, 1e4)}`
  })
  const strategy: TextColumn = { title: 'strategy', cells: strategies, align: 'left' }
  const price: TextColumn = { title: 'over adaptive bp', cells: excessCells, align: 'right' }
  const setting: TextColumn = { title: 'setting', cells: read<string>('setting'), align: 'left' }
  return [
    textTable([strategy, measure('entropicPrice'), price, ...(['meanPnl', 'sd', 'es95'] as const).map(measure)]),
    textTable([strategy, ...(['cost', 'trades', 'trackingSd', 'trackingEs95'] as const).map(measure), setting]),
  ].join('\n\n')
}
