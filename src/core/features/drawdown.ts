import { defineFeature, type Feature } from './feature'
import { startMaximum } from './rolling'

/** Log of the close over the highest close of the last `bars` bars, ≤ 0. */
export const drawdown = (bars: number): Feature =>
  defineFeature({
    name: `drawdown-${bars}`,
    family: 'returns',
    needs: ['ohlcv'],
    warmupBars: bars,
    start() {
      const highest = startMaximum(bars)
      return ({ close }) => Math.log(close / highest(close))
    },
  })
