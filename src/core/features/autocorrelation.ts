import { defineFeature, type Feature } from './feature'
import { startReturns } from './log-return'
import { startSum } from './rolling'

/**
 * First-order autocorrelation of the last `bars` returns about zero, Σ r_t r_{t−1} / Σ r_t², limited to [−1, 1]; 0 on
 * flat prices.
 */
export const autocorrelation = (bars: number): Feature =>
  defineFeature({
    name: `autocorrelation-${bars}`,
    family: 'returns',
    needs: ['ohlcv'],
    warmupBars: bars + 2,
    start() {
      const [returns, products, squares] = [startReturns(), startSum(bars), startSum(bars)]
      let last = 0
      return (bar) => {
        const value = returns(bar)
        const [product, square] = [products(value * last), squares(value * value)]
        last = value
        return square > 0 ? Math.min(1, Math.max(-1, product / square)) : 0
      }
    },
  })
