import type { ClassifierScore, RegimeScore } from '../summary'
import type { Table } from './table'

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
