import { Fault } from '../../../core/error'
import { SECOND, type Timestamp } from '../../../core/market/event'
import type { OrderReport, Venue, VenueOrder } from '../../../ports/venue'
import { drawArrival, matchOrder, type PaperOrder } from './match'
import { checkPaperOptions, paperTerms, type PaperOptions } from './options'
import { objection } from './paper-venue'

type Placed = PaperOrder & { readonly dueAt: Timestamp; report: OrderReport }

/**
 * The paper venue of one process, kept in memory: the same latencies, fees, impact and refusals by label as the one in
 * a database, and nothing of it outlives the process.
 */
export const startMemoryVenue = (options: Omit<PaperOptions, 'connection' | 'onError' | 'faults'>): Venue => {
  checkPaperOptions({ ...options, connection: {}, onError: () => undefined })
  const { name, clock, instruments, quote, patienceSeconds = 5 } = options
  const orders = new Map<string, Placed>()
  const working = new Set<Placed>()
  const positions = new Map<string, number>()

  const settle = async (order: Placed): Promise<void> => {
    const now = clock.now()
    if (!working.has(order) || order.dueAt > now) return
    const instrument = instruments[order.instrument]
    const market = await quote(order.instrument)
    if (instrument === undefined || market === undefined) {
      if (now - order.dueAt <= patienceSeconds * SECOND) return
      working.delete(order)
      order.report = { ...order.report, state: 'cancelled', reason: 'no market' }
      return
    }
    working.delete(order)
    const { lots, price, fee } = matchOrder(order, instrument, market, options)
    const fills = lots > 0 && price !== undefined ? [{ id: `${order.label}-1`, lots, price, fee, at: now }] : []
    const signed = order.side === 'buy' ? lots : -lots
    positions.set(order.instrument, (positions.get(order.instrument) ?? 0) + signed)
    const isFilled = lots === order.lots
    const reason = lots > 0 ? 'no more within the limit' : 'nothing within the limit'
    order.report = { ...order.report, state: isFilled ? 'filled' : 'cancelled', fills, ...(!isFilled && { reason }) }
  }
  const settleAll = async (): Promise<void> => {
    for (const order of [...working]) await settle(order)
  }
  const take = async ({ label, order, validUntil }: VenueOrder): ReturnType<Venue['place']> => {
    if (orders.has(label)) return { kind: 'unknown', reason: `the label ${label} is taken` }
    const own: PaperOrder = { label, ...order }
    const now = clock.now()
    const { seconds, isRefused } = drawArrival(own, options)
    const refusal =
      objection({ label, order, validUntil }, instruments[order.instrument], now) ?? (isRefused ? 'refused' : undefined)
    if (refusal !== undefined) return { kind: 'rejected', reason: refusal }
    const { instrument, side, lots } = order
    const report: OrderReport = {
      ...{ label, venueOrderId: `paper-${orders.size + 1}`, instrument, side, lots, state: 'working', fills: [] },
    }
    const placed: Placed = { ...own, dueAt: now + Math.round(seconds * SECOND), report }
    orders.set(label, placed)
    working.add(placed)
    await settle(placed)
    return { kind: 'report', report: placed.report }
  }

  return {
    name,
    isPaper: true,
    terms: (instrument) => {
      const known = instruments[instrument]
      if (known === undefined)
        return Promise.reject(new Fault('usage', `the paper venue ${name} has no instrument ${instrument}`))
      return Promise.resolve(paperTerms(known))
    },
    place: take,
    find: async (label) => {
      const order = orders.get(label)
      if (order !== undefined) await settle(order)
      return order?.report
    },
    cancel: async (label) => {
      const order = orders.get(label)
      if (order === undefined) return
      await settle(order)
      if (working.delete(order)) order.report = { ...order.report, state: 'cancelled', reason: 'cancelled' }
    },
    openOrders: async () => {
      await settleAll()
      return [...working].map(({ report }) => report)
    },
    positions: async () => {
      await settleAll()
      return [...positions].map(([instrument, lots]) => ({ instrument, lots }))
    },
    close: () => Promise.resolve(),
  }
}
