import type { Table } from '../csv'
import { fixed } from '../format'
import type { ClassifierScore, RegimeScore } from '../summary'
import { frame, textTable } from './text-table'

/** One row a series and classifier, bandshift first; the true transition rate beside each. */
export const regimeTable = (scores: readonly RegimeScore[]): Table => ({
  columns: [
    'series',
    'judgedBy',
    'n',
    'classifier',
    'balancedAccuracy',
    'logLoss',
    'brier',
    'calibrationError',
    'transitionRate',
    'trueTransitionRate',
  ],
  rows: scores.flatMap((score) => {
    const classifiers: readonly (readonly [string, ClassifierScore])[] = [
      ['bandshift', score],
      ...Object.entries(score.baselines),
    ]
    return classifiers.map(([name, { balancedAccuracy, logLoss, brier, calibrationError, transitionRate }]) => [
      score.series,
      score.judgedBy,
      score.n,
      name,
      balancedAccuracy,
      logLoss,
      brier,
      calibrationError,
      transitionRate,
      score.trueTransitionRate,
    ])
  }),
})

/** A row a classifier by log loss, with changes of state per 1,000 bars beside the true ones. */
export const regimeText = (score: RegimeScore): string => {
  const sorted = frame(regimeTable([score])).sortValues('logLoss')
  const numbers = (column: string, digits: number, factor = 1) =>
    (sorted.column(column).values as number[]).map((value) => fixed(value * factor, digits))
  return textTable([
    { title: 'classifier', cells: sorted.column('classifier').values as string[], align: 'left' },
    { title: 'balanced accuracy', cells: numbers('balancedAccuracy', 3), align: 'right' },
    { title: 'log loss', cells: numbers('logLoss', 3), align: 'right' },
    { title: 'Brier', cells: numbers('brier', 3), align: 'right' },
    { title: 'ECE', cells: numbers('calibrationError', 3), align: 'right' },
    { title: 'changes/1000 bars', cells: numbers('transitionRate', 2, 1000), align: 'right' },
    { title: 'true', cells: numbers('trueTransitionRate', 2, 1000), align: 'right' },
  ])
}
