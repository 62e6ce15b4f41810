import { garmanKlass } from '../market/bars/bar-variance'
import { defineFeature } from './define-feature'
import type { Feature } from './feature'
import { logVariance } from './realized-variance'
import { startMean } from './rolling'

/**
 * Log of the mean variance inside the last `bars` bars: each bar's realized variance, Garman-Klass where it has none. Gaps between bars do not count.
 */
export const intrabarVariance = (bars: number): Feature =>
  defineFeature({
    name: `intrabar-variance-${bars}`,
    family: 'realized',
    needs: ['ohlcv'],
    warmupBars: bars,
    start() {
      const mean = startMean(bars)
      return (bar) => logVariance(mean(bar.realizedVariance ?? garmanKlass(bar)))
    },
  })
