import type { Timestamp } from '../market/event'
import type { Approved } from './order'

/** Names an order for good: one decision of one portfolio, one leg of it. */
export type IntentKey = { readonly portfolio: string; readonly sequence: number; readonly leg: number }

/**
 * Where an order stands. `pending`: written down, certainly not sent. `sent`: marked before it goes out, so that it may
 * be at the venue: after a crash or an uncertain answer it is looked up by its label and never sent again. `working`:
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
