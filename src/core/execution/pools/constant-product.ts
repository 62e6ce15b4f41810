import { Fault } from '../../error'
import type { Side } from '../../market/event'
import type { Supply } from '../routing/segment'
import type { Swap } from './swap'

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

/** A pool sells until its price is this many times what it was: beyond, no order is meant. */
const WIDEST_ROOT = 1e3

const check = ({ baseReserve, quoteReserve, fee }: ConstantProductPool): void => {
  if (!(baseReserve > 0 && quoteReserve > 0 && baseReserve < Infinity && quoteReserve < Infinity))
    throw new Fault('numerical-domain', `a pool needs reserves > 0, got ${baseReserve} and ${quoteReserve}`)
  if (!(fee >= 0 && fee < 1)) throw new Fault('numerical-domain', `a pool needs a fee in [0, 1), got ${fee}`)
}

/** What the pool offers to a side, up to a millionfold price. */
export const constantProductSupply = (pool: ConstantProductPool, side: Side): Supply => {
  check(pool)
  const { baseReserve, quoteReserve, fee } = pool
  const keep = Math.sqrt(1 - fee)
  const slope = Math.sqrt(baseReserve * quoteReserve) / keep
  const root = Math.sqrt(quoteReserve / baseReserve)
  const from = side === 'buy' ? root / keep : root * keep
  const to = side === 'buy' ? from * WIDEST_ROOT : from / WIDEST_ROOT
  return [{ from, to, size: (slope * Math.abs(to - from)) / (from * to), slope }]
}

/**
 * Buys (exact output) or sells (exact input) `size` ≥ 0 units of the base. A purchase leaves at least a millionth of
 * the base reserve; the rest is unfilled.
 */
export const swapConstantProduct = (pool: ConstantProductPool, side: Side, size: number): Swap<ConstantProductPool> => {
  check(pool)
  const { baseReserve, quoteReserve, fee } = pool
  if (side === 'sell') {
    const effective = size * (1 - fee)
    const quote = (quoteReserve * effective) / (baseReserve + effective)
    const after = { ...pool, baseReserve: baseReserve + size, quoteReserve: quoteReserve - quote }
    return { pool: after, base: size, quote, fee: (quote * fee) / (1 - fee), unfilled: 0 }
  }
  const base = Math.min(size, baseReserve * (1 - 1e-6))
  const quote = (quoteReserve * base) / (baseReserve - base) / (1 - fee)
  const after = { ...pool, baseReserve: baseReserve - base, quoteReserve: quoteReserve + quote }
  return { pool: after, base, quote, fee: quote * fee, unfilled: size - base }
}
