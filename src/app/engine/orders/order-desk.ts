import { setTimeout as pause } from 'node:timers/promises'
import { Fault } from '../../../core/error'
import { followIntent } from './follow-intent'
import { defaultTimes, type Desk, type IntentOutcome, type OrderDeskParts } from './order-desk-parts'
import { reconcileVenue, type Reconciliation } from './reconcile-venue'
import { sendIntent } from './send-intent'

/**
 * What became of a portfolio's open intents: how many ended with all their lots filled and with fewer, and how many a
 * later call must go on with.
 */
export type Execution = Readonly<Record<IntentOutcome, number>>

export type OrderDesk = {
  /**
   * Brings every open intent of a portfolio on its way, oldest first: sends each unsent intent once and queries those
   * that may have been sent. Any number of processes may do so at a time. Before its venue is reconciled nothing is
   * sent, but orders that may have been sent are still queried.
   */
  readonly executeIntents: (portfolio: string) => Promise<Execution>
  /**
   * Compares books and venue, and allows orders to that venue once a comparison succeeded. Called at the start and at
   * intervals.
   */
  readonly reconcile: (venue: string) => Promise<Reconciliation>
  readonly isReconciled: (venue: string) => boolean
}

const complete = ({ venues, times, ...parts }: OrderDeskParts): Desk => {
  const all = { ...defaultTimes, ...times }
  if (!(all.grace > all.validity && all.validity > 0))
    throw new Fault('usage', 'an order must be given up for lost later than it may be taken up')
  return {
    ...parts,
    venues: new Map(venues.map((venue) => [venue.name, venue])),
    times: all,
    at: parts.at ?? (() => undefined),
    pause: parts.pause ?? ((ms) => pause(ms)),
  }
}

/**
 * Opens the desk that takes intents to their venues. Throws `usage` where a portfolio trades at a venue that is not
 * there, or on times that would double orders.
 */
export const openOrderDesk = (parts: OrderDeskParts): OrderDesk => {
  const desk = complete(parts)
  const reconciled = new Set<string>()
  const venueOf = (name: string, portfolio?: string) => {
    const venue = desk.venues.get(name)
    const who = portfolio === undefined ? name : `${portfolio} trades at ${name}, which`
    if (venue === undefined) throw new Fault('usage', `${who} is not among the venues`)
    return venue
  }
  for (const { id, venue } of desk.portfolios) venueOf(venue, id)
  return {
    executeIntents: async (portfolio) => {
      const intents = await desk.ledger.openIntents(portfolio)
      const execution = { filled: 0, unfilled: 0, open: 0 }
      for (const intent of intents) {
        const venue = venueOf(intent.venue, portfolio)
        const isHeld = intent.state === 'pending' && !reconciled.has(venue.name)
        if (isHeld) desk.log.warn({ event: 'order.held', portfolioId: portfolio, venue: venue.name })
        const carryOn = intent.state === 'pending' ? sendIntent : followIntent
        const outcome = isHeld ? 'open' : await carryOn(desk, venue, intent)
        execution[outcome]++
      }
      return execution
    },
    reconcile: async (name) => {
      const result = await reconcileVenue(desk, venueOf(name))
      if (result.kind === 'unsettled') reconciled.delete(name)
      else reconciled.add(name)
      desk.log.info({ event: 'venue.reconciled', venue: name, ...result })
      return result
    },
    isReconciled: (name) => reconciled.has(name),
  }
}
