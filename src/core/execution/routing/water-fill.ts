import { segmentCost, sizeTo, type Supply, type SupplySegment } from './segment'

/** A price at which something changes: a level of a book is met (`slope` 0), or a stretch of a pool begins or ends. */
type Breakpoint = {
  readonly venue: number
  readonly segment: SupplySegment
  readonly root: number
  readonly opens: boolean
}

/** The supplies of all venues by price, sorted once and filled for any set of them. */
export type Basin = {
  readonly sign: 1 | -1
  readonly supplies: readonly Supply[]
  readonly breakpoints: readonly Breakpoint[]
}

export const startBasin = (supplies: readonly Supply[], sign: 1 | -1): Basin => {
  const breakpoints = supplies.flatMap((supply, venue) =>
    supply.flatMap((segment): Breakpoint[] => {
      const opens = { venue, segment, root: segment.from, opens: true }
      return segment.slope === 0 ? [opens] : [opens, { venue, segment, root: segment.to, opens: false }]
    }),
  )
  return { sign, supplies, breakpoints: breakpoints.sort((a, b) => sign * (a.root - b.root)) }
}

/** Sizes by venue, what they cost (negative where received; no fixed cost), and what is not there. */
export type Filling = { readonly sizes: Float64Array; readonly cost: number; readonly unfilled: number }

/**
 * Where the price stops: before `point`, or within it where it is a level taken in part; undefined root: all that is
 * there is taken.
 */
type Stop = { readonly point: number; readonly root: number | undefined }

const stopOf = ({ sign, breakpoints }: Basin, uses: (venue: number) => boolean, size: number): Stop => {
  let done = 0
  let curves = 0
  let slopes = 0
  let inverse = 0
  for (let i = 0; i < breakpoints.length; i++) {
    const { venue, segment, root, opens } = breakpoints[i]
    if (!uses(venue)) continue
    const open = curves > 0 ? sign * (inverse - slopes / root) : 0
    if (done + open >= size) return { point: i, root: curves > 0 ? slopes / (inverse - sign * (size - done)) : root }
    if (segment.slope === 0) {
      if (done + open + segment.size >= size) return { point: i, root }
      done += segment.size
    } else if (opens) {
      curves++
      slopes += segment.slope
      inverse += segment.slope / segment.from
    } else {
      curves--
      slopes = curves > 0 ? slopes - segment.slope : 0
      inverse = curves > 0 ? inverse - segment.slope / segment.from : 0
      done += segment.size
    }
  }
  return { point: breakpoints.length, root: undefined }
}

/**
 * The cheapest way to trade `size` over the venues for which `uses` holds: the price rises (for sells it falls) until
 * they offer enough together, so that every venue used ends at the same marginal price. Exact: between two breakpoints
 * the sum of the pools' curves is solved in closed form. Convex, so no split is cheaper.
 */
export const waterFill = (basin: Basin, uses: (venue: number) => boolean, size: number): Filling => {
  const { sign, supplies, breakpoints } = basin
  const sizes = new Float64Array(supplies.length)
  const stop = stopOf(basin, uses, size)
  let filled = 0
  let widest = 0
  for (let i = 0; i < stop.point; i++) {
    const { venue, segment, opens } = breakpoints[i]
    if (!opens || !uses(venue)) continue
    const taken = stop.root === undefined || segment.slope === 0 ? segment.size : sizeTo(segment, stop.root, sign)
    sizes[venue] += taken
    filled += taken
    if (sizes[venue] > sizes[widest]) widest = venue
  }
  // A level met last is taken in part; after a pool what is left is rounding.
  const met = breakpoints[stop.point]
  if (met !== undefined) {
    const venue = met.segment.slope === 0 && met.root === stop.root ? met.venue : widest
    sizes[venue] = Math.max(0, sizes[venue] + size - filled)
    filled = size
  }
  return { sizes, cost: splitCost(basin, sizes), unfilled: Math.max(0, size - filled) }
}

/** Quote currency that sizes by venue cost, without fixed costs. */
export const splitCost = ({ supplies, sign }: Basin, sizes: Float64Array): number => {
  let cost = 0
  for (let venue = 0; venue < supplies.length; venue++) {
    let left = sizes[venue]
    for (const segment of supplies[venue]) {
      if (!(left > 0)) break
      const taken = Math.min(left, segment.size)
      cost += segmentCost(segment, taken, sign)
      left -= taken
    }
  }
  return cost
}
