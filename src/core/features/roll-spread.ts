import { defineFeature, type Feature } from './feature'
import { startReturns } from './log-return'
import { startSum } from './rolling'

/**
 * Roll's effective spread relative to price, 2 √−cov(r_t, r_{t−1}), over `bars` ≥ 2 returns; 0 where the covariance is
 * not negative. Roll, Journal of Finance 39 (1984) 1127–1139.
 */
export const rollSpread = (bars: number): Feature =>
  defineFeature({
    name: `roll-spread-${bars}`,
    family: 'book',
    needs: ['ohlcv'],
    warmupBars: bars + 2,
    start() {
      const [returns, products, sums, lagged] = [startReturns(), startSum(bars), startSum(bars), startSum(bars)]
      let last = 0
      return (bar) => {
        const value = returns(bar)
        const product = products(value * last)
        const covariance = (product - (sums(value) * lagged(last)) / bars) / (bars - 1)
        last = value
        return 2 * Math.sqrt(Math.max(0, -covariance))
      }
    },
  })
