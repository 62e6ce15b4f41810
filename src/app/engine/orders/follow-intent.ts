import { Fault } from '../../../core/error'
import { finalStates, type Intent } from '../../../core/execution/intent'
import type { OrderReport, Venue } from '../../../ports/venue'
import type { Desk } from './order-desk-parts'
import { startPatience } from './order-desk-parts'
import { within } from './order-desk-parts'

/** What one look at an order gave: its report, nothing under its label, or no answer. */
export type Look = { readonly kind: 'report'; readonly report: OrderReport } | { readonly kind: 'absent' | 'silent' }

/** Asks the venue for the order of an intent and writes what it says into the ledger. */
export const lookUp = async (desk: Desk, venue: Venue, intent: Intent): Promise<Look> => {
  const { label, order, portfolio } = intent
  await desk.at('before-find', intent)
  let report: OrderReport | undefined
  try {
    report = await within(desk.times.answer, venue.name, () => venue.find(label, order.instrument))
  } catch (error) {
    if (!(error instanceof Fault) || !error.retryable) throw error
    desk.log.warn({ event: 'venue.silent', venue: venue.name, portfolioId: portfolio, label, error })
    return { kind: 'silent' }
  }
  await desk.at('found', intent)
  if (report === undefined) return { kind: 'absent' }
  await desk.ledger.report(intent, report, desk.clock.now())
  await desk.at('recorded', intent)
  return { kind: 'report', report }
}

/**
 * Ends an intent that may have been sent and that the venue does not know: as lost, once the grace since its claim is
 * over, and a person is told. False while it is not: the order may still be on its way.
 */
export const giveUp = async (desk: Desk, intent: Intent): Promise<boolean> => {
  const now = desk.clock.now()
  const since = intent.sentAt ?? intent.createdAt
  if (now - since <= desk.times.grace * 1_000) return false
  const { portfolio, label, venue } = intent
  const reason = `${venue} has no order ${label}`
  await desk.ledger.close(intent, 'lost', reason, now)
  desk.log.warn({ event: 'order.lost', portfolioId: portfolio, label, venue })
  desk.alert({ at: now, severity: 'warning', event: 'order.lost', portfolio, text: `${portfolio}: ${reason}` })
  return true
}

/**
 * Follows an order that may be at the venue until it is final or patience ends; true where it is final. Never sends
 * anything.
 */
export const followIntent = async (desk: Desk, venue: Venue, intent: Intent): Promise<boolean> => {
  const patience = startPatience(desk)
  do {
    const look = await lookUp(desk, venue, intent)
    if (look.kind === 'report' && finalStates.has(look.report.state)) return true
    if (look.kind === 'absent' && (await giveUp(desk, intent))) return true
  } while (await patience.rest())
  return false
}
