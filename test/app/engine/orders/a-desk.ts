import { openOrderDesk, type OrderDesk } from '../../../../src/app/engine/orders/order-desk'
import type { OrderDeskParts } from '../../../../src/app/engine/orders/order-desk-parts'
import type { LogEvent } from '../../../../src/app/log'
import type { Intent } from '../../../../src/core/execution/intent'
import { orderLabel } from '../../../../src/core/execution/label'
import type { HedgeOrder } from '../../../../src/core/execution/order'
import { SECOND } from '../../../../src/core/market/event'
import { startRng } from '../../../../src/core/rng'
import type { Alert } from '../../../../src/ports/alert-sink'
import type { DecisionRecord, Ledger } from '../../../../src/ports/ledger'
import type { OrderReport, PlaceAnswer, Venue, VenueOrder, VenuePosition } from '../../../../src/ports/venue'
import { anOrder } from '../../../support/an-order'
import { startMemoryLedger } from '../../../support/memory-ledger'

/** A scripted venue: what it was sent, and how it answers. */
export type ScriptedVenue = Venue & {
  readonly sent: VenueOrder[]
  readonly orders: Map<string, OrderReport>
  held: VenuePosition[]
  answer: (order: VenueOrder) => Promise<PlaceAnswer>
  /** Called before a query is answered. */
  onRequest: () => void
}

/** An order as it stands when all of it has traded at 101. */
export const filled = ({ label, order }: Pick<VenueOrder, 'label' | 'order'>): OrderReport => ({
  label,
  venueOrderId: `v-${label}`,
  instrument: order.instrument,
  side: order.side,
  lots: order.lots,
  state: 'filled',
  fills: [{ id: `${label}-1`, lots: order.lots, price: 101, fee: 0.01, at: 0 }],
})

export const aVenue = (): ScriptedVenue => {
  const venue: ScriptedVenue = {
    name: 'paper',
    isPaper: true,
    sent: [],
    orders: new Map(),
    held: [],
    onRequest: () => undefined,
    answer: (order) => {
      const report = filled(order)
      venue.orders.set(order.label, report)
      const lots = (order.order.side === 'buy' ? 1 : -1) * order.order.lots
      const before = venue.held.find(({ instrument }) => instrument === order.order.instrument)?.lots ?? 0
      venue.held = [{ instrument: order.order.instrument, lots: before + lots }]
      return Promise.resolve({ kind: 'report', report })
    },
    terms: () => Promise.resolve({ lot: 0.001, minLots: 1, tick: 0.5 }),
    place: (order) => {
      venue.sent.push(order)
      return venue.answer(order)
    },
    find: async (label) => {
      venue.onRequest()
      return Promise.resolve(venue.orders.get(label))
    },
    cancel: () => Promise.resolve(),
    openOrders: async () => {
      venue.onRequest()
      return Promise.resolve([...venue.orders.values()].filter(({ state }) => state === 'working'))
    },
    positions: async () => {
      venue.onRequest()
      return Promise.resolve(venue.held)
    },
    close: () => Promise.resolve(),
  }
  return venue
}

/** The same, filling at the order's own price and the time that `now` gives. */
export const aVenueAtPrice = (now: () => number): ScriptedVenue => {
  const venue = aVenue()
  const { answer } = venue
  venue.answer = async (sent) => {
    const given = await answer(sent)
    if (given.kind !== 'report') return given
    const fills = given.report.fills.map((fill) => ({ ...fill, price: sent.order.price, at: now() }))
    return { kind: 'report', report: { ...given.report, fills } }
  }
  return venue
}

export type Scene = {
  readonly ledger: Ledger
  readonly venue: ScriptedVenue
  readonly alerts: Alert[]
  readonly events: LogEvent[]
  /** Opens one more desk on the same ledger and venue; its pauses turn the clock. */
  readonly desk: (change?: Partial<OrderDeskParts>) => OrderDesk
  /** Commits a decision with one order. */
  readonly decide: (change?: Partial<HedgeOrder>) => Promise<Intent>
  readonly intent: () => Promise<Intent>
  readonly pass: (seconds: number) => void
}

/** One portfolio, `a`, open in a ledger in memory, at a scripted venue. */
export const aScene = async (): Promise<Scene> => {
  const ledger = startMemoryLedger()
  const venue = aVenue()
  const alerts: Alert[] = []
  const events: LogEvent[] = []
  let now = 1_000 * SECOND
  await ledger.open('a', now, [{ kind: 'deposit', source: 'opening:cash', at: now, cash: 1_000_000_000 }])
  const write = (event: LogEvent): void => void events.push(event)
  const pass = (seconds: number): void => {
    now += Math.round(seconds * SECOND)
  }
  return {
    ledger,
    venue,
    alerts,
    events,
    pass,
    desk: (change = {}) =>
      openOrderDesk({
        ledger,
        venues: [venue],
        portfolios: [{ id: 'a', venue: 'paper', instruments: ['paper/BTC'] }],
        clock: { now: () => ++now },
        rng: startRng(1),
        log: { error: write, warn: write, info: write, debug: write },
        alert: (alert) => void alerts.push(alert),
        pause: (ms) => {
          pass(ms / 1_000)
          return Promise.resolve()
        },
        ...change,
      }),
    decide: async (change = {}) => {
      const { state } = await ledger.portfolio('a')
      const sequence = state.sequence + 1
      const order = anOrder(change)
      const label = orderLabel({ portfolio: 'a', epoch: state.epoch, sequence, leg: 0 })
      const record: DecisionRecord = {
        ...{ portfolio: 'a', sequence, at: ++now, trigger: 'scheduled', kind: 'trade', reasons: [] },
        ...{ dueAt: now + SECOND, next: undefined, inputs: {}, outputs: {} },
      }
      const answer = await ledger.commit(record, [{ leg: 0, label, venue: 'paper', order }])
      if (answer !== 'committed') throw new Error('the decision was stale')
      const [intent] = await ledger.intents('a', { limit: 1 })
      if (intent === undefined) throw new Error('no intent')
      return intent
    },
    intent: async () => {
      const [intent] = await ledger.intents('a', { limit: 1 })
      if (intent === undefined) throw new Error('no intent')
      return intent
    },
  }
}
