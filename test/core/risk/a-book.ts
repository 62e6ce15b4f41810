import fc from 'fast-check'
import type { FuturePosition, MarginBook, MarkedLeg } from '../../../src/core/risk/margin/margin-book'
import { between } from '../../support/between'

export const DAY = 86_400_000_000
export const NOW = 1_700_000_000_000_000
export const aBook = (change: Partial<MarginBook> = {}): MarginBook => ({
  time: NOW,
  spot: 50_000,
  yearsPerMicrosecond: 1 / (365 * DAY),
  rate: 0,
  options: [],
  futures: [],
  ...change,
})

export const anOption = (change: Partial<MarkedLeg> = {}): MarkedLeg => ({
  type: 'call',
  strike: 50_000,
  expiry: NOW + 30 * DAY,
  quantity: -1,
  vol: 0.6,
  ...change,
})

export const aFuture = (quantity: number, price = 50_000): FuturePosition => ({ quantity, price, expiry: undefined })

const anyOption: fc.Arbitrary<MarkedLeg> = fc.record({
  type: fc.constantFrom('call', 'put'),
  strike: between(20_000, 120_000),
  expiry: fc.integer({ min: -1, max: 400 }).map((days) => NOW + days * DAY),
  quantity: between(-10, 10),
  vol: between(0, 2),
})
const anyFuture: fc.Arbitrary<FuturePosition> = fc.record({
  quantity: between(-10, 10),
  price: between(45_000, 55_000),
  expiry: fc.option(
    fc.integer({ min: 1, max: 200 }).map((days) => NOW + days * DAY),
    { nil: undefined },
  ),
})

export const anyBook: fc.Arbitrary<MarginBook> = fc
  .record({
    options: fc.array(anyOption, { maxLength: 6 }),
    futures: fc.array(anyFuture, { maxLength: 3 }),
    rate: between(-0.05, 0.1),
  })
  .map((positions) => aBook(positions))

/** Both books as one; spot, time and rates are the first's. */
export const joinedBook = (book: MarginBook, added: Pick<MarginBook, 'options' | 'futures'>): MarginBook => ({
  ...book,
  options: [...book.options, ...added.options],
  futures: [...book.futures, ...added.futures],
})

/** Every quantity times `factor`. */
export const scaledBook = (book: MarginBook, factor: number): MarginBook => ({
  ...book,
  options: book.options.map((leg) => ({ ...leg, quantity: factor * leg.quantity })),
  futures: book.futures.map((future) => ({ ...future, quantity: factor * future.quantity })),
})
