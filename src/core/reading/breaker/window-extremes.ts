import type { Timestamp } from '../../market/event'

/** Lowest and highest price of a sliding window. */
export type WindowExtremes = {
  /**
   * Adds a price > 0 and forgets those older than the window; times never go back. The extremes, the new price among
   * them.
   */
  readonly add: (time: Timestamp, price: number) => { readonly low: number; readonly high: number }
}

type Kept = { readonly time: Timestamp; readonly price: number }

const compactAt = 1024

/** Prices that may still become the extreme: each one more extreme than all after it. Amortised O(1). */
const startExtreme = (beats: (a: number, b: number) => boolean) => {
  let kept: Kept[] = []
  let first = 0
  return (time: Timestamp, price: number, oldest: Timestamp): number => {
    while (kept.length > first && !beats(kept[kept.length - 1].price, price)) kept.pop()
    kept.push({ time, price })
    while (kept[first].time < oldest) first++
    if (first >= compactAt) {
      kept = kept.slice(first)
      first = 0
    }
    return kept[first].price
  }
}

/** Starts with an empty window of so many seconds, both ends included. */
export const startWindowExtremes = (seconds: number): WindowExtremes => {
  const lowest = startExtreme((a, b) => a < b)
  const highest = startExtreme((a, b) => a > b)
  return {
    add: (time, price) => {
      const oldest = time - seconds * 1e6
      return { low: lowest(time, price, oldest), high: highest(time, price, oldest) }
    },
  }
}
