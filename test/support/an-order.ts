import type { Approved, HedgeOrder } from '../../src/core/execution/order'

/** An order as the gate would have passed it. */
export const anOrder = (change: Partial<HedgeOrder> = {}): Approved =>
  ({
    leg: 0,
    instrument: 'paper/BTC',
    side: 'buy',
    lots: 3,
    lot: 0.001,
    price: 100,
    limitPrice: 110,
    reduces: true,
    ...change,
  }) as Approved
