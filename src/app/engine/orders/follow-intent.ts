import { Fault } from '../../../core/error'
import { finalStates, type Intent } from '../../../core/execution/intent'
import type { OrderReport, Venue } from '../../../ports/venue'
import { withTimeout } from '../../with-timeout'
import { startPatience, type Desk, type IntentOutcome } from './order-desk-parts'

/** What a venue says of an order: its report, nothing under its label, or no answer. */
type Found = { readonly kind: 'report'; readonly report: OrderReport } | { readonly kind: 'absent' | 'silent' }

/** Asks the venue for the order of an intent and writes what it says into the ledger. */
export const lookUp = async (desk: Desk, venue: Venue, intent: Intent): Promise<Found> => {
  const { label, order, portfolio } = intent
  await desk.at('before-find', intent)
  let report: OrderReport | undefined
  try {
    report = await withTimeout(desk.times.answer, venue.name, () => venue.find(label, order.instrument))
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
 * over, with an alert. False while it is not: the order may still be on its way.
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

/** The outcome of an order that the venue reports; a report carries all fills so far. */
export const outcomeOf = ({ order }: Intent, { state, fills }: OrderReport): IntentOutcome => {
  if (!finalStates.has(state)) return 'open'
  return fills.reduce((sum, { lots }) => sum + lots, 0) < order.lots ? 'unfilled' : 'filled'
}

/** Follows an order that may be at the venue until it is final or patience ends. Never sends anything. */
export const followIntent = async (desk: Desk, venue: Venue, intent: Intent): Promise<IntentOutcome> => {
  const patience = startPatience(desk)
  do {
    const found = await lookUp(desk, venue, intent)
    const outcome = found.kind === 'report' ? outcomeOf(intent, found.report) : 'open'
    if (outcome !== 'open') return outcome
    if (found.kind === 'absent' && (await giveUp(desk, intent))) return 'unfilled'
  } while (await patience.rest())
  return 'open'
}
