import { featuresFor, partsOf } from '../../../src/core/features/catalogue'
import type { FeatureFamily } from '../../../src/core/features/feature'
import type { MacroSeries } from '../../../src/core/features/macro-correlation'
import type { Bars } from '../../../src/core/market/bar'
import { datasetOf, type Dataset } from '../../data/dataset'
import type { Profile } from '../../data/profile'
import { splitBars, type Range } from '../../data/split'

/** A market to learn from without this or that: every feature on its bars, and the family of each column. */
export type Study = {
  readonly name: string
  readonly profile: Profile
  readonly dataset: Dataset
  /** By column of the dataset. */
  readonly families: readonly FeatureFamily[]
  /** Stretches to be judged on, rising, each by models fitted on all bars before it; they lie before the test part. */
  readonly folds: readonly Range[]
  readonly test: Range
}

/** Where the stretches begin, as shares of the part before the test part. */
const origins = [0.4, 0.6, 0.8]

/** Steps all features over the bars and sets the stretches. @throws Fault 'missing-data' where the bars are too few. */
export const studyOf = (name: string, bars: Bars, profile: Profile, macro: readonly MacroSeries[] = []): Study => {
  const dataset = datasetOf(bars, profile, undefined, macro)
  const familyOf = new Map(featuresFor(partsOf(bars), profile, macro).map((one) => [one.name, one.family]))
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
