import { startToxicity } from '../../../src/core/features/toxicity-rank'
import type { Dataset } from '../../data/dataset'
import type { Profile } from '../../data/profile'
import { spread, type Strip } from './strip'

/**
 * Percentile of order-flow toxicity (the shortest VPIN of the dataset) among those of the last ten trading days, at
 * every decision of a strip, paths × steps; undefined where the dataset has no toxicity. Looks back only.
 */
export const toxicityColumn = (strip: Strip, dataset: Dataset, { barsPerDay }: Profile): Float64Array | undefined => {
  const { columns, x, first, rows, series } = dataset
  const toxicity = startToxicity(columns, barsPerDay)
  if (toxicity === undefined) return undefined
  const byBar = new Float64Array(series.length)
  for (let row = 0; row < rows; row++) byBar[first + row] = toxicity(x, row * columns.length)
  return spread(strip, byBar)
}
