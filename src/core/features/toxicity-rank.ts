import type { Rolling } from './rolling'

/** Place of `value` in the first `length` values of a rising array: before equals or after them. */
const placeOf = (sorted: Float64Array, length: number, value: number, after: boolean): number => {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle] < value || (after && sorted[middle] === value)) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * Rank of a value among the last `window` values, itself included, as a share in (0, 1): those below it and half of
 * those equal to it; fewer count while the window fills. Only earlier values count. O(log window) comparisons and one
 * block move a step.
 * @internal
 */
export const startRank = (window: number): Rolling => {
  const ring = new Float64Array(window)
  const sorted = new Float64Array(window)
  let [count, position] = [0, 0]
  return (value) => {
    if (count === window) {
      const out = placeOf(sorted, count, ring[position], false)
      sorted.copyWithin(out, out + 1, count)
      count--
    }
    ring[position] = value
    position = (position + 1) % window
    const at = placeOf(sorted, count, value, true)
    sorted.copyWithin(at + 1, at, count)
    sorted[at] = value
    count++
    const below = placeOf(sorted, count, value, false)
    return (below + 0.5 * (at + 1 - below)) / count
  }
}

/** Trading days over which a toxicity is ranked. */
export const RANKED_DAYS = 10

/** Column of the shortest VPIN; undefined where there is none. */
const toxicityColumnOf = (columns: readonly string[]): number | undefined => {
  const at = columns.findIndex((name) => name.startsWith('vpin-'))
  return at < 0 ? undefined : at
}

/**
 * Percentile of order-flow toxicity, row by row: the rank of the shortest VPIN among those of the last ten trading
 * days, fewer while they fill. undefined where the columns have no toxicity. Feed it every feature row once, in order.
 */
export const startToxicity = (
  columns: readonly string[],
  barsPerDay: number,
): ((rows: Float64Array, from?: number) => number) | undefined => {
  const at = toxicityColumnOf(columns)
  if (at === undefined) return undefined
  const rank = startRank(RANKED_DAYS * barsPerDay)
  return (rows, from = 0) => rank(rows[from + at])
}
