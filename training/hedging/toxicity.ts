import { startRank } from '../../src/core/features/trailing-rank'
import type { Dataset } from '../dataset'
import type { Profile } from '../profile'
import { spread, type Strip } from './strip'

/** Trading days over which a toxicity is ranked. */
const RANKED_DAYS = 10

/**
 * Percentile of order-flow toxicity (the shortest VPIN of the dataset) among those of the last ten trading days, at every decision of a strip, paths × steps; undefined where
 * the dataset has no toxicity. Looks back only.
 */
export const toxicityColumn = (strip: Strip, dataset: Dataset, { barsPerDay }: Profile): Float64Array | undefined => {
  const { columns, x, first, rows, series } = dataset
  const at = columns.findIndex((name) => name.startsWith('vpin-'))
  if (at < 0) return undefined
  const rank = startRank(RANKED_DAYS * barsPerDay)
  const byBar = new Float64Array(series.length)
  for (let row = 0; row < rows; row++) byBar[first + row] = rank(x[row * columns.length + at])
  return spread(strip, byBar)
}
