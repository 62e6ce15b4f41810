import { capacity } from './segment'
import { splitCost, waterFill, type Basin } from './water-fill'

/** The sizes that a venue takes. */
export type SizeRule = { readonly lot: number; readonly minSize: number }

/** A size to allocate: venues that must trade, and venues that may. */
export type LotOrder = { readonly chosen: readonly number[]; readonly free: readonly number[]; readonly size: number }

/** Sizes by venue that keep every rule, their cost, and the size that no venue takes. */
export type Allocation = { readonly sizes: Float64Array; readonly cost: number; readonly unfilled: number }

const EPSILON = 1e-9

/** Whole lots in a size, with room for rounding. */
export const lotsIn = (size: number, lot: number): number => Math.floor(size / lot + EPSILON)

/** The double nearest to a whole number of lots. */
const inLots = (size: number, lot: number): number => Math.round(size / lot) * lot

/** The least size above 0 that a venue takes. */
export const leastSize = ({ lot, minSize }: SizeRule): number =>
  lot > 0 ? Math.max(1, Math.ceil(minSize / lot - EPSILON)) * lot : minSize

const better = (a: Allocation, b: Allocation, tolerance: number): boolean =>
  a.unfilled < b.unfilled - tolerance ||
  (a.unfilled <= b.unfilled + tolerance && a.cost < b.cost - 1e-13 * Math.abs(b.cost))

/**
 * Rounds a split to lots and keeps least sizes, for the venues `chosen`, all of which must trade at least their least
 * size; undefined where that is more than `size`. Venues without a lot share what the others leave by price. Starts at
 * the split rounded down and moves single lots between venues, and between venues and those without, while that helps:
 * for equal lots the cost is M-convex, so where no single move helps nothing does (Murota, Discrete Convex Analysis,
 * 2003).
 */
export const allocateLots = (
  basin: Basin,
  rules: readonly SizeRule[],
  { chosen, free, size }: LotOrder,
): Allocation | undefined => {
  const { supplies, sign } = basin
  const used = [...chosen, ...free]
  const lotted = used.filter((venue) => rules[venue].lot > 0)
  const loose = new Set(used.filter((venue) => rules[venue].lot === 0))
  const least = supplies.map((_, venue) => (chosen.includes(venue) ? leastSize(rules[venue]) : 0))
  const most = supplies.map((supply, venue) => {
    const { lot } = rules[venue]
    return lot > 0 ? lotsIn(capacity(supply), lot) * lot : capacity(supply)
  })
  const scale = Math.max(size, 1e-300)
  const tolerance = scale * 1e-12
  if (used.some((venue) => least[venue] > most[venue] + tolerance)) return undefined
  if (used.reduce((sum, venue) => sum + least[venue], 0) > size + tolerance) return undefined

  /** Those without a lot share what is left, each at least its least size. */
  const settle = (sizes: Float64Array): Allocation => {
    let left = size - lotted.reduce((sum, venue) => sum + sizes[venue], 0)
    const open = new Set(loose)
    for (const venue of loose) sizes[venue] = 0
    for (let again = left > 0 && open.size > 0; again;) {
      again = false
      const { sizes: filled } = waterFill(basin, (venue) => open.has(venue), left)
      for (const venue of open)
        if (filled[venue] < least[venue]) {
          open.delete(venue)
          sizes[venue] = least[venue]
          left -= least[venue]
          again = true
        }
      if (!again) for (const venue of open) sizes[venue] = filled[venue]
    }
    const filled = used.reduce((sum, venue) => sum + sizes[venue], 0)
    return { sizes, cost: splitCost(basin, sizes), unfilled: Math.max(0, size - filled) }
  }

  const start = waterFill(basin, (venue) => used.includes(venue), size).sizes
  for (const venue of lotted) {
    const { lot } = rules[venue]
    start[venue] = Math.min(Math.max(lotsIn(start[venue], lot) * lot, least[venue]), most[venue])
  }
  const byDearest = [...lotted].sort((a, b) => sign * (costOfOne(basin, b, start) - costOfOne(basin, a, start)))
  const sumOf = (venues: Iterable<number>): number => [...venues].reduce((sum, venue) => sum + start[venue], 0)
  const reserved = [...loose].reduce((sum, venue) => sum + least[venue], 0)
  for (let over = true; over;) {
    over = false
    for (const venue of byDearest) {
      const { lot } = rules[venue]
      if (sumOf(lotted) + reserved <= size + tolerance || start[venue] - lot < least[venue] - tolerance) continue
      start[venue] = inLots(start[venue] - lot, lot)
      over = true
    }
  }
  let best = settle(start)

  const moved = (sizes: Float64Array, venue: number | undefined, lots: number): void => {
    if (venue !== undefined) sizes[venue] = inLots(sizes[venue] + lots * rules[venue].lot, rules[venue].lot)
  }
  const tryMove = (from: number | undefined, out: number, to: number | undefined, into: number): boolean => {
    const sizes = best.sizes.slice()
    moved(sizes, from, -out)
    moved(sizes, to, into)
    if (to !== undefined && sizes[to] > most[to] + tolerance) return false
    if (from !== undefined && sizes[from] < least[from] - tolerance) return false
    if (lotted.reduce((sum, venue) => sum + sizes[venue], reserved) > size + tolerance) return false
    const next = settle(sizes)
    if (!better(next, best, tolerance)) return false
    best = next
    return true
  }
  const places = [undefined, ...lotted]
  for (let improved = true; improved;) {
    improved = false
    for (const from of places)
      for (const to of places)
        if (from !== to)
          for (const [out, into] of exchanges(rules, from, to)) if (tryMove(from, out, to, into)) improved = true
  }
  return best
}

const single: readonly (readonly [number, number])[] = [[1, 1]]
const several = [1, 2, 3, 4].flatMap((out) => [1, 2, 3, 4].map((into) => [out, into] as const))

/**
 * Lots out of one venue and into another that are tried: one for one where lots are equal, else a few for a few and as
 * many as make up one.
 */
const exchanges = (
  rules: readonly SizeRule[],
  from: number | undefined,
  to: number | undefined,
): readonly (readonly [number, number])[] => {
  if (from === undefined || to === undefined || rules[from].lot === rules[to].lot) return single
  const ratio = rules[to].lot / rules[from].lot
  return ratio > 1 ? [...several, [Math.round(ratio), 1]] : [...several, [1, Math.round(1 / ratio)]]
}

const costOfOne = (basin: Basin, venue: number, sizes: Float64Array): number => {
  const one = new Float64Array(sizes.length)
  one[venue] = sizes[venue]
  return sizes[venue] > 0 ? splitCost(basin, one) / sizes[venue] : 0
}
