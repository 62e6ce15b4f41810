import { defineFeature, type Feature } from './feature'
import { rogersSatchellVariance } from './range-variance'
import { logVariance } from './realized-variance'
import { startSum } from './rolling'

/** Sample variance of the last `bars` values; 0 of fewer than two. */
const startVariance = (bars: number): ((value: number) => number) => {
  const [sum, squares] = [startSum(bars), startSum(bars)]
  return (value) => {
    const total = sum(value)
    return Math.max(0, (squares(value * value) - (total * total) / bars) / (bars - 1))
  }
}

/**
 * Log of the Yang-Zhang variance over `bars` ≥ 2 bars: overnight variance + k × open-to-close variance + (1 − k) × mean
 * Rogers-Satchell, k = 0.34 / (1.34 + (n + 1) / (n − 1)); floored as `logVariance`. Yang & Zhang, Journal of Business
 * 73 (2000) 477–491.
 */
export const yangZhang = (bars: number): Feature =>
  defineFeature({
    name: `yang-zhang-${bars}`,
    family: 'realized',
    needs: ['ohlcv'],
    warmupBars: bars + 1,
    start() {
      const k = 0.34 / (1.34 + (bars + 1) / (bars - 1))
      const [overnight, inside, rogers] = [startVariance(bars), startVariance(bars), startSum(bars)]
      let previousClose: number | undefined
      return (bar) => {
        const jump = overnight(Math.log(bar.open / (previousClose ?? bar.open)))
        const session = inside(Math.log(bar.close / bar.open))
        previousClose = bar.close
        return logVariance(jump + k * session + ((1 - k) * rogers(rogersSatchellVariance(bar))) / bars)
      }
    },
  })
