/** A point of a line; an undefined y breaks the line. */
export type Point = readonly [x: number, y: number | undefined]

/** Largest number of points a plot draws of one series. */
const plotPoints = 1500

/**
 * At most `limit` (≥ 4) indices of `values`, rising: the first, the last, and the lowest and highest of each of equal
 * buckets between them, so that no spike is lost. All indices where there are no more than `limit`.
 */
export const minMaxIndices = (values: ArrayLike<number>, limit = plotPoints): number[] => {
  const n = values.length
  if (n <= limit) return Array.from({ length: n }, (_, i) => i)
  const buckets = Math.floor((limit - 2) / 2)
  const kept = [0]
  for (let b = 0; b < buckets; b++) {
    const from = 1 + Math.floor((b * (n - 2)) / buckets)
    const to = 1 + Math.floor(((b + 1) * (n - 2)) / buckets)
    let low = from
    let high = from
    for (let i = from + 1; i < to; i++) {
      if (values[i] < values[low]) low = i
      if (values[i] > values[high]) high = i
    }
    if (low === high) kept.push(low)
    else kept.push(Math.min(low, high), Math.max(low, high))
  }
  kept.push(n - 1)
  return kept
}

/** Starts of at most `limit` equal buckets over n positions; each bucket ends where the next starts, the last at n. */
export const bucketStarts = (n: number, limit: number): number[] => {
  const buckets = Math.min(n, limit)
  return Array.from({ length: buckets }, (_, b) => Math.floor((b * n) / buckets))
}

/** Mean of `values` over each bucket. */
export const bucketMeans = (values: ArrayLike<number>, starts: readonly number[]): number[] =>
  starts.map((from, b) => {
    const to = starts[b + 1] ?? values.length
    let sum = 0
    for (let i = from; i < to; i++) sum += values[i]
    return sum / (to - from)
  })

/** Most frequent state of each bucket; the lowest state on a tie. */
export const bucketModes = (values: ArrayLike<number>, starts: readonly number[]): number[] =>
  starts.map((from, b) => {
    const to = starts[b + 1] ?? values.length
    const counts: number[] = []
    for (let i = from; i < to; i++) counts[values[i]] = (counts[values[i]] ?? 0) + 1
    let mode = values[from]
    for (let state = 0; state < counts.length; state++) {
      const n = counts[state] ?? 0
      if (n > counts[mode] || (n === counts[mode] && state < mode)) mode = state
    }
    return mode
  })

/** Runs of one value: [value, from, to) in positions. */
export const runs = (values: ArrayLike<number>): (readonly [value: number, from: number, to: number])[] => {
  const found: (readonly [number, number, number])[] = []
  let from = 0
  for (let i = 1; i <= values.length; i++) {
    if (i === values.length || values[i] !== values[from]) {
      found.push([values[from], from, i])
      from = i
    }
  }
  return found
}
