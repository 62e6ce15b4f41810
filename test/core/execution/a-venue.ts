import fc from 'fast-check'
import type { ConcentratedPool } from '../../../src/core/execution/routing/concentrated'
import type { BookVenue, ConstantProductPool, LiquidityVenue } from '../../../src/core/execution/routing/venue'
import type { Side } from '../../../src/core/market/event'

export const aBook = (change: Partial<BookVenue> = {}): BookVenue => ({
  ...{ kind: 'book', name: 'book', fee: 0, fixedCost: 0, lot: 0, minSize: 0 },
  bids: [
    { price: 99, size: 5 },
    { price: 98, size: 10 },
  ],
  asks: [
    { price: 101, size: 5 },
    { price: 102, size: 10 },
  ],
  ...change,
})

export const aPool = (change: Partial<ConstantProductPool & LiquidityVenue> = {}): LiquidityVenue =>
  ({
    ...{ kind: 'constant-product', name: 'pool', fee: 0.003, fixedCost: 0, lot: 0, minSize: 0 },
    ...{ baseReserve: 100, quoteReserve: 10_000 },
    ...change,
  }) as LiquidityVenue

/** Liquidity on three stretches around a price of 100. */
export const aConcentratedPool = (change: Partial<ConcentratedPool> = {}): ConcentratedPool => ({
  kind: 'concentrated',
  root: 10,
  liquidity: 900,
  ticks: [
    { root: 9, net: 300 },
    { root: 9.8, net: 600 },
    { root: 10.1, net: -500 },
    { root: 11, net: -400 },
  ],
  fee: 0.0005,
  ...change,
})

const cents = (low: number, high: number) => fc.integer({ min: low, max: high }).map((n) => n / 100)
const terms = (name: string, withFixed: boolean) => ({
  name: fc.constant(name),
  fee: fc.constantFrom(0, 0.0005, 0.003),
  fixedCost: withFixed ? fc.constantFrom(0, 0.5, 3, 20) : fc.constant(0),
  lot: fc.constant(0),
  minSize: fc.constant(0),
})

const levels = (side: Side) =>
  fc
    .array(fc.record({ step: cents(0, 80), size: fc.integer({ min: 1, max: 6 }) }), { minLength: 1, maxLength: 5 })
    .map((steps) => {
      let price = side === 'buy' ? 100.2 : 99.8
      return steps.map(({ step, size }) => ({ price: (price += side === 'buy' ? step : -step), size }))
    })

const book = (name: string, withFixed: boolean): fc.Arbitrary<LiquidityVenue> =>
  fc
    .record({ ...terms(name, withFixed), asks: levels('buy'), bids: levels('sell'), rebate: fc.boolean() })
    .map(({ rebate, ...rest }) => ({ kind: 'book', ...rest, fee: rebate ? -rest.fee / 10 : rest.fee }))

const constantProduct = (name: string, withFixed: boolean): fc.Arbitrary<LiquidityVenue> =>
  fc
    .record({ ...terms(name, withFixed), baseReserve: cents(3000, 50_000), price: cents(9800, 10_200) })
    .map(({ price, ...rest }) => ({ kind: 'constant-product', ...rest, quoteReserve: rest.baseReserve * price }))

export const concentratedPools: fc.Arbitrary<ConcentratedPool> = fc
  .record({
    fee: fc.constantFrom(0, 0.0005, 0.003),
    parts: fc.array(
      fc.record({ low: cents(850, 1000), width: cents(1, 200), liquidity: fc.integer({ min: 50, max: 2000 }) }),
      { minLength: 1, maxLength: 4 },
    ),
    root: cents(980, 1020),
  })
  .map(({ fee, parts, root }) => {
    const net = new Map<number, number>()
    const add = (at: number, amount: number) => net.set(at, (net.get(at) ?? 0) + amount)
    let liquidity = 0
    for (const part of parts) {
      add(part.low, part.liquidity)
      add(part.low + part.width, -part.liquidity)
      if (part.low <= root && root < part.low + part.width) liquidity += part.liquidity
    }
    const ticks = [...net].map(([at, amount]) => ({ root: at, net: amount })).sort((a, b) => a.root - b.root)
    return { kind: 'concentrated', fee, root, liquidity, ticks }
  })

/** Venues of every kind around a price of 100, fixed costs or none. */
export const venue = (name: string, withFixed: boolean): fc.Arbitrary<LiquidityVenue> =>
  fc.oneof(
    book(name, withFixed),
    constantProduct(name, withFixed),
    fc.record(terms(name, withFixed)).chain((own) => concentratedPools.map((pool) => ({ ...own, ...pool }))),
  )

/**
 * Walks a book level by level, apart from the code under test: quote paid or received with the fee, and the size that
 * was there.
 */
const walkBook = ({ asks, bids, fee }: BookVenue, side: Side, size: number) => {
  let [base, quote] = [0, 0]
  for (const level of side === 'buy' ? asks : bids) {
    const taken = Math.min(level.size, size - base)
    base += taken
    quote += taken * level.price
  }
  return { base, quote: quote * (side === 'buy' ? 1 + fee : 1 - fee) }
}

/** By x y = k: a purchase takes an exact output, a sale an exact input; the fee is a share of what goes in. */
const walkConstantProduct = ({ baseReserve, quoteReserve, fee }: ConstantProductPool, side: Side, size: number) => {
  if (side === 'buy') return { base: size, quote: (quoteReserve * size) / (baseReserve - size) / (1 - fee) }
  const effective = size * (1 - fee)
  return { base: size, quote: (quoteReserve * effective) / (baseReserve + effective) }
}

/** Base and quote between the pool's root and another: Σ L |1/a − 1/b| and Σ L |b − a| over its stretches. */
const between = ({ root, liquidity, ticks }: ConcentratedPool, end: number) => {
  const isUp = end > root
  const crossed = isUp
    ? ticks.filter((tick) => tick.root > root && tick.root < end)
    : ticks.filter((tick) => tick.root <= root && tick.root > end).reverse()
  let [base, quote, at, own] = [0, 0, root, liquidity]
  for (const stop of [...crossed, { root: end, net: 0 }]) {
    base += own * Math.abs(1 / at - 1 / stop.root)
    quote += own * Math.abs(stop.root - at)
    at = stop.root
    own += isUp ? stop.net : -stop.net
  }
  return { base, quote }
}

/** The root at which the pool has traded a size is found by bisection; without its fee, then with it. */
const walkConcentrated = (pool: ConcentratedPool, side: Side, size: number) => {
  const kept = side === 'buy' ? 1 : 1 - pool.fee
  const outermost = side === 'buy' ? pool.ticks[pool.ticks.length - 1].root : pool.ticks[0].root
  let [near, far] = [pool.root, side === 'buy' ? Math.max(outermost, pool.root) : Math.min(outermost, pool.root)]
  if (between(pool, far).base > size * kept)
    for (let i = 0; i < 200; i++) {
      const middle = (near + far) / 2
      if (between(pool, middle).base < size * kept) near = middle
      else far = middle
    }
  const { base, quote } = between(pool, far)
  return { base: base / kept, quote: side === 'buy' ? quote / (1 - pool.fee) : quote }
}

/** What a venue gives for a size, apart from the code under test; cost negative where received. */
export const trade = (at: LiquidityVenue, side: Side, size: number): { base: number; cost: number } => {
  const { base, quote } =
    at.kind === 'book'
      ? walkBook(at, side, size)
      : at.kind === 'concentrated'
        ? walkConcentrated(at, side, size)
        : walkConstantProduct(at, side, size)
  return { base, cost: side === 'buy' ? quote : -quote }
}
