import { openRecording } from '../../../src/adapters/recordings'
import { loadMarket, type Market } from '../../data/market'
import type { BarColumns } from '../../data/bar-table'
import { recordingOf } from '../run-folder'
import type { Step } from '../step'

/** A market with its bars as columns. */
export type StoredMarket = Omit<Market, 'bars'> & { readonly bars: BarColumns }

/** The decision bars of the recording, streamed out of it. */
export const bars: Step<StoredMarket> = {
  name: 'bars',
  needs: [],
  async make(run, onProgress) {
    onProgress('read recording', 0, 1)
    const reader = await openRecording(recordingOf(run))
    try {
      const market = await loadMarket(reader, run.plan.settings)
      return { ...market, bars: market.bars.columns }
    } finally {
      await reader.close()
    }
  },
}
