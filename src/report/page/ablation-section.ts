import type { FamilyScore, LossRatio } from '../ablation'
import { count, fixed, interval } from '../format'
import { dataTable, numberCell } from './data-table'
import { html, type Html } from './html'

const ratio = ({ ratio: value, ci }: LossRatio): Html =>
  numberCell(html`${fixed(value, 3)} ${interval(ci, 3)}`, ci[1] < 1 ? 'best' : undefined)

/** What each family of features adds to log-HAR, a table a horizon; ratios surely below 1 are marked. */
export const ablationSection = (scores: readonly FamilyScore[]): Html => {
  const horizons = [...new Set(scores.map(({ horizon }) => horizon))]
  return html`${horizons.map((horizon) =>
    dataTable(
      `What helps ${horizon} ahead: QLIKE of the linear correction by feature families, walk-forward before the test part, with 95 % intervals`,
      [
        { text: 'Features' },
        { text: 'columns', numeric: true },
        { text: 'QLIKE', numeric: true },
        { text: 'over log-HAR', numeric: true },
        { text: 'over what it changes', numeric: true, hint: 'the families above it, or all of them' },
        { text: 'unseen: over log-HAR', numeric: true },
      ],
      scores
        .filter((score) => score.horizon === horizon)
        .map(({ features, columns, qlike, toLogHar, step, unseen }) => ({
          head: features,
          cells: [
            numberCell(count(columns)),
            numberCell(fixed(qlike, 4)),
            ratio(toLogHar),
            ratio(step),
            ratio(unseen.toLogHar),
          ],
        })),
    ),
  )}`
}
