import type { LossRatio } from '../report/summary'
import { textTable, type TextColumn } from '../report/tables/text-table'
import type { Ablation, RecordingAblation } from '../../training/studies/ablation/ablation'

const left = (title: string, cells: readonly string[]): TextColumn => ({ title, cells, align: 'left' })
const right = (title: string, cells: readonly string[]): TextColumn => ({ title, cells, align: 'right' })

const ratio = ({ ratio: value, ci }: LossRatio): string =>
  `${value.toFixed(3)} [${ci[0].toFixed(3)}, ${ci[1].toFixed(3)}]`

const familiesText = ({ families }: RecordingAblation): string =>
  textTable([
    left(
      'horizon',
      families.map(({ horizon }) => horizon),
    ),
    left(
      'features',
      families.map(({ features }) => features),
    ),
    right(
      'columns',
      families.map(({ columns }) => String(columns)),
    ),
    right(
      'QLIKE',
      families.map(({ qlike }) => qlike.toFixed(4)),
    ),
    right(
      'over log-HAR',
      families.map(({ toLogHar }) => ratio(toLogHar)),
    ),
    right(
      'over what it changes',
      families.map(({ step }) => ratio(step)),
    ),
    right(
      'unseen: over log-HAR',
      families.map(({ unseen }) => ratio(unseen.toLogHar)),
    ),
  ])

const architecturesText = ({ architectures: { rows } }: RecordingAblation): string => {
  const lines = rows.flatMap((row) => row.horizons.map((score) => ({ ...row, ...score })))
  return textTable([
    left(
      'horizon',
      lines.map(({ horizon }) => horizon),
    ),
    left(
      'architecture',
      lines.map(({ architecture }) => architecture),
    ),
    right(
      'weights',
      lines.map(({ parameters }) => String(parameters)),
    ),
    right(
      's/epoch',
      lines.map(({ epochSeconds }) => epochSeconds.toFixed(2)),
    ),
    right(
      'epochs',
      lines.map(({ epochs }) => epochs.toFixed(1)),
    ),
    right(
      'over log-HAR',
      lines.map(({ toLogHar }) => ratio(toLogHar)),
    ),
    right(
      'over linear',
      lines.map(({ toLinear }) => ratio(toLinear)),
    ),
    right(
      'unseen: over linear',
      lines.map(({ unseen }) => ratio(unseen.toLinear)),
    ),
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
