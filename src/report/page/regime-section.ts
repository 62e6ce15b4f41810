import { count, fixed, interval, percent } from '../format'
import { judgeLabels } from '../labels'
import type { ClassifierScore, RegimeScore } from '../summary'
import { dataTable, numberCell, type BodyRow } from './data-table'
import { html, type Html } from './html'

const heat = (states: readonly string[], name: string, { confusion }: ClassifierScore): Html => {
  const rows = confusion.map((row, i): BodyRow => {
    const total = row.reduce((sum, n) => sum + n, 0)
    return {
      head: states[i] ?? `state ${i}`,
      cells: row.map((n) => {
        const share = total > 0 ? n / total : 0
        return html`<td class="num heat" style="--share:${fixed(share * 100, 1)}%">
          ${percent(share)}<span class="ci">${count(n)}</span>
        </td>`
      }),
    }
  })
  const columns = (confusion[0] ?? []).map((_, i) => ({ text: `called ${states[i] ?? `state ${i}`}`, numeric: true }))
  return dataTable(
    `Confusion of ${name}: share of each true state, and bars`,
    [{ text: 'True state' }, ...columns],
    rows,
  )
}

/** How far the labels that regimes are judged against can be trusted, behind their name. */
const caveats: Readonly<Record<RegimeScore['judgedBy'], string>> = {
  truth: 'which are known',
  'hidden-regimes':
    'which see the whole series, future included: a yardstick of the kind that the classifier learned, not the truth',
  'jump-model': 'which see the whole series, future included: a yardstick, not the truth',
  'forward-variance': 'which are not known when the regime is called',
}

const nextHour = ({ nextHour: models }: RegimeScore): Html => {
  const least = Math.min(...models.map(({ loss }) => loss))
  const rows = models.map(({ model, loss, excess }): BodyRow => ({
    head: model,
    ...(model === 'bandshift' ? { mark: 'ours' as const } : {}),
    cells: [
      numberCell(fixed(loss, 4), loss === least ? 'best' : undefined),
      numberCell(excess === undefined ? '–' : `${fixed(excess.value, 4)} ${interval(excess.ci, 4)}`),
    ],
  }))
  return dataTable(
    'What the regimes say about the next hour: log loss of the class of its variance, every model read by one rule',
    [
      { text: 'Classifier' },
      { text: 'Log loss', numeric: true },
      { text: 'More than bandshift, 95 % interval', numeric: true },
    ],
    rows,
  )
}

const scores = (score: RegimeScore): Html => {
  const classifiers: readonly (readonly [string, ClassifierScore])[] = [
    ['bandshift', score],
    ...Object.entries(score.baselines).sort(([, a], [, b]) => a.logLoss - b.logLoss),
  ]
  const best = (pick: (c: ClassifierScore) => number, sign: 1 | -1) =>
    sign * Math.min(...classifiers.map(([, c]) => sign * pick(c)))
  const cell = (value: number, top: number) => numberCell(fixed(value, 3), value === top ? 'best' : undefined)
  const rate = (perBar: number) => numberCell(fixed(perBar * 1000, 2))
  const rows = classifiers.map(([name, c]): BodyRow => ({
    head: name,
    ...(name === 'bandshift' ? { mark: 'ours' as const } : {}),
    cells: [
      cell(
        c.balancedAccuracy,
        best((x) => x.balancedAccuracy, -1),
      ),
      cell(
        c.logLoss,
        best((x) => x.logLoss, 1),
      ),
      cell(
        c.brier,
        best((x) => x.brier, 1),
      ),
      cell(
        c.calibrationError,
        best((x) => x.calibrationError, 1),
      ),
      rate(c.transitionRate),
    ],
  }))
  const truth: BodyRow = {
    head: judgeLabels[score.judgedBy],
    mark: 'rule',
    cells: [numberCell('–'), numberCell('–'), numberCell('–'), numberCell('–'), rate(score.trueTransitionRate)],
  }
  return dataTable(
    `Regime called on ${count(score.n)} unseen bars, without look-ahead; best value in bold`,
    [
      { text: 'Classifier' },
      { text: 'Balanced accuracy', numeric: true },
      { text: 'Log loss', numeric: true },
      { text: 'Brier', numeric: true },
      { text: 'Calibration error', numeric: true },
      { text: 'Changes per 1,000 bars', numeric: true },
    ],
    [...rows, truth],
  )
}

/**
 * Regime tables of a recording: the scores beside every baseline, the confusion matrix, the baselines' ones folded
 * away.
 */
export const regimeSection = (score: RegimeScore, reliability: Html | undefined): Html =>
  html`<p>Judged against ${judgeLabels[score.judgedBy]}, ${caveats[score.judgedBy]}.</p>
    ${scores(score)} ${nextHour(score)}
    <div class="pair">${heat(score.states, 'bandshift', score)}${reliability}</div>
    ${
      Object.keys(score.baselines).length === 0
        ? undefined
        : html`<details>
            <summary>Confusion matrices of the baselines</summary>
            ${Object.entries(score.baselines).map(([name, c]) => heat(score.states, name, c))}
          </details>`
    }`
