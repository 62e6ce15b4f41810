import { count, fixed, interval, percent, pValue, short } from '../format'
import { modelLabel } from '../labels'
import type { FamilyScore, ForecastDetail, ForecastScore, LossRatio, RecordingResult } from '../summary'
import { dataTable, numberCell, textCell, type BodyRow } from './data-table'
import { html, type Html } from './html'

const byFirstHorizon = (scores: readonly ForecastScore[]): readonly string[] => {
  const names = [...new Set(scores.flatMap(({ qlike }) => Object.keys(qlike)))]
  const loss = (name: string) => scores.find(({ qlike }) => name in qlike)!.qlike[name]
  return names.sort((a, b) => loss(a) - loss(b) || (a < b ? -1 : 1))
}

const losses = (scores: readonly ForecastScore[]): Html => {
  const row = (model: string): BodyRow => ({
    head: modelLabel(model),
    ...(model === 'bandshift' ? { mark: 'ours' as const } : {}),
    cells: scores.flatMap(({ qlike, mcs90 }) => {
      if (!(model in qlike)) return [numberCell('–'), numberCell('–')]
      const best = qlike[model] === Math.min(...Object.values(qlike)) ? 'best' : undefined
      const member = mcs90.includes(model)
        ? html` <span class="mcs" role="img" aria-label="in the 90 % model confidence set">●</span>`
        : html` <span class="mcs" aria-hidden="true"></span>`
      const ratio = qlike.logHar > 0 ? fixed(qlike[model] / qlike.logHar, 3) : '–'
      return [numberCell(html`${fixed(qlike[model], 4)}${member}`, best), numberCell(ratio)]
    }),
  })
  return dataTable(
    'QLIKE by model and horizon, lower is better; ● in the 90 % model confidence set',
    [
      { text: 'Model' },
      ...scores.flatMap(({ horizon, horizonBars }) => [
        { text: `QLIKE ${horizon}`, numeric: true, hint: `mean variance over ${count(horizonBars)} bars` },
        { text: 'over log-HAR', numeric: true },
      ]),
    ],
    byFirstHorizon(scores).map(row),
  )
}

const reading = ({ dm, ratioToLogHar }: ForecastScore): string => {
  if (dm.pValue >= 0.05) return 'no different from log-HAR'
  return dm.statistic < 0 && ratioToLogHar < 1 ? 'better than log-HAR' : 'worse than log-HAR'
}

const tests = (scores: readonly ForecastScore[]): Html => {
  const levels = [...new Set(scores.flatMap(({ coverage }) => Object.keys(coverage)))].sort(
    (a, b) => Number(a) - Number(b),
  )
  return dataTable(
    'bandshift against log-HAR (Diebold-Mariano, two-sided; a negative statistic favours bandshift) and against the best baseline, which is known in hindsight; share of outcomes below each forecast quantile',
    [
      { text: 'Horizon' },
      { text: 'n', numeric: true },
      { text: 'QLIKE ratio', numeric: true },
      { text: 'DM statistic', numeric: true },
      { text: 'p-value', numeric: true },
      { text: 'Reading at 5 %' },
      { text: 'Best baseline' },
      { text: 'QLIKE over it', numeric: true },
      { text: 'p-value', numeric: true },
      ...levels.map((level) => ({
        text: `below ${short(Number(level) * 100)} % quantile`,
        numeric: true,
      })),
    ],
    scores.map((score) => ({
      head: score.horizon,
      cells: [
        numberCell(count(score.n)),
        numberCell(fixed(score.ratioToLogHar, 3)),
        numberCell(fixed(score.dm.statistic, 2)),
        numberCell(pValue(score.dm.pValue)),
        textCell(reading(score)),
        textCell(modelLabel(score.baselines[0].model)),
        numberCell(fixed(score.baselines[0].ratio, 3)),
        numberCell(pValue(score.baselines[0].pValue)),
        ...levels.map((level) => numberCell(level in score.coverage ? percent(score.coverage[level]) : '–')),
      ],
    })),
  )
}

const byRegime = (details: readonly ForecastDetail[]): Html => {
  const regimes = [...new Set(details.flatMap((detail) => detail.byRegime.map(({ regime }) => regime)))]
  return dataTable(
    'QLIKE of bandshift by the regime called when the forecast was made, and over log-HAR’s',
    [
      { text: 'Regime' },
      ...details.flatMap(({ horizon }) => [
        { text: `QLIKE ${horizon}`, numeric: true },
        { text: 'over log-HAR', numeric: true },
        { text: 'n', numeric: true },
      ]),
    ],
    regimes.map((name) => ({
      head: name,
      cells: details.flatMap((detail) => {
        const found = detail.byRegime.find(({ regime }) => regime === name)
        if (found === undefined) return [numberCell('–'), numberCell('–'), numberCell('0')]
        const { qlike, logHar, n } = found
        return [
          numberCell(fixed(qlike, 4)),
          numberCell(logHar > 0 ? fixed(qlike / logHar, 3) : '–'),
          numberCell(count(n)),
        ]
      }),
    })),
  )
}

const worstDays = (details: readonly ForecastDetail[]): Html =>
  dataTable(
    'Days whose forecasts were worst (UTC day they were made on; mean of the day)',
    [
      { text: 'Horizon' },
      { text: 'Day' },
      { text: 'QLIKE', numeric: true },
      { text: 'log-HAR', numeric: true },
      { text: 'forecast volatility', numeric: true },
      { text: 'realized volatility', numeric: true },
    ],
    details.flatMap((detail) =>
      detail.worstDays.map(({ day, qlike, logHar, forecastVol, realizedVol }) => ({
        head: detail.horizon,
        cells: [
          textCell(day),
          numberCell(fixed(qlike, 3)),
          numberCell(fixed(logHar, 3)),
          numberCell(percent(forecastVol)),
          numberCell(percent(realizedVol)),
        ],
      })),
    ),
  )

const lossRatio = ({ ratio: value, ci }: LossRatio): Html =>
  numberCell(html`${fixed(value, 3)} ${interval(ci, 3)}`, ci[1] < 1 ? 'best' : undefined)

/** What each family of features adds to log-HAR, a table a horizon; ratios whose interval lies below 1 are marked. */
const featureFamilies = (scores: readonly FamilyScore[]): Html => {
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
            lossRatio(toLogHar),
            lossRatio(step),
            lossRatio(unseen.toLogHar),
          ],
        })),
    ),
  )}`
}

/**
 * Forecast tables of a recording: loss by model and horizon, the tests and the quantile coverage, loss by regime, the
 * worst days by name, the figures, and what each family of features adds.
 */
export const forecastSection = (
  { forecast, forecastDetail = [], features = [] }: RecordingResult,
  figures?: Html,
): Html =>
  html`${
    forecast.length === 0
      ? html`<p>No forecast was scored on this recording.</p>`
      : html`${losses(forecast)}${tests(forecast)}${forecastDetail.length === 0 ? undefined : html`${byRegime(forecastDetail)}${worstDays(forecastDetail)}`}`
  }${figures}${featureFamilies(features)}`
