import type { Approved, HedgeOrder } from '../../execution/order'
import { withCurves } from '../margin/margin-book'
import type { GateRefusal } from './check'
import { checks } from './checks'
import type { GateState } from './gate-state'

/** A note on a verdict, without effect on it: why the models are not trusted. */
export type Note = { readonly note: 'baseline'; readonly sentence: string }

/** All orders of a decision or none of them. */
export type Verdict =
  | { readonly kind: 'approved'; readonly orders: readonly Approved[]; readonly notes: readonly Note[] }
  | { readonly kind: 'refused'; readonly refusals: readonly GateRefusal[]; readonly notes: readonly Note[] }

const notesOf = ({ trust }: GateState): readonly Note[] =>
  trust.kind === 'models' ? [] : trust.reasons.map((sentence) => ({ note: 'baseline', sentence }))

// The only place where an order becomes an approved one.
const approve = (orders: readonly HedgeOrder[]): readonly Approved[] => orders as readonly Approved[]

/**
 * The orders as approved ones, where no check objects, else all reasons of all checks. Pure: the same orders and state
 * give the same verdict. No orders are approved as they are. Faults with 'numerical-domain' where the account of the
 * state cannot be valued.
 */
export const gate = (orders: readonly HedgeOrder[], state: GateState): Verdict => {
  const notes = notesOf(state)
  if (orders.length === 0) return { kind: 'approved', orders: [], notes }
  const { margin } = state
  // Several checks value one account.
  const account = margin && { ...margin.account, book: withCurves(margin.account.book) }
  const known = margin && account ? { ...state, margin: { ...margin, account } } : state
  const refusals = checks.flatMap(({ name, examine }): readonly GateRefusal[] =>
    examine(orders, known).map((found) => ({ check: name, ...found })),
  )
  return refusals.length === 0
    ? { kind: 'approved', orders: approve(orders), notes }
    : { kind: 'refused', refusals, notes }
}
