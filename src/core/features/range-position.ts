import { defineFeature, type Feature } from './feature'
import { startMaximum, startMinimum } from './rolling'

/** Where the close stands between the low (0) and the high (1) of the last `bars` bars; ½ on flat prices. */
export const rangePosition = (bars: number): Feature =>
  defineFeature({
    name: `range-position-${bars}`,
    family: 'returns',
    needs: ['ohlcv'],
    warmupBars: bars,
    start() {
      const [highest, lowest] = [startMaximum(bars), startMinimum(bars)]
      return ({ high, low, close }) => {
        const [top, bottom] = [highest(high), lowest(low)]
        return top > bottom ? (close - bottom) / (top - bottom) : 0.5
      }
    },
  })
