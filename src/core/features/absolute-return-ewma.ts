import { defineFeature, type Feature } from './feature'
import { startReturns } from './log-return'

const leastMove = 1e-6

/**
 * Log of the exponentially weighted mean absolute return, half-life `bars` bars, floored at 1e-6. Starts at the first
 * return.
 */
export const absoluteReturnEwma = (bars: number): Feature =>
  defineFeature({
    name: `absolute-return-ewma-${bars}`,
    family: 'returns',
    needs: ['ohlcv'],
    warmupBars: bars + 1,
    start() {
      const weight = 1 - 2 ** (-1 / bars)
      const returns = startReturns()
      let seen = 0
      let mean = 0
      return (bar) => {
        const move = Math.abs(returns(bar))
        mean = seen < 2 ? move : mean + weight * (move - mean)
        seen++
        return Math.log(Math.max(mean, leastMove))
      }
    },
  })
