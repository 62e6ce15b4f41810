import { defineFeature, type Feature } from './feature'
import { startReturns } from './log-return'
import { startSum } from './rolling'

/**
 * Share of the falling returns in the sum of squares of the last `bars` returns (downside over total semivariance), in
 * [0, 1]; ½ on flat prices. Barndorff-Nielsen, Kinnebrock & Shephard, in Volatility and Time Series Econometrics
 * (2010).
 */
export const downsideShare = (bars: number): Feature =>
  defineFeature({
    name: `downside-share-${bars}`,
    family: 'realized',
    needs: ['ohlcv'],
    warmupBars: bars + 1,
    start() {
      const [returns, falls, rises] = [startReturns(), startSum(bars), startSum(bars)]
      return (bar) => {
        const value = returns(bar)
        const square = value * value
        const down = falls(value < 0 ? square : 0)
        const up = rises(value > 0 ? square : 0)
        return down + up > 0 ? down / (down + up) : 0.5
      }
    },
  })
