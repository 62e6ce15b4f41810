import { forecastRows } from '../../../models/forecaster/forecaster'
import type { FeatureFamily } from '../../../src/core/features/feature'
import { deriveSeed, startRng } from '../../../src/core/rng'
import type { FamilyScore } from '../../../src/report/summary'
import { trainingRows } from '../../baselines/har-family'
import { logHar, logHarDesign, logHarVariance } from '../../baselines/log-har'
import { sliceSeries } from '../../data/series'
import type { Range } from '../../data/split'
import { fitVolatility } from '../../fit/fit-models'
import { modelFitOptions } from '../../fit/fit-network'
import { harColumnNames } from '../../fit/forecast-samples'
import { leastSquares, linearPrediction } from '../../statistics/least-squares'
import { joinedLosses, lossesOf, lossRatio, withColumns, type LogForecasts, type Study } from './study'

/** Log-HAR on averages of squared bar returns, whatever measures the recording has; it forecasts the same variance. */
const squaredReturnHar =
  ({ dataset: { series }, profile }: Study) =>
  (range: Range): Promise<LogForecasts> => {
    const squares = series.logReturn.map((value) => Math.max(value * value, profile.leastVariance))
    const { first, columns } = logHarDesign({ variance: squares }, profile.lags)
    const past = { first, columns: columns.map((column) => column.subarray(0, range.from)) }
    const forecasts = profile.horizons.map(({ bars }) => {
      const rows = trainingRows(past, series.variance.subarray(0, range.from), bars)
      const { coefficients, residualVariance } = leastSquares(rows.columns, rows.target.map(Math.log))
      return Float64Array.from({ length: range.to - range.from }, (_, i) =>
        Math.log(logHarVariance(linearPrediction(coefficients, columns, range.from + i), residualVariance)),
      )
    })
    return Promise.resolve(forecasts)
  }

/** The families in the order in which they are added; a step may add several. Log-HAR's own columns are always in. */
const steps: readonly (readonly [name: string, ...families: FeatureFamily[]])[] = [
  ['returns', 'returns'],
  ['realized measures', 'realized'],
  ['season', 'season'],
  ['order flow', 'order-flow', 'book'],
  ['toxicity', 'toxicity'],
  ['options, funding', 'options', 'funding'],
  ['indicators', 'indicators'],
  ['macro correlation', 'macro'],
]

type Losses = { readonly before: readonly Float64Array[]; readonly unseen: readonly Float64Array[] }

/** Losses of a way to forecast a range from the bars before it. */
const lossesBy = async (study: Study, forecast: (range: Range) => Promise<LogForecasts>): Promise<Losses> => {
  const on = async (range: Range) => lossesOf(study.dataset.series, study.profile, range, await forecast(range))
  const parts: Float64Array[][] = []
  for (const fold of study.folds) parts.push(await on(fold))
  return { before: joinedLosses(parts), unseen: await on(study.test) }
}

const part = (values: Float64Array, { from, to }: Range): Float64Array => values.slice(from, to)

/** The linear correction of the forecaster as trained, on some of the columns. */
const correctedBy =
  (study: Study, keep: (column: number) => boolean, seed: number) =>
  async (range: Range): Promise<LogForecasts> => {
    const dataset = withColumns(study.dataset, keep)
    const { model } = await fitVolatility([{ dataset, to: range.from }], study.profile, {
      ...modelFitOptions,
      epochs: 1,
      seed,
    })
    const cols = dataset.columns.length
    const [first, last] = [range.from - dataset.first, range.to - dataset.first]
    const { logVariance } = forecastRows(model, dataset.x.subarray(first * cols, last * cols), last - first)
    model.network.dispose()
    const count = study.profile.horizons.length
    return study.profile.horizons.map((_, h) =>
      Float64Array.from({ length: last - first }, (_, i) => logVariance[i * count + h]),
    )
  }

const baseline = (study: Study) => (range: Range) => {
  const { series } = study.dataset
  const { horizons, lags } = study.profile
  const past = sliceSeries(series, 0, range.from)
  return Promise.resolve(
    horizons.map(({ bars }) => part(logHar.fit(past, bars, lags).forecast(series).values, range).map(Math.log)),
  )
}

/**
 * Loss ratios when feature families are added to log-HAR one after the other, and when each is left out of the whole.
 * Everything is fitted on the bars before the range it is judged on; nothing is chosen on the test part.
 */
export const ablateFamilies = async (
  study: Study,
  seed: number,
  onStep: (done: number, of: number) => void = () => undefined,
): Promise<readonly FamilyScore[]> => {
  const { profile, families, dataset } = study
  const isHar = new Set(harColumnNames(profile))
  const offered = steps.filter(([, ...list]) =>
    families.some((family, column) => list.includes(family) && !isHar.has(dataset.columns[column])),
  )
  const setOf =
    (names: readonly string[]) =>
    (column: number): boolean =>
      isHar.has(dataset.columns[column]) ||
      offered.some(([name, ...list]) => names.includes(name) && list.includes(families[column]))
  const all = offered.map(([name]) => name)
  const upTo = all.map((_, i) => all.slice(0, i + 1))
  const sets = [
    ...upTo.map((names, i) => ({ features: `+ ${all[i]}`, names, against: i === 0 ? 'log-HAR' : `+ ${all[i - 1]}` })),
    ...all.slice(0, -1).map((name) => ({
      features: `all but ${name}`,
      names: all.filter((one) => one !== name),
      against: `+ ${all[all.length - 1]}`,
    })),
  ]
  const found = new Map<string, Losses & { readonly columns: number; readonly against: string }>()
  const total = sets.length + 2
  const har = await lossesBy(study, baseline(study))
  const lags = profile.lags.length
  onStep(1, total)
  found.set('returns only', {
    ...(await lossesBy(study, squaredReturnHar(study))),
    columns: lags,
    against: 'log-HAR',
  })
  found.set('log-HAR', { ...har, columns: lags, against: 'returns only' })
  onStep(2, total)
  for (const [i, { features, names, against }] of sets.entries()) {
    const keep = setOf(names)
    const losses = await lossesBy(study, correctedBy(study, keep, deriveSeed(seed, study.name)))
    found.set(features, { ...losses, columns: dataset.columns.filter((_, column) => keep(column)).length, against })
    onStep(i + 3, total)
  }
  const mean = (losses: Float64Array): number => losses.reduce((sum, loss) => sum + loss, 0) / losses.length
  return profile.horizons.flatMap(({ name: horizon, bars }, h) =>
    [...found].map(([features, { before, unseen, columns, against }]): FamilyScore => {
      // The same draws for every row of a horizon.
      const rng = () => startRng(deriveSeed(seed, `${study.name} ${horizon}`))
      const other = found.get(against)?.before[h] ?? har.before[h]
      return {
        horizon,
        features,
        columns,
        qlike: mean(before[h]),
        toLogHar: lossRatio(before[h], har.before[h], bars, rng()),
        step: lossRatio(before[h], other, bars, rng()),
        unseen: { qlike: mean(unseen[h]), toLogHar: lossRatio(unseen[h], har.unseen[h], bars, rng()) },
      }
    }),
  )
}
