import { defineFeature, type Feature } from './feature'
import { startReturns } from './log-return'
import { startSum } from './rolling'

/**
 * Log of realized quarticity over squared realized variance, (n/3) Σr⁴ / (Σr²)², over `bars` returns: how uncertain the
 * realized variance is. In [−ln 3, ln(bars/3)], near 0 for normal returns of one variance; 0 on flat prices.
 * Bollerslev, Patton & Quaedvlieg, Journal of Econometrics 192 (2016) 1–18.
 */
export const relativeQuarticity = (bars: number): Feature =>
  defineFeature({
    name: `relative-quarticity-${bars}`,
    family: 'realized',
    needs: ['ohlcv'],
    warmupBars: bars + 1,
    start() {
      const [returns, squares, fourths] = [startReturns(), startSum(bars), startSum(bars)]
      return (bar) => {
        const square = returns(bar) ** 2
        const fourth = fourths(square * square)
        const ratio = ((bars / 3) * fourth) / squares(square) ** 2
        // Squares of returns under 1e-80 underflow: treated as flat.
        return ratio > 0 && ratio < Infinity ? Math.log(ratio) : 0
      }
    },
  })
