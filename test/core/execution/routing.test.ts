import fc from 'fast-check'
import { routeOrder, type OrderRoute } from '../../../src/core/execution/routing/route'
import type { LiquidityVenue } from '../../../src/core/execution/routing/venue'
import type { Side } from '../../../src/core/market/event'
import { aBook, aPool, trade, venue } from './a-venue'

const sides = fc.constantFrom<Side>('buy', 'sell')

const outlay = (at: LiquidityVenue, side: Side, size: number): number | undefined => {
  if (size === 0) return 0
  const { base, cost } = trade(at, side, size)
  const isWhole = at.lot === 0 || Math.abs(size / at.lot - Math.round(size / at.lot)) < 1e-9
  if (base < size - 1e-9 || size < at.minSize - 1e-9 || !isWhole) return undefined
  return cost + at.fixedCost
}

/** The cheapest split on a grid of `step`, every one tried, of the most that can be filled. */
const bruteForce = (venues: readonly LiquidityVenue[], side: Side, lots: number, step: number) => {
  const costs = venues.map((at) => Array.from({ length: lots + 1 }, (_, k) => outlay(at, side, k * step)))
  let best = new Map<number, number>([[0, 0]])
  for (const own of costs) {
    const next = new Map<number, number>()
    for (const [sum, cost] of best)
      own.forEach((more, k) => {
        if (more !== undefined && sum + k <= lots && cost + more < (next.get(sum + k) ?? Infinity))
          next.set(sum + k, cost + more)
      })
    best = next
  }
  const filled = Math.max(...best.keys())
  return { filled: filled * step, cost: best.get(filled)! }
}

/** What a route costs when each part is traded at its venue. */
const recomputed = (found: OrderRoute, venues: readonly LiquidityVenue[]): number =>
  found.parts.reduce((sum, part) => {
    const at = venues.find(({ name }) => name === part.venue)!
    const { base, cost } = trade(at, found.side, part.size)
    expect(base).toBeCloseTo(part.size, 9)
    return sum + cost + at.fixedCost
  }, 0)

const three = (withFixed: boolean) =>
  fc.tuple(venue('first', withFixed), venue('second', withFixed), venue('third', withFixed))

describe('a route', () => {
  it('takes the cheaper levels of both books, then the pool to the same price', () => {
    const other = aBook({ name: 'other', asks: [{ price: 100.5, size: 2 }] })
    const found = routeOrder({ side: 'buy', size: 7 }, [aBook(), other, aPool()])
    expect(found.parts.map(({ venue: name }) => name).sort()).toEqual(['book', 'other', 'pool'])
    const pool = found.parts.find(({ venue: name }) => name === 'pool')!
    // The pool's price with its fee meets the 101 of the book: √(101 × 0.997) = y / 10,000 × …
    const size = 100 - Math.sqrt(1e6 / (101 * 0.997))
    expect(pool.size).toBeCloseTo(size, 9)
    expect(found.parts.find(({ venue: name }) => name === 'book')?.size).toBeCloseTo(5 - size, 9)
  })

  it('leaves out a venue whose gas is more than it saves', () => {
    const dear = aPool({ fixedCost: 30, fee: 0 })
    expect(routeOrder({ side: 'buy', size: 5 }, [aBook(), dear]).parts.map(({ venue: name }) => name)).toEqual(['book'])
    const cheap = aPool({ fixedCost: 0.1, fee: 0 })
    expect(routeOrder({ side: 'buy', size: 5 }, [aBook(), cheap]).parts).toHaveLength(2)
  })

  it('gives the unfilled size, and trades nothing past the limit', () => {
    const found = routeOrder({ side: 'sell', size: 40 }, [aBook()])
    expect(found).toMatchObject({ filled: 15, unfilled: 25, cost: -(5 * 99 + 10 * 98) })
    const limited = routeOrder({ side: 'sell', size: 40, limitPrice: 98.5 }, [aBook(), aPool({ fee: 0 })])
    expect(limited.parts.map(({ limitPrice }) => limitPrice).sort()).toEqual(
      [98.5, 99].map((p) => expect.closeTo(p, 9)),
    )
    expect(limited.unfilled).toBeCloseTo(40 - 5 - (Math.sqrt(1e6 / 98.5) - 100), 9)
  })

  it('gives the fee inside the cost, a rebate as a negative fee', () => {
    const [part] = routeOrder({ side: 'buy', size: 5 }, [aBook({ fee: -0.001 })]).parts
    expect(part).toMatchObject({
      quote: expect.closeTo(505 * 0.999, 9),
      fee: expect.closeTo(-0.505, 9),
      limitPrice: 101,
    })
    const [sold] = routeOrder({ side: 'sell', size: 5 }, [aBook({ fee: 0.002 })]).parts
    expect(sold).toMatchObject({ quote: expect.closeTo(495 * 0.998, 9), fee: expect.closeTo(0.99, 9) })
  })

  it('is never dearer than the best split on a grid, and costs what its parts cost', () => {
    fc.assert(
      fc.property(three(true), sides, fc.integer({ min: 1, max: 24 }), (venues, side, lots) => {
        const found = routeOrder({ side, size: lots * 0.5 }, venues)
        const brute = bruteForce(venues, side, lots, 0.5)
        expect(recomputed(found, venues)).toBeCloseTo(found.cost, 7)
        expect(found.filled + found.unfilled).toBeCloseTo(lots * 0.5, 9)
        expect(found.filled).toBeGreaterThanOrEqual(brute.filled - 1e-9)
        if (found.filled <= brute.filled + 1e-9) expect(found.cost).toBeLessThanOrEqual(brute.cost + 1e-7)
      }),
      { numRuns: 300 },
    )
  })

  it('is never dearer than a fine grid, by no more than the grid is coarse', () => {
    fc.assert(
      fc.property(three(false), sides, (venues, side) => {
        const found = routeOrder({ side, size: 4 }, venues)
        fc.pre(found.unfilled === 0)
        const step = 0.01
        const fine = bruteForce(venues, side, 400, step).cost
        expect(found.cost).toBeLessThanOrEqual(fine + 1e-7)
        // Rounding the split to the grid moves at most a step a venue, over at most the range of prices met.
        expect(fine - found.cost).toBeLessThanOrEqual(2 * step * 40)
        expect(recomputed(found, venues)).toBeCloseTo(found.cost, 7)
      }),
      { numRuns: 40 },
    )
  })

  it('is the best of all splits where every venue has the same lot and some a least size', () => {
    const rules = fc.tuple(...[1, 2, 3].map(() => fc.constantFrom(0, 1, 3)))
    fc.assert(
      fc.property(three(true), rules, sides, fc.integer({ min: 1, max: 12 }), (free, least, side, lots) => {
        const venues = free.map((at, i) => ({ ...at, lot: 0.5, minSize: least[i] }))
        const found = routeOrder({ side, size: lots * 0.5 }, venues)
        const brute = bruteForce(venues, side, lots, 0.5)
        expect(found.filled).toBeCloseTo(brute.filled, 9)
        expect(found.cost).toBeCloseTo(brute.cost, 7)
        for (const { size, venue: name } of found.parts) {
          expect(size / 0.5).toBeCloseTo(Math.round(size / 0.5), 9)
          expect(size).toBeGreaterThanOrEqual(venues.find((at) => at.name === name)!.minSize)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('fills as much as any split where lots differ, and misses the cheapest in few cases', () => {
    const lots = fc.tuple(...[1, 2, 3].map(() => fc.constantFrom(0.5, 1, 1.5, 2)))
    let missed = 0
    fc.assert(
      fc.property(three(true), lots, sides, fc.integer({ min: 4, max: 24 }), (free, own, side, halves) => {
        const venues = free.map((at, i) => ({ ...at, lot: own[i] }))
        const found = routeOrder({ side, size: halves * 0.5 }, venues)
        const brute = bruteForce(venues, side, halves, 0.5)
        expect(found.filled).toBeCloseTo(brute.filled, 9)
        expect(found.cost).toBeGreaterThanOrEqual(brute.cost - 1e-7)
        if (found.cost > brute.cost + 1e-7) missed++
      }),
      { numRuns: 300, seed: 1 },
    )
    expect(missed).toBeLessThanOrEqual(6)
  })

  it('keeps least sizes of venues that take any size above them, never dearer than the grid', () => {
    const rules = fc.tuple(...[1, 2, 3].map(() => fc.constantFrom(0, 1, 3)))
    fc.assert(
      fc.property(three(true), rules, sides, fc.integer({ min: 1, max: 16 }), (free, least, side, halves) => {
        const venues = free.map((at, i) => ({ ...at, minSize: least[i] }))
        const found = routeOrder({ side, size: halves * 0.5 }, venues)
        const brute = bruteForce(venues, side, halves, 0.5)
        expect(recomputed(found, venues)).toBeCloseTo(found.cost, 7)
        expect(found.filled).toBeGreaterThanOrEqual(brute.filled - 1e-9)
        if (found.filled <= brute.filled + 1e-9) expect(found.cost).toBeLessThanOrEqual(brute.cost + 1e-7)
        for (const { size, venue: name } of found.parts)
          expect(size).toBeGreaterThanOrEqual(venues.find((at) => at.name === name)!.minSize - 1e-9)
      }),
      { numRuns: 300 },
    )
  })

  it('keeps lots of every size beside pools that take any, near the split without lots', () => {
    fc.assert(
      fc.property(three(true), sides, fc.double({ min: 0.3, max: 12, noNaN: true }), (free, side, size) => {
        const lots = [0.5, 0.2, 0]
        const venues = free.map((at, i) => ({ ...at, lot: lots[i] }))
        const found = routeOrder({ side, size }, venues)
        for (const part of found.parts) {
          const { lot } = venues.find((at) => at.name === part.venue)!
          if (lot > 0) expect(part.size / lot).toBeCloseTo(Math.round(part.size / lot), 9)
        }
        const smooth = routeOrder({ side, size }, free)
        expect(found.filled).toBeLessThanOrEqual(smooth.filled + 1e-9)
        if (found.filled >= smooth.filled - 1e-9) expect(found.cost).toBeGreaterThanOrEqual(smooth.cost - 1e-7)
        expect(recomputed(found, venues)).toBeCloseTo(found.cost, 7)
      }),
      { numRuns: 200 },
    )
  })

  it('refuses orders and venues that cannot be', () => {
    expect(() => routeOrder({ side: 'buy', size: NaN }, [aBook()])).toThrow('a size > 0')
    expect(() => routeOrder({ side: 'buy', size: 1 }, [])).toThrow('1 to 24 venues')
    expect(() => routeOrder({ side: 'buy', size: 1, limitPrice: 0 }, [aBook()])).toThrow('limit price')
    expect(() => routeOrder({ side: 'buy', size: 1 }, [aBook({ fee: 1 })])).toThrow('book: a fee of 1')
    expect(() => routeOrder({ side: 'buy', size: 1 }, [aBook({ asks: [{ price: NaN, size: 1 }] })])).toThrow(
      'price > 0',
    )
    const falling = [2, 1].map((price) => ({ price, size: 1 }))
    expect(() => routeOrder({ side: 'buy', size: 1 }, [aBook({ asks: falling })])).toThrow('best first')
    expect(() => routeOrder({ side: 'buy', size: 1 }, [aPool({ baseReserve: 0 })])).toThrow('reserves > 0')
  })
})
