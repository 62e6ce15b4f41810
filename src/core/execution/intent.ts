import { Fault } from '../error'
import type { Timestamp } from '../market/event'
import type { Approved } from './order'

/** The permanent name of an order: a portfolio, the sequence of its decision, the place of the order in it. */
export type IntentKey = { readonly portfolio: string; readonly sequence: number; readonly leg: number }

/**
 * Where an order stands. `pending`: written down, certainly not sent. `sent`: marked before it goes out, so that it may
 * be at the venue: after a crash or an uncertain answer it is queried by its label and never sent again. `working`:
 * known to be at the venue. The others are final.
 */
export type IntentState = 'pending' | 'sent' | 'working' | 'filled' | 'cancelled' | 'rejected' | 'expired' | 'lost'

export const finalStates: ReadonlySet<IntentState> = new Set(['filled', 'cancelled', 'rejected', 'expired', 'lost'])

/** An order as the ledger keeps it. */
export type Intent = IntentKey & {
  readonly label: string
  readonly venue: string
  readonly order: Approved
  readonly state: IntentState
  readonly createdAt: Timestamp
  readonly sentAt: Timestamp | undefined
  readonly filledLots: number
  readonly reason: string | undefined
}

/** The states that a venue reports. */
type ReportedState = Extract<IntentState, 'working' | 'filled' | 'cancelled' | 'rejected'>

/** The states in which an intent ends without a report of the venue. */
type ClosedState = Extract<IntentState, 'rejected' | 'expired' | 'lost'>

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
 * What the venue has shown ends by a report, or as lost where the venue has no record of it any more. A lost order that
 * turns up takes the state reported; every other final state stays.
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
 * The state after an event; unchanged where a final event is repeated. Faults 'bad-input' on an event that
 * cannot happen in the state.
 */
export const advanceIntent = (state: IntentState, event: IntentEvent): IntentState => {
  const next = transitions[state][eventName(event)]
  if (next === undefined) throw new Fault('bad-input', `an intent that is ${state} cannot be ${eventName(event)}`)
  return next
}
