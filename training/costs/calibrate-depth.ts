import type { DepthPoint } from '../../src/core/execution/cost-card'
import type { BookChange, BookSnapshot, Level } from '../../src/core/market/event'
import { startOrderBook } from '../../src/core/market/order-book'
import type { Rng } from '../../src/core/rng'
import { blockEstimates } from './block-estimates'

const notionals = [1e3, 1e4, 1e5, 1e6, 1e7]
const EVERY = 1_000_000

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

/** Looks at the book a second apart, in venue time; feed it the events of a book in time order. */
export const startDepth = () => {
  const book = startOrderBook()
  const costs: number[][] = notionals.map(() => [])
  const thin = notionals.map(() => 0)
  let looks = 0
  let nextLook: number | undefined

  const look = (): void => {
    const { bids, asks } = book.levels()
    if (bids.length === 0 || asks.length === 0 || bids[0].price >= asks[0].price) return
    looks++
    notionals.forEach((notional, k) => {
      const sides = [walk(asks, notional), walk(bids, notional)]
      if (sides[0] === undefined || sides[1] === undefined) thin[k]++
      else costs[k].push((sides[0] + sides[1]) / 2)
    })
  }
  return {
    push(event: BookSnapshot | BookChange): void {
      // Before the first event of a new second the last update is complete.
      if (nextLook !== undefined && event.timestamp >= nextLook) look()
      if (nextLook === undefined || event.timestamp >= nextLook)
        nextLook = (Math.floor(event.timestamp / EVERY) + 1) * EVERY
      book.apply(event)
    },
    /** Values that were there at half the looks at least. */
    end: (rng: Rng): readonly DepthPoint[] =>
      notionals.flatMap((notional, k) => {
        if (costs[k].length < Math.max(1, looks / 2)) return []
        const own = Float64Array.from(costs[k])
        const [cost] = blockEstimates([own, own.map(() => 1)], ([sum, count]) => [sum / count], rng)
        return [{ notional, cost, tooThin: thin[k] / looks }]
      }),
  }
}
