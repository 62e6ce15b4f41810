import type { Bar } from '../market/bar'
import { garmanKlass } from '../market/bars/bar-variance'
import { defineFeature, type Feature } from './feature'
import { logVariance } from './realized-variance'
import { startMean } from './rolling'
import { trailingRatio } from './trailing-ratio'

const insideVariance = (bar: Bar): number => bar.realizedVariance ?? garmanKlass(bar)

/**
 * Log of the mean variance inside the last `bars` bars: each bar's realized variance, Garman-Klass where it has none.
 * Gaps between bars do not count.
 */
export const intrabarVariance = (bars: number): Feature =>
  defineFeature({
    name: `intrabar-variance-${bars}`,
    family: 'realized',
    needs: ['ohlcv'],
    warmupBars: bars,
    start() {
      const mean = startMean(bars)
      return (bar) => logVariance(mean(insideVariance(bar)))
    },
  })

/** Log variance inside this bar, as in `intrabarVariance`, against its mean of `bars` bars; see `trailingRatio`. */
export const intrabarVarianceRatio = (bars: number): Feature =>
  trailingRatio({
    name: 'intrabar-variance-ratio',
    family: 'realized',
    needs: ['ohlcv'],
    bars,
    start: () => insideVariance,
  })
