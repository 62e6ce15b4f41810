import { Fault } from '../../error'
import type { Side } from '../../market/event'
import type { Supply, SupplySegment } from './segment'

/**
 * A price at which liquidity changes: `net` is added when the price rises through it and taken away when it falls
 * through it.
 */
export type PoolTick = { readonly root: number; readonly net: number }

/**
 * A pool whose liquidity L holds on stretches of price: between ticks, base = L (1/√p − 1/√p_upper) and quote = L (√p −
 * √p_lower). Adams, Zinsmeister, Salem, Keefer & Robinson, Uniswap v3 Core (2021), section 6. The fee is a share of
 * what goes in and is kept beside the pool.
 */
export type ConcentratedPool = {
  readonly kind: 'concentrated'
  /** √ of the price of the base in the quote currency, > 0. */
  readonly root: number
  /** L at that price, ≥ 0. */
  readonly liquidity: number
  /** By rising root. A tick at the pool's own price has been crossed upwards. */
  readonly ticks: readonly PoolTick[]
  readonly fee: number
}

/**
 * √ of the price at a tick index, 1.0001^(i/2), times the root of `scale`: quote per base in whole units where tokens
 * have different decimals.
 */
export const rootAtTick = (index: number, scale = 1): number =>
  Math.sqrt(scale) * Math.exp(0.5 * index * Math.log(1.0001))

const check = ({ root, liquidity, ticks, fee }: ConcentratedPool): void => {
  if (!(root > 0 && root < Infinity && liquidity >= 0 && liquidity < Infinity))
    throw new Fault('numerical-domain', `a pool needs a price > 0 and liquidity ≥ 0, got ${root ** 2} and ${liquidity}`)
  if (!(fee >= 0 && fee < 1)) throw new Fault('numerical-domain', `a pool needs a fee in [0, 1), got ${fee}`)
  for (let i = 0; i < ticks.length; i++)
    if (!(ticks[i].root > (i === 0 ? 0 : ticks[i - 1].root)) || !Number.isFinite(ticks[i].net))
      throw new Fault('numerical-domain', 'the ticks of a pool need rising roots > 0 and finite liquidity')
}

/** Rounding of the sum of net liquidity, relative to the largest met. */
const ROUNDING = 1e-12

/**
 * What the pool offers to a side, a segment a stretch between ticks, from its price to its outermost tick; nothing
 * beyond. Faults 'numerical-domain' where ticks take away more liquidity than there is.
 */
export const concentratedSupply = (pool: ConcentratedPool, side: Side): Supply => {
  check(pool)
  const keep = Math.sqrt(1 - pool.fee)
  const buys = side === 'buy'
  const ahead = buys
    ? pool.ticks.filter(({ root }) => root > pool.root)
    : pool.ticks.filter(({ root }) => root <= pool.root).reverse()
  let { root: at, liquidity } = pool
  let most = liquidity
  const segments: SupplySegment[] = []
  for (const { root, net } of ahead) {
    if (liquidity > 0 && root !== at) {
      const [from, to] = buys ? [at / keep, root / keep] : [at * keep, root * keep]
      const slope = liquidity / keep
      segments.push({ from, to, size: (slope * Math.abs(to - from)) / (from * to), slope })
    }
    at = root
    liquidity += buys ? net : -net
    most = Math.max(most, liquidity)
    if (liquidity < -ROUNDING * most)
      throw new Fault('numerical-domain', `a tick at ${root ** 2} takes away more liquidity than the pool has`)
    if (liquidity <= ROUNDING * most) liquidity = 0
  }
  return segments
}
