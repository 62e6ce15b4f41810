import type { Bar } from '../market/bar'
import { normalCdf } from '../pricing/normal'
import { defineFeature, type Feature } from './feature'
import { startReturns } from './log-return'
import { startMean, startSum } from './rolling'

/**
 * Share of a bar's volume that bought: by its flow, else Φ(return / trailing sd) (bulk classification), ½ on flat
 * prices.
 */
const startBuyShare = (bars: number): ((bar: Bar) => number) => {
  const [returns, squares] = [startReturns(), startMean(bars)]
  return (bar) => {
    const value = returns(bar)
    const deviation = Math.sqrt(squares(value * value))
    const signed = bar.flow === undefined ? 0 : bar.flow.buyVolume + bar.flow.sellVolume
    if (bar.flow !== undefined && signed > 0) return bar.flow.buyVolume / signed
    return deviation > 0 ? normalCdf(value / deviation) : 0.5
  }
}

/**
 * Volume-synchronised probability of informed trading: mean |bought − sold| / volume over the last `buckets` full
 * volume buckets, in [0, 1]. A bucket holds the mean bar volume of the last `bars` bars × bars / buckets, set when it
 * opens and cut where that mean has fallen since, so `buckets` of them span about `bars` bars. Fewer buckets count
 * while they fill; 0 before the first is full. Easley, López de Prado & O'Hara, Review of Financial Studies 25 (2012)
 * 1457–1493.
 */
export const vpin = (buckets: number, bars: number): Feature =>
  defineFeature({
    name: `vpin-${buckets}-${bars}`,
    family: 'toxicity',
    needs: ['ohlcv'],
    warmupBars: bars,
    start() {
      const [buyShare, trailing, toxicity] = [startBuyShare(bars), startMean(bars), startSum(buckets)]
      let [size, filled, bought, full, value] = [0, 0, 0, 0, 0]
      return (bar) => {
        const share = buyShare(bar)
        // The trailing mean holds this bar as well, so one bar fills at most `buckets` new buckets.
        const usual = (trailing(bar.volume) * bars) / buckets
        size = filled === 0 ? usual : Math.min(size, usual)
        let rest = bar.volume
        while (rest > 0) {
          const room = Math.max(0, size - filled)
          const isFull = rest >= room
          const taken = isFull ? room : rest
          bought += taken * share
          filled += taken
          rest -= taken
          if (!isFull) break
          full = Math.min(buckets, full + 1)
          value = Math.min(1, toxicity(Math.min(1, Math.abs(2 * bought - filled) / filled)) / full)
          filled = bought = 0
          size = usual
        }
        return value
      }
    },
  })
