import type { BarColumns } from '../../data/bar-table'
import type { RecordedMarket } from '../../data/market'
import { readMarket } from '../../data/prepare'
import { recordingOf } from '../run-folder'
import type { Step } from '../step'

/** A market with its bars as columns. */
export type StoredMarket = Omit<RecordedMarket, 'bars'> & { readonly bars: BarColumns }

/** The decision bars of the recording, streamed out of it. */
export const bars: Step<StoredMarket> = {
  name: 'bars',
  needs: [],
  async make(run, onProgress) {
    onProgress('read recording', 0, 1)
    const market = await readMarket(recordingOf(run), run.plan.settings)
    return { ...market, bars: market.bars.columns }
  },
}
