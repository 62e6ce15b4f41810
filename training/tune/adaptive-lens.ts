import { startToxicity } from '../../src/core/features/toxicity-rank'
import type { Mark } from '../../src/core/hedging/paths'
import type { AdaptivePolicy } from '../../src/core/hedging/policy'
import type { Dataset } from '../data/dataset'
import type { ProfiledDataset } from '../data/prepare'
import type { Profile } from '../data/profile'
import type { Predictions } from '../fit/predict'
import { evaluationColumn, volatilityColumn, type Strip } from './view/strip'
import { viewOf, type AdaptiveColumns, type View } from './view/view'

/**
 * Percentile of order-flow toxicity (the shortest VPIN of the dataset) among those of the last ten trading days, at
 * every evaluation of a strip, paths × steps; undefined where the dataset has no toxicity. Uses past bars only.
 */
const toxicityColumn = (strip: Strip, dataset: Dataset, { barsPerDay }: Profile): Float64Array | undefined => {
  const { columns, x, first, rows, series } = dataset
  const toxicity = startToxicity(columns, barsPerDay)
  if (toxicity === undefined) return undefined
  const byBar = new Float64Array(series.length)
  for (let row = 0; row < rows; row++) byBar[first + row] = toxicity(x, row * columns.length)
  return evaluationColumn(strip, byBar)
}

/** Share of recent variance that came by jumps at every evaluation; undefined where the dataset has no such column. */
const jumpShareColumn = (strip: Strip, { columns, x, first, rows, series }: Dataset): Float64Array | undefined => {
  const col = columns.findIndex((name) => name.startsWith('jump-share-'))
  if (col < 0) return undefined
  const byBar = new Float64Array(series.length)
  for (let row = 0; row < rows; row++) byBar[first + row] = x[row * columns.length + col]
  return evaluationColumn(strip, byBar)
}

/**
 * What the adaptive strategy reads on a strip: the models' volatility, posterior and jump share, and toxicity.
 */
export type AdaptiveLens = {
  /** The strip at the models' volatility, around its mark. */
  readonly view: View
  /**
   * Toxicity where the policy waits for calmer flow; the volatility now and the posterior where the interval moves by
   * them; with the jump share where a network makes the band.
   */
  columns(policy: AdaptivePolicy): AdaptiveColumns
  /** Percentile of order-flow toxicity at every evaluation, paths × steps; undefined where the recording has none. */
  readonly toxicity: Float64Array | undefined
}

/** Options sold, and the centre around which they are hedged. */
export type MarkedStrip = { readonly strip: Strip; readonly mark: Mark }

/** The lens of a strip around its mark. */
export const adaptiveLens = (
  { strip, mark }: MarkedStrip,
  { dataset, market: { profile } }: ProfiledDataset,
  predictions: Predictions,
): AdaptiveLens => {
  const { series } = dataset
  const toxicity = toxicityColumn(strip, dataset, profile)
  const { states, posterior, term } = predictions
  let nowVol: Float64Array | undefined
  /** The forecast at the shortest horizon. */
  const volNow = (): Float64Array =>
    (nowVol ??= evaluationColumn(
      strip,
      term.variance[0].map((variance) => Math.sqrt(variance * series.barsPerYear)),
    ))
  let posteriors: readonly Float64Array[] | undefined
  /** Probability of each regime, a column a state. */
  const posteriorColumns = (): readonly Float64Array[] =>
    (posteriors ??= Array.from({ length: states }, (_, k) =>
      evaluationColumn(
        strip,
        Float64Array.from({ length: series.length }, (_, bar) => posterior[bar * states + k]),
      ),
    ))
  let jumps: Float64Array | undefined
  const jumpShares = (): Float64Array | undefined => (jumps ??= jumpShareColumn(strip, dataset))
  return {
    view: viewOf(strip, volatilityColumn(strip, term, series.barsPerYear), profile.barSeconds, mark),
    toxicity,
    columns({ toxicityThreshold, minInterval, maxInterval, regimeVols, network }) {
      const waits = maxInterval > minInterval
      const isLearned = network !== undefined
      return {
        ...(toxicityThreshold < 1 && { toxicity }),
        ...((waits || isLearned) && { nowVol: volNow() }),
        ...(((waits && regimeVols !== undefined) || isLearned) && { posterior: posteriorColumns() }),
        ...(isLearned && { jumpShare: jumpShares() }),
      }
    },
  }
}
