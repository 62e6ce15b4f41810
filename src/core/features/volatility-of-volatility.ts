import { defineFeature, type Feature } from './feature'
import { startReturns } from './log-return'
import { startSum } from './rolling'

/**
 * Standard deviation over mean of the absolute returns of `bars` bars: how unevenly volatility is spread over time. In
 * [0, √bars]; .756 for normal returns of one variance; 0 on flat prices.
 */
export const volatilityOfVolatility = (bars: number): Feature =>
  defineFeature({
    name: `volatility-of-volatility-${bars}`,
    family: 'realized',
    needs: ['ohlcv'],
    warmupBars: bars + 1,
    start() {
      const [returns, sizes, squares] = [startReturns(), startSum(bars), startSum(bars)]
      return (bar) => {
        const move = Math.abs(returns(bar))
        const mean = sizes(move) / bars
        const variance = Math.max(0, squares(move * move) / bars - mean * mean)
        return mean > 0 ? Math.sqrt(variance) / mean : 0
      }
    },
  })
