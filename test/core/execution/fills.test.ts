import fc from 'fast-check'
import { simulateFills, type BookAt, type FillOptions } from '../../../src/core/execution/fills'
import type { PlannedOrder } from '../../../src/core/execution/plan/plan'
import { startRng } from '../../../src/core/rng'

const books: readonly BookAt[] = [0, 10, 20].map((seconds, k) => ({
  seconds,
  bids: [
    { price: 99 + k, size: 5 },
    { price: 98 + k, size: 5 },
  ],
  asks: [
    { price: 101 + k, size: 5 },
    { price: 102 + k, size: 5 },
  ],
}))
const atOnce: FillOptions = { fee: 1e-3, latency: { leastSeconds: 0, meanSeconds: 0 }, rejectRate: 0 }
const anOrder = (change: Partial<PlannedOrder> = {}): PlannedOrder => ({
  ...{ venue: undefined, afterSeconds: 0, quantity: 3 },
  ...change,
})
const play = (orders: readonly PlannedOrder[], options: Partial<FillOptions> = {}, side: 'buy' | 'sell' = 'buy') =>
  simulateFills({ side, orders }, books, { ...atOnce, ...options }, startRng(1))

describe('simulated fills', () => {
  it('take the levels of the book in force, and leave them taken until the next', () => {
    const fills = play([anOrder(), anOrder(), anOrder({ afterSeconds: 12 })])
    expect(fills.outcomes.map(({ price }) => price)).toEqual([101, expect.closeTo((2 * 101 + 102) / 3, 12), 102])
    expect(fills.quote).toBeCloseTo(303 + 304 + 306, 9)
    expect(fills.fee).toBeCloseTo(0.913, 9)
  })

  it('fill in part what is too large or too dear', () => {
    expect(play([anOrder({ quantity: 12 })]).outcomes[0]).toMatchObject({ filled: 10, unfilled: 2, status: 'partial' })
    expect(play([anOrder({ quantity: 7, limitPrice: 101 })]).outcomes[0]).toMatchObject({
      filled: 5,
      status: 'partial',
    })
    expect(play([anOrder({ limitPrice: 100 })]).outcomes[0]).toMatchObject({ filled: 0, status: 'unfilled' })
    expect(play([anOrder({ limitPrice: 98 })], {}, 'sell').outcomes[0]).toMatchObject({ price: 99, status: 'filled' })
  })

  it('arrive late, at the book of then', () => {
    expect(play([anOrder()], { latency: { leastSeconds: 11, meanSeconds: 0 } }).outcomes[0].price).toBe(102)
    expect(play([anOrder({ afterSeconds: -5 })]).outcomes[0].status).toBe('no-market')
  })

  it('are refused at the given rate, and the other orders draw the same numbers', () => {
    const orders = Array.from({ length: 2000 }, (_, k) => anOrder({ afterSeconds: k / 100, quantity: 0.001 }))
    const latency = { leastSeconds: 0.1, meanSeconds: 1 }
    const some = play(orders, { rejectRate: 0.3, latency })
    const share = some.outcomes.filter(({ status }) => status === 'rejected').length / orders.length
    expect(share).toBeGreaterThan(0.27)
    expect(share).toBeLessThan(0.33)
    const none = play(orders, { latency })
    expect(none.outcomes.map(({ arrivedAt }) => arrivedAt)).toEqual(some.outcomes.map(({ arrivedAt }) => arrivedAt))
    expect(play(orders, { rejectRate: 0.3, latency })).toEqual(some)
  })

  it('add up and take no more than the books show', () => {
    const order = fc.record({
      venue: fc.constant(undefined),
      afterSeconds: fc.double({ min: 0, max: 30, noNaN: true }),
      quantity: fc.double({ min: 0.1, max: 12, noNaN: true }),
      limitPrice: fc.option(fc.integer({ min: 97, max: 105 }), { nil: undefined }),
    })
    fc.assert(
      fc.property(
        fc.array(order, { maxLength: 8 }),
        fc.constantFrom('buy' as const, 'sell' as const),
        (orders, side) => {
          const fills = play(orders, { rejectRate: 0.2 }, side)
          expect(fills.filled + fills.unfilled).toBeCloseTo(
            orders.reduce((sum, own) => sum + own.quantity, 0),
            9,
          )
          expect(fills.filled).toBeLessThanOrEqual(30 + 1e-9)
          fills.outcomes.forEach(({ filled, price }, k) => {
            const { limitPrice } = orders[k]
            expect(price === undefined).toBe(filled === 0)
            if (price === undefined || limitPrice === undefined) return
            if (side === 'buy') expect(price).toBeLessThanOrEqual(limitPrice + 1e-9)
            else expect(price).toBeGreaterThanOrEqual(limitPrice - 1e-9)
          })
        },
      ),
    )
  })

  it('refuse books out of order and rates out of range', () => {
    expect(() => simulateFills({ side: 'buy', orders: [] }, [...books].reverse(), atOnce, startRng(1))).toThrow(
      'time order',
    )
    expect(() => play([], { rejectRate: 2 })).toThrow('reject rate')
  })
})
