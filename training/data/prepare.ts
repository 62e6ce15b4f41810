import { openRecording } from '../../src/adapters/recordings'
import { datasetOf, type Dataset } from './dataset'
import { loadMarket, type Market } from './market'
import { costColumn, feeOf, type ResearchOptions } from './options'

/**
 * A recording ready to learn from or to be judged on: decision bars, feature rows and what a trade costs on each bar.
 */
export type Prepared = {
  readonly market: Market
  readonly dataset: Dataset
  readonly fee: number
  readonly cost: Float64Array
}

/** Feature rows and the grid of bars that they lie on. */
export type ProfiledDataset = { readonly dataset: Dataset; readonly market: Pick<Market, 'profile'> }

/** Reads a recording and steps its features. `columns` are those that models already want. */
export const prepare = async (
  folder: string,
  options: Omit<ResearchOptions, 'seed'>,
  columns?: readonly string[],
): Promise<Prepared> => {
  const reader = await openRecording(folder)
  try {
    const market = await loadMarket(reader, options)
    const fee = feeOf(market.bars, options)
    return { market, dataset: datasetOf(market.bars, market.profile, columns), fee, cost: costColumn(market.bars, fee) }
  } finally {
    await reader.close()
  }
}
