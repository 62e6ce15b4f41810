import { openForWork } from '../../src/adapters/recordings'
import { datasetOf, type Dataset } from './dataset'
import { loadMarket, type RecordedMarket } from './market'
import { costColumn, feeOf, type ResearchOptions } from './options'

/** A recording prepared for training or judging: decision bars, feature rows and the cost of a trade on each bar. */
export type Prepared = {
  readonly market: RecordedMarket
  readonly dataset: Dataset
  readonly fee: number
  readonly cost: Float64Array
}

/** Feature rows and the grid of bars that they lie on. */
export type ProfiledDataset = { readonly dataset: Dataset; readonly market: Pick<RecordedMarket, 'profile'> }

type PrepareOptions = Omit<ResearchOptions, 'seed'>

/** The decision bars of a recording, streamed out of it. */
export const readMarket = async (folder: string, options: PrepareOptions): Promise<RecordedMarket> => {
  const reader = await openForWork(folder)
  try {
    return await loadMarket(reader, options)
  } finally {
    await reader.close()
  }
}

/** Bars and their feature rows with the cost of a trade on each bar. */
export const withCosts = (market: RecordedMarket, dataset: Dataset, options: Pick<ResearchOptions, 'fee'>): Prepared => {
  const fee = feeOf(market.bars, options)
  return { market, dataset, fee, cost: costColumn(market.bars, fee) }
}

/** Reads a recording and steps its features. `columns` are those that existing models need. */
export const prepare = async (
  folder: string,
  options: PrepareOptions,
  columns?: readonly string[],
): Promise<Prepared> => {
  const market = await readMarket(folder, options)
  return withCosts(market, datasetOf(market.bars, market.profile, columns), options)
}
