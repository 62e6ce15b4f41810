import type { Bar } from '../market/bar'
import { defineFeature, type Feature, type FeatureSpec } from './feature'
import { startMean } from './rolling'

// A reading under a hundredth of its mean counts as a hundredth.
const leastShare = 0.01

/**
 * Log of this bar's reading (≥ 0) over its mean of the last `bars` bars, so that it means the same on every instrument.
 * At least ln 0.01; 0 where the mean is 0.
 */
export const trailingRatio = (
  spec: Pick<FeatureSpec, 'family' | 'needs'> & {
    readonly name: string
    readonly bars: number
    readonly start: () => (bar: Bar) => number
  },
): Feature =>
  defineFeature({
    name: `${spec.name}-${spec.bars}`,
    family: spec.family,
    needs: spec.needs,
    warmupBars: spec.bars,
    start() {
      const [reading, trailing] = [spec.start(), startMean(spec.bars)]
      return (bar) => {
        const value = reading(bar)
        const mean = trailing(value)
        return mean > 0 ? Math.log(Math.max(leastShare, value / mean)) : 0
      }
    },
  })
