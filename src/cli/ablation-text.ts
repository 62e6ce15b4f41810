import type { Ablation, RecordingAblation } from '../../training/studies/ablation/ablation'
import { plainMeasured } from '../report/format'
import type { LossRatio } from '../report/summary'
import { rowsTable } from '../report/tables/text-table'

const ratio = ({ ratio: value, ci }: LossRatio): string => plainMeasured({ value, ci }, 3)

const familiesText = ({ families }: RecordingAblation): string =>
  rowsTable(families, [
    ['horizon', ({ horizon }) => horizon, 'left'],
    ['features', ({ features }) => features, 'left'],
    ['columns', ({ columns }) => String(columns)],
    ['QLIKE', ({ qlike }) => qlike.toFixed(4)],
    ['over log-HAR', ({ toLogHar }) => ratio(toLogHar)],
    ['over what it changes', ({ step }) => ratio(step)],
    ['unseen: over log-HAR', ({ unseen }) => ratio(unseen.toLogHar)],
  ])

const architecturesText = ({ architectures: { rows } }: RecordingAblation): string => {
  const lines = rows.flatMap((row) => row.horizons.map((score) => ({ ...row, ...score })))
  return rowsTable(lines, [
    ['horizon', ({ horizon }) => horizon, 'left'],
    ['architecture', ({ architecture }) => architecture, 'left'],
    ['weights', ({ parameters }) => String(parameters)],
    ['s/epoch', ({ epochSeconds }) => epochSeconds.toFixed(2)],
    ['epochs', ({ epochs }) => epochs.toFixed(1)],
    ['over log-HAR', ({ toLogHar }) => ratio(toLogHar)],
    ['over linear', ({ toLinear }) => ratio(toLinear)],
    ['unseen: over linear', ({ unseen }) => ratio(unseen.toLinear)],
  ])
}

/** What helps, recording by recording: families of features, then architectures at one budget. */
export const ablationText = ({ backend, recordings }: Ablation): string =>
  [
    'QLIKE of the forecaster before the test part, walk-forward, and on the test part (unseen); 95 % intervals by moving blocks',
    ...recordings.map((one) =>
      [
        `${one.recording}: linear correction of log-HAR by feature families`,
        familiesText(one),
        `${one.recording}: corrections at one budget on ${backend}; the smallest that no larger one surely beats: ${one.architectures.kept}`,
        architecturesText(one),
      ].join('\n\n'),
    ),
  ].join('\n\n')
