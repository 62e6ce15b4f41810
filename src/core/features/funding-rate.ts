import { defineFeature, startHold, type Feature } from './feature'
import { startMean } from './rolling'

/**
 * Mean funding rate in force over `bars` bars, per the venue's funding period. The last one stands where a bar has
 * none, 0 before the first.
 */
export const fundingRate = (bars: number): Feature =>
  defineFeature({
    name: `funding-rate-${bars}`,
    family: 'funding',
    needs: ['fundingRate'],
    warmupBars: bars,
    start() {
      const [rate, mean] = [startHold((bar) => bar.fundingRate, 0), startMean(bars)]
      return (bar) => mean(rate(bar))
    },
  })
