import { DatabaseError, Pool } from 'pg'
import { Fault } from '../../../core/error'
import { SECOND, type Timestamp } from '../../../core/market/event'
import type { PlaceAnswer, Venue, VenueOrder } from '../../../ports/venue'
import { drawArrival, matchOrder, type PaperMatch, type PaperOrder } from './match'
import { migratePaper } from './migrations'
import {
  checkPaperOptions,
  paperTerms,
  withFault,
  type PaperCall,
  type PaperInstrument,
  type PaperOptions,
} from './options'
import {
  dueOrders,
  endOrder,
  heldPositions,
  insertOrder,
  orderByLabel,
  workingOrders,
  type PaperOutcome,
  type WorkingOrder,
} from './orders'

const nothing: PaperMatch = { lots: 0, price: undefined, fee: 0 }
const ended = (state: 'rejected' | 'cancelled', reason: string): PaperOutcome => ({ state, reason, match: nothing })
const waiting: PaperOutcome = { state: 'working', reason: undefined, match: nothing }

const poolLimits = { max: 4, connectionTimeoutMillis: 5_000, query_timeout: 10_000 }

/** Why the venue refuses an order at once; undefined where it accepts it. */
export const objection = (
  { order, validUntil }: VenueOrder,
  instrument: PaperInstrument | undefined,
  now: Timestamp,
): string | undefined => {
  if (instrument === undefined) return `no instrument ${order.instrument}`
  if (order.lot !== instrument.lot) return `a lot is ${instrument.lot}, not ${order.lot}`
  if (order.lots < instrument.minLots) return `fewer than ${instrument.minLots} lots`
  const { maxLots = Infinity, leastNotional = 0 } = instrument
  if (order.lots > maxLots) return `more than ${maxLots} lots`
  if (order.lots * order.lot * order.limitPrice < leastNotional * (1 - 1e-9)) return `worth less than ${leastNotional}`
  const ticks = instrument.tick > 0 ? order.limitPrice / instrument.tick : 0
  if (!(order.limitPrice > 0) || Math.abs(ticks - Math.round(ticks)) > 1e-6)
    return `the price ${order.limitPrice} is not on a tick of ${instrument.tick}`
  return now > validUntil ? 'it came too late' : undefined
}

const unavailable = (cause: unknown): Fault =>
  cause instanceof Fault
    ? cause
    : new Fault(
        'unavailable',
        `the database of the paper venue does not answer${cause instanceof DatabaseError && cause.code ? ` (${cause.code})` : ''}`,
        { cause },
      )

/**
 * Opens the paper venue of a name in a database, making its tables where they are missing. It lives in PostgreSQL, so
 * that it outlives the processes that trade there and is one venue to all of them; an order is taken in, or matched, in
 * one statement. Orders are matched with the market that `quote` knows at the first call after their latency is over:
 * the venue does nothing between two calls. Throws `usage` on impossible options, `unavailable` without the
 * database.
 */
export const openPaperVenue = async (options: PaperOptions): Promise<Venue> => {
  checkPaperOptions(options)
  const { name, clock, instruments, quote, patienceSeconds = 5 } = options
  const pool = new Pool({ ...poolLimits, ...options.connection })
  const tables = { pool, name }
  let isClosing = false
  pool.on('error', (error) => {
    if (!isClosing) options.onError(error)
  })
  try {
    await migratePaper(pool)
  } catch (cause) {
    await pool.end()
    throw unavailable(cause)
  }

  const answer = async <T>(call: PaperCall, work: (isRefused: boolean) => Promise<T>): Promise<T> => {
    try {
      return await withFault(options.faults?.(call), work)
    } catch (cause) {
      throw unavailable(cause)
    }
  }

  /** What becomes of an order that has arrived; undefined where it waits for a market. */
  const matched = async (order: PaperOrder, dueAt: Timestamp, now: Timestamp): Promise<PaperOutcome | undefined> => {
    const instrument = instruments[order.instrument]
    const market = instrument && (await quote(order.instrument))
    if (instrument === undefined || market === undefined)
      return now - dueAt > patienceSeconds * SECOND ? ended('cancelled', 'no market') : undefined
    const match = matchOrder(order, instrument, market, options)
    if (match.lots === order.lots) return { state: 'filled', reason: undefined, match }
    const reason = match.lots > 0 ? 'no more within the limit' : 'nothing within the limit'
    return { state: 'cancelled', reason, match }
  }

  const settle = async (orders: readonly WorkingOrder[]): Promise<void> => {
    for (const order of orders) {
      const now = clock.now()
      const outcome = await matched(order, order.dueAt, now)
      if (outcome) await endOrder(tables, order.label, outcome, now)
    }
  }
  const settleDue = async (label?: string): Promise<void> => settle(await dueOrders(tables, clock.now(), label))

  const takeIn = async (sent: VenueOrder, isUnlucky: boolean): Promise<PlaceAnswer> => {
    const { label, order } = sent
    if (!Number.isSafeInteger(order.lots) || order.lots < 1)
      return { kind: 'rejected', reason: `${order.lots} is not a number of lots` }
    const own: PaperOrder = { label, ...order }
    const now = clock.now()
    const refusal = objection(sent, instruments[order.instrument], now)
    const { seconds, isRefused } = drawArrival(own, options)
    const dueAt = now + Math.round(seconds * SECOND)
    const outcome =
      refusal !== undefined
        ? ended('rejected', refusal)
        : isRefused || isUnlucky
          ? ended('rejected', 'refused')
          : dueAt > now
            ? waiting
            : ((await matched(own, dueAt, now)) ?? waiting)
    if (!(await insertOrder(tables, { ...own, dueAt }, outcome, now)))
      return { kind: 'unknown', reason: `the label ${label} is taken` }
    if (outcome.state === 'rejected') return { kind: 'rejected', reason: outcome.reason ?? 'refused' }
    const report = await orderByLabel(tables, label)
    return report ? { kind: 'report', report } : { kind: 'unknown', reason: 'the order is not there' }
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
    place: async (sent) => {
      try {
        return await answer({ operation: 'place', label: sent.label }, (isRefused) => takeIn(sent, isRefused))
      } catch (error) {
        // The order may have been stored before the fault.
        return { kind: 'unknown', reason: error instanceof Fault ? error.message : 'no answer' }
      }
    },
    find: (label) =>
      answer({ operation: 'find', label }, async () => {
        await settleDue(label)
        return orderByLabel(tables, label)
      }),
    cancel: (label) =>
      answer({ operation: 'cancel', label }, async () => {
        await settleDue(label)
        await endOrder(tables, label, ended('cancelled', 'cancelled'), clock.now())
      }),
    openOrders: () =>
      answer({ operation: 'open-orders', label: undefined }, async () => {
        await settleDue()
        return workingOrders(tables)
      }),
    positions: () =>
      answer({ operation: 'positions', label: undefined }, async () => {
        await settleDue()
        return heldPositions(tables)
      }),
    close: () => {
      isClosing = true
      return pool.end()
    },
  }
}
