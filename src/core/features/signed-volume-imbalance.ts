import { defineFeature, type Feature } from './feature'
import { startSum } from './rolling'

/** (Bought − sold) / (bought + sold) volume over `bars` bars, in [−1, 1]; 0 where nothing traded. */
export const signedVolumeImbalance = (bars: number): Feature =>
  defineFeature({
    name: `signed-volume-imbalance-${bars}`,
    family: 'order-flow',
    needs: ['flow'],
    warmupBars: bars,
    start() {
      const [buys, sells] = [startSum(bars), startSum(bars)]
      return ({ flow }) => {
        const [bought, sold] = [buys(flow?.buyVolume ?? 0), sells(flow?.sellVolume ?? 0)]
        return bought + sold > 0 ? (bought - sold) / (bought + sold) : 0
      }
    },
  })
