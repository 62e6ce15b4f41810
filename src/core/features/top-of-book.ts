import type { Bar, BarQuote } from '../market/bar'
import { defineFeature, startHold, type Feature } from './feature'

const leastSpread = 1e-7

/** (bidSize − askSize) / (bidSize + askSize), in [−1, 1]; 0 where both queues are empty. */
const imbalance = ({ bidSize, askSize }: BarQuote): number =>
  bidSize + askSize > 0 ? (bidSize - askSize) / (bidSize + askSize) : 0

const reading = (name: string, before: number, read: (quote: BarQuote) => number): Feature =>
  defineFeature({
    name,
    family: 'book',
    needs: ['quote'],
    warmupBars: 1,
    start: () => startHold(({ quote }: Bar) => (quote === undefined ? undefined : read(quote)), before),
  })

/**
 * Queue imbalance at the close, in [−1, 1], which is also the microprice's offset from the mid in half spreads. The
 * last one stands where a bar has no quote, 0 before the first.
 */
export const queueImbalance = reading('queue-imbalance', 0, imbalance)

/**
 * Offset of the microprice (ask × bidSize + bid × askSize) / (bidSize + askSize) from the mid, relative to the mid: the
 * expected next move. The last one stands where a bar has no quote, 0 before the first. Gatheral & Oomen, Finance and
 * Stochastics 14 (2010) 249–283.
 */
export const micropriceOffset = reading(
  'microprice-offset',
  0,
  (quote) => (imbalance(quote) * (quote.ask - quote.bid)) / (quote.ask + quote.bid),
)

/**
 * Log of the bar's time-weighted relative spread, floored at 1e-7. The last one stands where a bar has no quote, the
 * floor before the first.
 */
export const relativeSpread = reading('relative-spread-1', Math.log(leastSpread), (quote) =>
  Math.log(Math.max(leastSpread, quote.relativeSpread)),
)
