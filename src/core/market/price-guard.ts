const window = 100
const factor = 10

/** Judges prices against the recent ones of the same instrument. */
export type PriceGuard = {
  /** True while there are too few prices to judge by. */
  isLearning(): boolean
  /**
   * True where [low, high] lies within a factor of ten of the median of the last hundred accepted prices, or of the
   * last accepted one.
   */
  fits(low: number, high: number): boolean
  /** Takes an accepted price into the median. */
  accept(price: number): void
}

const medianOf = (sorted: Float64Array, length: number): number =>
  length % 2 ? sorted[(length - 1) / 2] : (sorted[length / 2 - 1] + sorted[length / 2]) / 2

/** The median of prices; undefined for none. */
export const medianPrice = (prices: readonly number[]): number | undefined =>
  prices.length === 0 ? undefined : medianOf(Float64Array.from(prices).sort(), prices.length)

/**
 * Starts a guard against rows with a misplaced decimal point or a stray digit, which lie far from every recent price. A
 * market that moves far does so over many rows, so that the last accepted price stays near. The first rows are judged
 * against the median of `first`.
 */
export const startPriceGuard = (first: readonly number[]): PriceGuard => {
  const recent = new Float64Array(window)
  const sorted = new Float64Array(window)
  let count = 0
  let median = medianPrice(first)
  let last = median
  const near = (low: number, high: number, price: number): boolean => low * factor >= price && high <= price * factor
  return {
    isLearning: () => median === undefined,
    fits: (low, high) => median === undefined || near(low, high, median) || near(low, high, last!),
    accept: (price) => {
      recent[count++ % window] = price
      last = price
      // The median of the last hundred is renewed every sixteenth price.
      if (count < 64 || count % 16 !== 0) return
      const length = Math.min(count, window)
      sorted.set(recent)
      median = medianOf(sorted.subarray(0, length).sort(), length)
    },
  }
}
