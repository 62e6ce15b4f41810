import type { Side } from '../../market/event'

/**
 * A piece of what a venue offers, in roots of the all-in price, fee included: for buys `from` ≤ `to`, for sells `from`
 * ≥ `to`. A level of an order book has one price (`from` = `to`); a stretch of a pool sells at a price that runs from
 * one end to the other, size = `slope` × |1/from − 1/to| in units of the base.
 */
export type SupplySegment = {
  readonly from: number
  readonly to: number
  /** Units of the base, ≥ 0. */
  readonly size: number
  /** Liquidity of a pool over √(1 − fee); 0 for a level of a book. */
  readonly slope: number
}

/** What a venue offers to one side, cheapest first: its cost is convex in the size. */
export type Supply = readonly SupplySegment[]

/** 1 for buys, whose price rises with size; −1 for sells. */
export const sideSign = (side: Side): 1 | -1 => (side === 'buy' ? 1 : -1)

/** Root of the price at which the next unit trades, `size` into a segment. */
const rootAt = ({ from, slope }: SupplySegment, size: number, sign: 1 | -1): number =>
  slope === 0 ? from : from / (1 - (sign * size * from) / slope)

/**
 * Quote currency that `size` of a segment costs: paid for buys, negative (received) for sells. The mean price is that
 * of both ends, geometrically.
 */
export const segmentCost = (segment: SupplySegment, size: number, sign: 1 | -1): number =>
  sign * size * segment.from * rootAt(segment, size, sign)

/** Size of a segment that trades before the root of the price reaches `root`; all of a level at its own price. */
export const sizeTo = (segment: SupplySegment, root: number, sign: 1 | -1): number => {
  const { from, to, slope, size } = segment
  if (sign * root >= sign * to) return size
  if (sign * root <= sign * from) return 0
  return Math.min((slope * Math.abs(root - from)) / (root * from), size)
}

/** All that a venue offers, units of the base. */
export const capacity = (supply: Supply): number => supply.reduce((sum, { size }) => sum + size, 0)

/**
 * Quote currency that the first `size` units of a supply cost, negative where received; `size` beyond all of it is not
 * counted.
 */
export const supplyCost = (supply: Supply, size: number, sign: 1 | -1): number => {
  let left = size
  let cost = 0
  for (const segment of supply) {
    const taken = Math.min(left, segment.size)
    cost += segmentCost(segment, taken, sign)
    left -= taken
    if (left <= 0) break
  }
  return cost
}

/** All-in price of the last of `size` units; undefined where the supply is empty. */
export const marginalPrice = (supply: Supply, size: number, sign: 1 | -1): number | undefined => {
  let left = size
  let root: number | undefined
  for (const segment of supply) {
    root = rootAt(segment, Math.min(left, segment.size), sign)
    left -= segment.size
    if (left <= 0) break
  }
  return root === undefined ? undefined : root * root
}

/** The part of a supply whose all-in price is not worse than `price`. */
export const withinLimit = (supply: Supply, price: number, sign: 1 | -1): Supply => {
  const root = Math.sqrt(price)
  return supply.flatMap((segment): SupplySegment[] => {
    if (sign * segment.from > sign * root) return []
    if (sign * segment.to <= sign * root) return [segment]
    return [{ ...segment, to: root, size: sizeTo(segment, root, sign) }]
  })
}
