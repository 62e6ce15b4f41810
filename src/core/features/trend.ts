import { defineFeature, type Feature } from './feature'
import { startReturns } from './log-return'
import { startSum } from './rolling'

/**
 * Log return of the last `bars` bars over the root of the sum of their squared returns: a t-like score of the drift,
 * within ±√bars, 0 on flat prices. Falls raise variance in some markets and rises in others (leverage effect; Black
 * 1976; Corsi & Renò, Journal of Business & Economic Statistics 30 (2012) 368–380).
 */
export const trend = (bars: number): Feature =>
  defineFeature({
    name: `trend-${bars}`,
    family: 'returns',
    needs: ['ohlcv'],
    warmupBars: bars + 1,
    start() {
      const [returns, sum, squares] = [startReturns(), startSum(bars), startSum(bars)]
      return (bar) => {
        const value = returns(bar)
        const total = sum(value)
        const square = squares(value * value)
        return square > 0 ? total / Math.sqrt(square) : 0
      }
    },
  })
