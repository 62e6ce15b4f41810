import { Fault } from '../../error'
import type { Level, Side } from '../../market/event'
import { concentratedSupply, type ConcentratedPool } from './concentrated'
import { sideSign, type Supply } from './segment'

/**
 * A pool of two reserves whose product does not fall: x y = k. Adams, Zinsmeister & Robinson, Uniswap v2 Core (2020).
 * The fee is a share of what goes in and stays in the reserves.
 */
export type ConstantProductPool = {
  readonly kind: 'constant-product'
  readonly baseReserve: number
  readonly quoteReserve: number
  readonly fee: number
}

/** What every venue has. Prices are of one unit of the base in the quote currency. */
type Terms = {
  readonly name: string
  /**
   * Share of the traded value, in (−1, 1); negative where the venue pays a rebate. Of a pool: share of what goes in, in
   * [0, 1).
   */
  readonly fee: number
  /** Gas or ticket in the quote currency, ≥ 0, paid once where the venue is used. */
  readonly fixedCost: number
  /** Sizes are multiples of this, units of the base; 0: any size. */
  readonly lot: number
  /** Least size that the venue takes, units of the base. */
  readonly minSize: number
}

/** An order book: bids falling, asks rising. */
export type BookVenue = Terms & {
  readonly kind: 'book'
  readonly bids: readonly Level[]
  readonly asks: readonly Level[]
}

export type LiquidityVenue = BookVenue | (Terms & ConstantProductPool) | (Terms & ConcentratedPool)

/** A pool sells until the root of its price is this many times what it was: far beyond any order. */
const WIDEST_ROOT = 1e3

const checkPool = ({ baseReserve, quoteReserve, fee }: ConstantProductPool): void => {
  if (!(baseReserve > 0 && quoteReserve > 0 && baseReserve < Infinity && quoteReserve < Infinity))
    throw new Fault('numerical-domain', `a pool needs reserves > 0, got ${baseReserve} and ${quoteReserve}`)
  if (!(fee >= 0 && fee < 1)) throw new Fault('numerical-domain', `a pool needs a fee in [0, 1), got ${fee}`)
}

/** What the pool offers to a side, up to a millionfold price. */
const constantProductSupply = (pool: ConstantProductPool, side: Side): Supply => {
  checkPool(pool)
  const { baseReserve, quoteReserve, fee } = pool
  const keep = Math.sqrt(1 - fee)
  const slope = Math.sqrt(baseReserve * quoteReserve) / keep
  const root = Math.sqrt(quoteReserve / baseReserve)
  const from = side === 'buy' ? root / keep : root * keep
  const to = side === 'buy' ? from * WIDEST_ROOT : from / WIDEST_ROOT
  return [{ from, to, size: (slope * Math.abs(to - from)) / (from * to), slope }]
}

const bookSupply = (levels: readonly Level[], fee: number, side: Side): Supply => {
  const factor = 1 + sideSign(side) * fee
  return levels.map(({ price, size }, i) => {
    if (!(price > 0 && size >= 0 && price < Infinity && size < Infinity))
      throw new Fault('numerical-domain', `a level of a book needs a price > 0 and a size ≥ 0, got ${price} × ${size}`)
    if (i > 0 && sideSign(side) * (price - levels[i - 1].price) < 0)
      throw new Fault('numerical-domain', `levels of a book come best first, got ${price} after ${levels[i - 1].price}`)
    const root = Math.sqrt(price * factor)
    return { from: root, to: root, size, slope: 0 }
  })
}

/**
 * What a venue offers to a side, fee included and fixed cost not. Faults 'numerical-domain' on terms or states that no
 * venue can have.
 */
export const supplyOf = (venue: LiquidityVenue, side: Side): Supply => {
  const { name, fee, fixedCost, lot, minSize } = venue
  const least = venue.kind === 'book' ? -1 : 0
  if (!(fee < 1 && fee >= least && fee > -1)) throw new Fault('numerical-domain', `${name}: a fee of ${fee}`)
  if (!(fixedCost >= 0 && lot >= 0 && minSize >= 0 && fixedCost + lot + minSize < Infinity))
    throw new Fault('numerical-domain', `${name}: fixed cost, lot and least size must be finite and ≥ 0`)
  switch (venue.kind) {
    case 'book':
      return bookSupply(side === 'buy' ? venue.asks : venue.bids, fee, side)
    case 'constant-product':
      return constantProductSupply(venue, side)
    case 'concentrated':
      return concentratedSupply(venue, side)
  }
}
