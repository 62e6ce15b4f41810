import { barPartsOf, featuresFor } from '../../../src/core/features/catalogue'
import type { FeatureFamily } from '../../../src/core/features/feature'
import type { MacroSeries } from '../../../src/core/features/macro-correlation'
import type { Bars } from '../../../src/core/market/bar'
import type { Rng } from '../../../src/core/rng'
import { qlike } from '../../../src/core/statistics/forecast-losses'
import type { LossRatio } from '../../../src/report/summary'
import { datasetOf, type Dataset } from '../../data/dataset'
import type { Profile } from '../../data/profile'
import type { BarSeries } from '../../data/series'
import { splitBars, type Range } from '../../data/split'
import { bootstrapCi } from '../../statistics/bootstrap-ci'
import { forwardMean } from '../../statistics/sliding-mean'

/** A market for an ablation: every feature on its bars, and the family of each column. */
export type Study = {
  readonly name: string
  readonly profile: Profile
  readonly dataset: Dataset
  /** By column of the dataset. */
  readonly families: readonly FeatureFamily[]
  /** Ranges to be judged on, rising, each by models fitted on all bars before it; they lie before the test part. */
  readonly folds: readonly Range[]
  readonly test: Range
}

/** Where the folds begin, as shares of the part before the test part. */
const origins = [0.4, 0.6, 0.8]

/** Computes all features of the bars and sets the folds. @throws Fault 'missing-data' where the bars are too few. */
export const studyOf = (name: string, bars: Bars, profile: Profile, macro: readonly MacroSeries[] = []): Study => {
  const dataset = datasetOf(bars, profile, undefined, macro)
  const familyOf = new Map(featuresFor(barPartsOf(bars), profile, macro).map((one) => [one.name, one.family]))
  const { train, test } = splitBars(dataset.first, bars.length, profile)
  const at = (share: number): number => train.from + Math.floor(share * (train.to - train.from))
  return {
    name,
    profile,
    dataset,
    families: dataset.columns.flatMap((column) => familyOf.get(column) ?? []),
    folds: origins.map((share, i) => ({ from: at(share), to: at(origins[i + 1] ?? 1) })),
    test,
  }
}

/** The dataset with some of its columns, in their order. */
export const withColumns = (dataset: Dataset, keep: (column: number) => boolean): Dataset => {
  const kept = dataset.columns.flatMap((_, column) => (keep(column) ? [column] : []))
  const [from, to] = [dataset.columns.length, kept.length]
  const x = new Float64Array(dataset.rows * to)
  for (let row = 0; row < dataset.rows; row++)
    for (let i = 0; i < to; i++) x[row * to + i] = dataset.x[row * from + kept[i]]
  return { ...dataset, columns: kept.map((column) => dataset.columns[column]), x }
}

/** Forecast of the log of the mean variance over horizon h, by bar of a range: [h][bar − from]. */
export type LogForecasts = readonly Float64Array[]

/** QLIKE by horizon on every bar of the range whose horizon ends inside it. */
export const lossesOf = (series: BarSeries, profile: Profile, { from, to }: Range, log: LogForecasts): Float64Array[] =>
  profile.horizons.map(({ bars }, h) => {
    const ahead = forwardMean(series.variance, bars)
    return Float64Array.from({ length: Math.max(0, to - bars - from) }, (_, i) =>
      qlike(ahead[from + i], Math.exp(log[h][i])),
    )
  })

/** Losses of consecutive ranges joined, by horizon. */
export const joinedLosses = (parts: readonly (readonly Float64Array[])[]): Float64Array[] =>
  parts[0].map((_, h) => {
    const out = new Float64Array(parts.reduce((sum, part) => sum + part[h].length, 0))
    let at = 0
    for (const part of parts) {
      out.set(part[h], at)
      at += part[h].length
    }
    return out
  })

const replications = 400
/** Points that the bootstrap draws from at most; more would cost time and hardly change the interval. */
const mostPoints = 4000
/** Least rows of a block: about the cube root of the minutes of a day. */
const leastBlock = 12

/** Sums of `width` neighbours. */
const pooled = (losses: Float64Array, width: number): Float64Array =>
  Float64Array.from({ length: Math.floor(losses.length / width) }, (_, i) => {
    let sum = 0
    for (let j = 0; j < width; j++) sum += losses[i * width + j]
    return sum
  })

/** Mean of `losses` over mean of `others`, same rows; by moving blocks of two horizons, `horizon` in rows. */
export const lossRatio = (losses: Float64Array, others: Float64Array, horizon: number, rng: Rng): LossRatio => {
  const width = Math.max(1, Math.floor(losses.length / mostPoints))
  const [a, b] = [pooled(losses, width), pooled(others, width)]
  const ratioOf = (indices: ArrayLike<number>): number => {
    let [top, bottom] = [0, 0]
    for (let i = 0; i < indices.length; i++) {
      top += a[indices[i]]
      bottom += b[indices[i]]
    }
    return top / bottom
  }
  const block = Math.min(Math.max(leastBlock, 2 * horizon) / width, a.length / 4)
  return {
    ratio: ratioOf(Int32Array.from(a.keys())),
    ci: bootstrapCi(a.length, ratioOf, { blockLength: block, replications, rng }),
  }
}
