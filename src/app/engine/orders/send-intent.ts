import { Fault } from '../../../core/error'
import type { Intent } from '../../../core/execution/intent'
import type { PlaceAnswer, Venue } from '../../../ports/venue'
import { withTimeout } from '../../with-timeout'
import { followIntent, outcomeOf } from './follow-intent'
import { type Desk, type IntentOutcome } from './order-desk-parts'

/** Why an intent that was not sent yet must not be; undefined where it may. */
const objection = async ({ ledger, clock, times }: Desk, intent: Intent): Promise<string | undefined> => {
  if (clock.now() - intent.createdAt > times.fresh * 1_000) return 'too old to be sent'
  const [{ engaged, reason }, { state }] = await Promise.all([ledger.killSwitch(), ledger.portfolio(intent.portfolio)])
  if (engaged) return `the kill switch is on: ${reason ?? 'no reason given'}`
  if (state.mode === 'halted') return `the portfolio is halted: ${state.modeReason ?? 'no reason given'}`
  if (state.mode === 'reducing' && !intent.order.reduces) return 'the portfolio takes only what reduces'
  return undefined
}

/** Ends an intent that will not be sent; 'open' where another process has claimed it first. */
const expire = async ({ ledger, clock, log }: Desk, intent: Intent, reason: string): Promise<IntentOutcome> => {
  const { portfolio: portfolioId, label } = intent
  try {
    await ledger.close(intent, 'expired', reason, clock.now())
  } catch (error) {
    const open = await ledger.openIntents(portfolioId)
    const isStillOurs = open.some((own) => own.label === label && own.state === 'pending')
    if (isStillOurs || !(error instanceof Fault) || error.code !== 'bad-input') throw error
    return 'open'
  }
  log.info({ event: 'order.expired', portfolioId, label, reason })
  return 'unfilled'
}

const place = async (desk: Desk, venue: Venue, intent: Intent, validUntil: number): Promise<PlaceAnswer> => {
  const { label, order } = intent
  try {
    return await withTimeout(desk.times.answer, venue.name, () => venue.place({ label, order, validUntil }))
  } catch (error) {
    desk.log.warn({ event: 'venue.silent', venue: venue.name, portfolioId: intent.portfolio, label, error })
    return { kind: 'unknown', reason: 'no answer' }
  }
}

/**
 * Sends an unsent intent once: it is claimed first, so that only one process sends it; afterwards it is only queried.
 * One that is too old, or that its portfolio may not trade any more, ends as expired; a claim that another process has
 * is left to it.
 */
export const sendIntent = async (desk: Desk, venue: Venue, intent: Intent): Promise<IntentOutcome> => {
  const { ledger, clock, log, times, at } = desk
  const { portfolio: portfolioId, label } = intent
  const stopped = await objection(desk, intent)
  if (stopped !== undefined) return expire(desk, intent, stopped)
  await at('before-claim', intent)
  const claimedAt = clock.now()
  const began = performance.now()
  if (!(await ledger.claim(intent, claimedAt))) return 'open'
  await at('claimed', intent)
  const validUntil = claimedAt + times.validity * 1_000
  const claimed: Intent = { ...intent, state: 'sent', sentAt: claimedAt }
  await at('before-place', intent)
  // A process that was delayed here longer than the order is valid does not send it; the order is later ended as lost.
  const isLate = performance.now() - began > times.validity || clock.now() > validUntil
  if (isLate) log.warn({ event: 'order.held-up', portfolioId, label })
  const answer: PlaceAnswer = isLate
    ? { kind: 'unknown', reason: 'held up before sending' }
    : await place(desk, venue, intent, validUntil)
  await at('answered', intent)
  if (answer.kind === 'rejected') {
    await ledger.close(claimed, 'rejected', answer.reason, clock.now())
    await at('recorded', intent)
    log.info({ event: 'order.rejected', portfolioId, label, reason: answer.reason })
    return 'unfilled'
  }
  if (answer.kind === 'report') {
    await ledger.report(claimed, answer.report, clock.now())
    await at('recorded', intent)
    const { state, fills } = answer.report
    log.info({ event: `order.${state}`, portfolioId, label, fills: fills.length })
    const outcome = outcomeOf(intent, answer.report)
    if (outcome !== 'open') return outcome
  } else log.warn({ event: 'order.unknown', portfolioId, label, reason: answer.reason })
  return followIntent(desk, venue, claimed)
}
