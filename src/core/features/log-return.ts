import type { Bar } from '../market/bar'
import { defineFeature, type Feature } from './feature'
import { startSum } from './rolling'

/** Log return of each bar from the close before it; 0 on the first bar, which has none. */
export const startReturns = (): ((bar: Bar) => number) => {
  let last: number | undefined
  return ({ close }) => {
    const value = last === undefined ? 0 : Math.log(close / last)
    last = close
    return value
  }
}

/** Log return over `bars` bars, dimensionless. */
export const logReturn = (bars: number): Feature =>
  defineFeature({
    name: `log-return-${bars}`,
    family: 'returns',
    needs: ['ohlcv'],
    warmupBars: bars + 1,
    start() {
      const [returns, sum] = [startReturns(), startSum(bars)]
      return (bar) => sum(returns(bar))
    },
  })
