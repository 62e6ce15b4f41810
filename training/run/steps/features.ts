import { barTable } from '../../data/bar-table'
import { datasetOf, type Dataset } from '../../data/dataset'
import { withCosts, type Prepared } from '../../data/prepare'
import type { RunFolder } from '../run-folder'
import { resultOf, type Step } from '../step'
import { bars } from './bars'

/** The feature rows of the bars. */
export const features: Step<Dataset> = {
  name: 'features',
  needs: [bars],
  async make(run, onProgress) {
    onProgress('step features', 0, 1)
    const market = await resultOf(run, bars)
    return datasetOf(barTable(market.bars), market.profile)
  },
}

/** The results of the steps `bars` and `features` together. */
export const preparedOf = async (run: RunFolder): Promise<Prepared> => {
  const stored = await resultOf(run, bars)
  const market = { ...stored, bars: barTable(stored.bars) }
  return withCosts(market, await resultOf(run, features), run.plan.settings)
}
