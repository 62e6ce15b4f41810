import fc from 'fast-check'
import type { HedgeOrder } from '../../../src/core/execution/order'
import type { OrderReport, PlaceAnswer, Venue } from '../../../src/ports/venue'
import { anOrder } from '../../support/an-order'

/** A venue under test: how any number of processes open it, and how its market is set. */
export type VenueBench = {
  readonly instrument: string
  readonly lot: number
  /** Opens it once more; all that are opened are one venue. */
  readonly open: () => Promise<Venue>
  /** Sets the market, sizes in lots. */
  readonly quote: (bid: number, ask: number, lots: number) => void
  /** The failure of the next order that is sent. */
  readonly next: (fate: 'refused' | 'answer-lost' | 'request-lost' | 'resting') => void
  /** Lets resting orders be matched. */
  readonly release: () => Promise<void>
  readonly setDown: (isDown: boolean) => void
  /** How often an order with the label reached the venue. */
  readonly timesSent: (label: string) => Promise<number>
}

/** The contract of every venue: the promise of the port, line by line. */
export const itKeepsTheVenuesPromise = (bench: () => Promise<VenueBench>): void => {
  let own: VenueBench
  let venue: Venue
  let other: Venue
  let labels = 0
  const later = Number.MAX_SAFE_INTEGER
  const aLabel = (): string => `contract.abc123.${++labels}.0`
  const place = (label: string, change: Partial<HedgeOrder> = {}): Promise<PlaceAnswer> =>
    venue.place({
      label,
      order: anOrder({ instrument: own.instrument, lot: own.lot, ...change }),
      validUntil: later,
    })
  const reportOf = (answer: PlaceAnswer): OrderReport => {
    if (answer.kind !== 'report') throw new Error(`expected a report, got ${JSON.stringify(answer)}`)
    return answer.report
  }
  const held = async (from = venue): Promise<number> =>
    (await from.positions()).find(({ instrument }) => instrument === own.instrument)?.lots ?? 0
  const filledLots = ({ fills }: OrderReport): number => fills.reduce((sum, { lots }) => sum + lots, 0)

  beforeAll(async () => {
    own = await bench()
    venue = await own.open()
    other = await own.open()
  })
  beforeEach(() => own.quote(99, 101, 1_000))
  afterAll(async () => {
    await venue.close()
    await other.close()
  })

  test('says how an instrument trades, and faults on one it does not have', async () => {
    expect(await venue.terms(own.instrument)).toMatchObject({ lot: own.lot })
    await expect(venue.terms(`${venue.name}/NOTHING`)).rejects.toMatchObject({ code: 'usage' })
  })

  test('fills an order within its limit and moves the position by it', async () => {
    const before = await held()
    const label = aLabel()
    const report = reportOf(await place(label))
    expect(report).toMatchObject({ label, instrument: own.instrument, side: 'buy', lots: 3, state: 'filled' })
    expect(filledLots(report)).toBe(3)
    for (const { price, fee } of report.fills) {
      expect(price).toBe(101)
      expect(fee).toBeGreaterThan(0)
    }
    expect(await held()).toBe(before + 3)
    const sold = reportOf(await place(aLabel(), { side: 'sell', limitPrice: 90 }))
    expect(sold.fills[0]?.price).toBe(99)
    expect(await held()).toBe(before)
  })

  test('takes what is there and cancels the rest', async () => {
    own.quote(99, 101, 2)
    const report = reportOf(await place(aLabel(), { lots: 5 }))
    expect(report.state).toBe('cancelled')
    expect(filledLots(report)).toBe(2)
  })

  test('trades nothing beyond the limit', async () => {
    const before = await held()
    const report = reportOf(await place(aLabel(), { limitPrice: 100 }))
    expect(report).toMatchObject({ state: 'cancelled', fills: [] })
    expect(await held()).toBe(before)
  })

  test('reports a certain refusal', async () => {
    const before = await held()
    own.next('refused')
    expect(await place(aLabel())).toMatchObject({ kind: 'rejected', reason: expect.any(String) })
    expect(await held()).toBe(before)
  })

  test('finds the same order by its label for every user', async () => {
    const label = aLabel()
    const report = reportOf(await place(label))
    expect(await other.find(label, own.instrument)).toEqual(report)
    expect(await other.find(aLabel(), own.instrument)).toBeUndefined()
  })

  test('reports an order whose answer is lost as unknown, and finds it once by its label', async () => {
    const before = await held()
    own.next('answer-lost')
    const label = aLabel()
    expect(await place(label)).toMatchObject({ kind: 'unknown' })
    expect(await other.find(label, own.instrument)).toMatchObject({ state: 'filled', lots: 3 })
    expect(await own.timesSent(label)).toBe(1)
    expect(await held(other)).toBe(before + 3)
  })

  test('reports an order that never arrived as unknown, and finds nothing by its label', async () => {
    const before = await held()
    own.next('request-lost')
    const label = aLabel()
    expect(await place(label)).toMatchObject({ kind: 'unknown' })
    expect(await venue.find(label, own.instrument)).toBeUndefined()
    expect(await own.timesSent(label)).toBe(0)
    expect(await held()).toBe(before)
  })

  test('faults with unavailable while it does not answer, and reports no order as refused then', async () => {
    own.setDown(true)
    try {
      expect(await place(aLabel())).toMatchObject({ kind: 'unknown' })
      for (const ask of [venue.find(aLabel(), own.instrument), venue.openOrders(), venue.positions()])
        await expect(ask).rejects.toMatchObject({ code: 'unavailable' })
    } finally {
      own.setDown(false)
    }
    expect(await venue.openOrders()).toEqual([])
  })

  test('lists an order that is still working until it has traded', async () => {
    own.next('resting')
    const label = aLabel()
    expect(reportOf(await place(label))).toMatchObject({ state: 'working', fills: [] })
    expect((await other.openOrders()).map((order) => order.label)).toEqual([label])
    await own.release()
    expect(await other.find(label, own.instrument)).toMatchObject({ state: 'filled' })
    expect(await venue.openOrders()).toEqual([])
  })

  test('cancels an order that is still working, and leaves an ended one as it is', async () => {
    const before = await held()
    own.next('resting')
    const [working, filled] = [aLabel(), aLabel()]
    await place(working)
    await venue.cancel(working, own.instrument)
    expect(await venue.find(working, own.instrument)).toMatchObject({ state: 'cancelled', fills: [] })
    await own.release()
    expect(await venue.find(working, own.instrument)).toMatchObject({ state: 'cancelled', fills: [] })
    expect(await held()).toBe(before)
    await place(filled)
    await venue.cancel(filled, own.instrument)
    expect(await venue.find(filled, own.instrument)).toMatchObject({ state: 'filled' })
  })

  test('holds the sum of the fills it reported', async () => {
    const anyOrder = fc.record({
      side: fc.constantFrom('buy' as const, 'sell' as const),
      lots: fc.integer({ min: 1, max: 30 }),
      there: fc.integer({ min: 1, max: 30 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(anyOrder, { minLength: 1, maxLength: 4 }), async (orders) => {
        let expected = await held()
        for (const { side, lots, there } of orders) {
          own.quote(99, 101, there)
          const report = reportOf(await place(aLabel(), { side, lots, limitPrice: side === 'buy' ? 110 : 90 }))
          expect(filledLots(report)).toBe(Math.min(lots, there))
          expected += (side === 'buy' ? 1 : -1) * filledLots(report)
        }
        expect(await held(other)).toBe(expected)
      }),
      { numRuns: 8 },
    )
  })
}
