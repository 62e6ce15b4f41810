import { Fault } from '../error'
import type { IntentState } from './intent'

/** What a venue says of an order. */
export type ReportedState = Extract<IntentState, 'working' | 'filled' | 'cancelled' | 'rejected'>

/** How an intent ends without a venue's report. */
export type ClosedState = Extract<IntentState, 'rejected' | 'expired' | 'lost'>

/** What may happen to an intent. */
export type IntentEvent =
  | { readonly kind: 'claimed' }
  | { readonly kind: 'reported'; readonly state: ReportedState }
  | { readonly kind: 'closed'; readonly state: ClosedState }

/** An event as one word, `reported filled`. */
const eventName = (event: IntentEvent): string =>
  event.kind === 'claimed' ? event.kind : `${event.kind} ${event.state}`

/**
 * Where each state may go. What was never sent cannot be reported, and may be dropped as expired or refused. What may
 * have been sent ends by a report, a certain refusal, or as lost; it never becomes pending again and never expires.
 * What the venue has shown ends by a report, or as lost where the venue has forgotten it. A lost order that turns up
 * after all is believed; every other final state stays what it is.
 */
const transitions: Readonly<Record<IntentState, Readonly<Record<string, IntentState>>>> = {
  pending: { claimed: 'sent', 'closed expired': 'expired', 'closed rejected': 'rejected' },
  sent: {
    'reported working': 'working',
    'reported filled': 'filled',
    'reported cancelled': 'cancelled',
    'reported rejected': 'rejected',
    'closed rejected': 'rejected',
    'closed lost': 'lost',
  },
  working: {
    'reported working': 'working',
    'reported filled': 'filled',
    'reported cancelled': 'cancelled',
    'reported rejected': 'rejected',
    'closed lost': 'lost',
  },
  filled: { 'reported filled': 'filled', 'reported working': 'filled' },
  cancelled: { 'reported cancelled': 'cancelled', 'reported working': 'cancelled' },
  rejected: { 'reported rejected': 'rejected', 'closed rejected': 'rejected', 'reported working': 'rejected' },
  expired: { 'closed expired': 'expired' },
  lost: {
    'reported working': 'working',
    'closed rejected': 'rejected',
    'reported filled': 'filled',
    'reported cancelled': 'cancelled',
    'reported rejected': 'rejected',
    'closed lost': 'lost',
  },
}

/**
 * The state after an event; the same again where a final event is told twice. Faults 'bad-input' on an event that
 * cannot happen in the state.
 */
export const advanceIntent = (state: IntentState, event: IntentEvent): IntentState => {
  const next = transitions[state][eventName(event)]
  if (next === undefined) throw new Fault('bad-input', `an intent that is ${state} cannot be ${eventName(event)}`)
  return next
}
