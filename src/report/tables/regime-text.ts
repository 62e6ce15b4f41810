import { fixed } from '../format'
import type { RegimeScore } from '../summary'
import { frame } from './frames'
import { regimeTable } from './regime-table'
import { textTable } from './text-table'

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
