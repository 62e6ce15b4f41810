import type { CostCard } from '../../src/core/execution/cost-card'
import { eventInBaseUnits } from '../../src/core/market/base-units'
import type { BookChange, BookSnapshot, Level } from '../../src/core/market/event'
import type { Instrument } from '../../src/core/market/instrument'
import { startOrderBook } from '../../src/core/market/order-book'
import type { Rng } from '../../src/core/rng'
import { blockEstimates } from './block-estimates'

const notionals = [1e3, 1e4, 1e5, 1e6, 1e7]
const EVERY = 1_000_000

/** What the visible book says of the cost of large orders. */
export type DepthCard = Pick<CostCard, 'depth' | 'tooThinFrom'>

/**
 * Mean price over the best of a taker of `notional` in the quote currency, less 1, signed to be ≥ 0; undefined where
 * the levels are too thin.
 * @internal
 */
export const walk = (levels: readonly Level[], notional: number): number | undefined => {
  let [left, base] = [notional, 0]
  for (const { price, size } of levels) {
    const taken = Math.min(left, price * size)
    base += taken / price
    left -= taken
    if (left <= 0) return Math.abs(notional / base / levels[0].price - 1)
  }
  return undefined
}

/**
 * Samples the book once a second, in venue time; `push` takes the events of a book in time order, with amounts as the
 * instrument counts them.
 */
export const startDepth = (instrument: Instrument | undefined) => {
  const book = startOrderBook()
  const costs: number[][] = notionals.map(() => [])
  const thin = notionals.map(() => 0)
  let samples = 0
  let nextSample: number | undefined

  const sample = (): void => {
    const { bids, asks } = book.levels()
    if (bids.length === 0 || asks.length === 0 || bids[0].price >= asks[0].price) return
    samples++
    notionals.forEach((notional, k) => {
      const sides = [walk(asks, notional), walk(bids, notional)]
      if (sides[0] === undefined || sides[1] === undefined) thin[k]++
      else costs[k].push((sides[0] + sides[1]) / 2)
    })
  }
  return {
    push(event: BookSnapshot | BookChange): void {
      // Before the first event of a new second the last update is complete.
      if (nextSample !== undefined && event.timestamp >= nextSample) sample()
      if (nextSample === undefined || event.timestamp >= nextSample)
        nextSample = (Math.floor(event.timestamp / EVERY) + 1) * EVERY
      book.apply(eventInBaseUnits(instrument, event))
    },
    /** Only notionals that the book could fill in at least half of the samples; the first that it could not. */
    end: (rng: Rng): DepthCard => {
      const isFilled = notionals.map((_, k) => costs[k].length >= Math.max(1, samples / 2))
      const depth = notionals.flatMap((notional, k) => {
        if (!isFilled[k]) return []
        const own = Float64Array.from(costs[k])
        const [cost] = blockEstimates([own, own.map(() => 1)], ([sum, count]) => [sum / count], rng)
        return [{ notional, cost, tooThin: thin[k] / samples }]
      })
      return { depth, tooThinFrom: samples === 0 ? undefined : notionals.find((_, k) => !isFilled[k]) }
    },
  }
}
