import type { Timestamp } from '../market/event'
import { defineFeature } from './define-feature'
import type { Feature } from './feature'
import { startReturns } from './log-return'
import { startSum } from './rolling'

/** A second series as a function of time: the value known at that time (published before it), undefined where there is none; positive. */
export type MacroSeries = { readonly name: string; readonly valueAt: (time: Timestamp) => number | undefined }

const noise = 1e-12

/** Correlation of log returns with those of another series over `bars` bars, in [−1, 1]; 0 where either is flat or the other is missing. */
export const macroCorrelation = ({ name, valueAt }: MacroSeries, bars: number): Feature =>
  defineFeature({
    name: `${name}-correlation-${bars}`,
    family: 'macro',
    needs: ['ohlcv'],
    warmupBars: bars + 1,
    start() {
      const returns = startReturns()
      const sums = Array.from({ length: 5 }, () => startSum(bars))
      let last: number | undefined
      return (bar) => {
        const x = returns(bar)
        const value = valueAt(bar.timestamp)
        const known = value !== undefined && value > 0 && value < Infinity ? value : last
        const y = known === undefined || last === undefined ? 0 : Math.log(known / last)
        last = known
        const [sx, sy, xx, yy, xy] = [x, y, x * x, y * y, x * y].map((term, i) => sums[i](term) / bars)
        const [varianceX, varianceY] = [xx - sx * sx, yy - sy * sy]
        if (!(varianceX > noise * xx && varianceY > noise * yy)) return 0
        return Math.min(1, Math.max(-1, (xy - sx * sy) / Math.sqrt(varianceX * varianceY)))
      }
    },
  })
