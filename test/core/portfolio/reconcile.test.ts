import fc from 'fast-check'
import type { OrderReport } from '../../../src/core/execution/order'
import { reconcile, type LedgerSide, type VenueSide } from '../../../src/core/portfolio/reconcile'
import { anIntent, anOrder } from './a-book'

const BTC = 'paper/BTC'

const aSide = (change: Partial<LedgerSide> = {}): LedgerSide => ({
  id: 'desk',
  instruments: [BTC],
  positions: [],
  open: [],
  ...change,
})

const aVenue = (change: Partial<VenueSide> = {}): VenueSide => ({ name: 'paper', positions: [], orders: [], ...change })

const aReport = (change: Partial<OrderReport> = {}): OrderReport => ({
  label: 'desk.abc123.1.0',
  venueOrderId: '77',
  instrument: BTC,
  side: 'buy',
  lots: 10,
  state: 'working',
  fills: [],
  ...change,
})

const held = (lots: number) => [{ instrument: BTC, lots, lot: 0.001 }]
const there = (lots: number) => [{ instrument: BTC, lots }]
const key = { portfolio: 'desk', sequence: 1, leg: 0 }

test('ledger and venue that agree need nothing, whether a position is in one book or two', () => {
  expect(reconcile([], aVenue())).toEqual([])
  expect(reconcile([aSide({ positions: held(7) })], aVenue({ positions: there(7) }))).toEqual([])
  const two = [aSide({ positions: held(9) }), aSide({ id: 'other', positions: held(-2) })]
  expect(reconcile(two, aVenue({ positions: [...there(4), ...there(3)] }))).toEqual([])
})

test('an order that the venue works is adopted, one that it does not show is queried, a pending one is left alone', () => {
  const open = [
    anIntent(),
    anIntent({ leg: 1, label: 'l1', state: 'working' }),
    anIntent({ leg: 2, label: 'l2', state: 'pending' }),
  ]
  expect(reconcile([aSide({ open })], aVenue({ orders: [aReport()] }))).toEqual([
    { action: 'adopt', key, report: aReport() },
    { action: 'look-up', key: { ...key, leg: 1 }, label: 'l1', instrument: BTC },
  ])
})

test('an order without an open intent stops every portfolio that trades the instrument', () => {
  const ledger = [
    aSide(),
    aSide({ id: 'second', instruments: [], positions: held(0) }),
    aSide({ id: 'far', instruments: ['paper/ETH'] }),
  ]
  const stray = { action: 'halt', cause: 'order', portfolios: ['desk', 'second'], instrument: BTC, label: 'by hand' }
  expect(reconcile(ledger, aVenue({ orders: [aReport({ label: 'by hand' })] }))).toEqual([stray])
})

test('an order that the venue works though it was never sent stops its portfolio', () => {
  const open = [anIntent({ state: 'pending' })]
  const ledger = [aSide({ open }), aSide({ id: 'far', instruments: ['paper/ETH'] })]
  expect(reconcile(ledger, aVenue({ orders: [aReport()] }))).toEqual([
    { action: 'halt', cause: 'order', portfolios: ['desk'], instrument: BTC, label: 'desk.abc123.1.0' },
  ])
})

test('an open intent of another venue explains no difference', () => {
  const open = [anIntent({ venue: 'deribit' })]
  expect(reconcile([aSide({ open })], aVenue({ positions: there(3) }))).toEqual([
    { action: 'halt', cause: 'position', portfolios: ['desk'], instrument: BTC, book: 0, venue: 3 },
  ])
})

test('a position in an instrument that no portfolio trades is a note without portfolios', () => {
  expect(reconcile([aSide()], aVenue({ positions: [{ instrument: 'paper/DOGE', lots: 1 }] }))).toEqual([
    { action: 'halt', cause: 'position', portfolios: [], instrument: 'paper/DOGE', book: 0, venue: 1 },
  ])
})

test('a difference waits exactly while what is left of uncertain orders explains it, else halts', () => {
  const orders = fc.array(
    fc.record({
      side: fc.constantFrom('buy' as const, 'sell' as const),
      lots: fc.integer({ min: 1, max: 9 }),
      filled: fc.integer({ min: 0, max: 9 }),
      state: fc.constantFrom('sent' as const, 'working' as const, 'pending' as const),
    }),
    { maxLength: 4 },
  )
  fc.assert(
    fc.property(orders, fc.integer({ min: -20, max: 20 }), fc.integer({ min: -20, max: 20 }), (all, book, venue) => {
      const open = all.map(({ side, lots, filled, state }, leg) =>
        anIntent({ leg, label: `l${leg}`, state, filledLots: Math.min(filled, lots), order: anOrder({ side, lots }) }),
      )
      const found = reconcile([aSide({ positions: held(book), open })], aVenue({ positions: there(venue) }))
      const sent = open.filter(({ state }) => state !== 'pending')
      expect(found.filter(({ action }) => action === 'look-up')).toHaveLength(sent.length)
      const left = (side: string): number =>
        sent.reduce((sum, { order, filledLots }) => sum + (order.side === side ? order.lots - filledLots : 0), 0)
      const action =
        venue === book ? undefined : venue - book <= left('buy') && venue - book >= -left('sell') ? 'wait' : 'halt'
      expect(found.filter((one) => 'book' in one).map((one) => one.action)).toEqual(action ? [action] : [])
    }),
  )
})
