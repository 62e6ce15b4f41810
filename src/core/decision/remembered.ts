import type { AllocationState } from '../mandates/allocation/allocation-decision'
import type { Evaluation } from '../hedging/snapshot'
import type { InsuranceState } from '../mandates/insurance/cppi-decision'
import type { ObpiPlan } from '../mandates/insurance/obpi'
import type { Timestamp } from '../market/event'

type Fields = Readonly<Record<string, unknown>>

const fieldsOf = (last: unknown): Fields => (typeof last === 'object' && last !== null ? (last as Fields) : {})

const hold = (fields: Fields, ...names: readonly string[]): boolean =>
  names.every((name) => Number.isFinite(fields[name]))

/**
 * What a hedge remembers of its last decision; undefined before the first and where the portfolio kept another mandate
 * then.
 */
export const lastHedge = (last: unknown): Evaluation | undefined => {
  const fields = fieldsOf(last)
  return hold(fields, 'evaluatedAt', 'dueAt', 'spot') && !('term' in fields) ? (last as Evaluation) : undefined
}

/**
 * A term of an insurance by a replicated option: its plan, when its guarantee falls due, and the price at its start.
 */
export type ObpiTerm = { readonly plan: ObpiPlan; readonly expiry: Timestamp; readonly price: number }

/** What such an insurance remembers: its last decision, and the term that it runs; undefined as above. */
export const lastObpi = (last: unknown): (Evaluation & { readonly term: ObpiTerm }) | undefined => {
  const fields = fieldsOf(last)
  const term = fieldsOf(fields['term'])
  const isWhole = hold(fields, 'evaluatedAt', 'dueAt', 'spot') && hold(term, 'expiry', 'price')
  return isWhole && hold(fieldsOf(term['plan']), 'units')
    ? (last as Evaluation & { readonly term: ObpiTerm })
    : undefined
}

/** What an insurance remembers: its floor, grown or ratcheted; undefined as above. */
export const lastInsurance = (last: unknown): InsuranceState | { readonly floor: number } | undefined =>
  hold(fieldsOf(last), 'floor') ? (last as InsuranceState) : undefined

/** What an allocation remembers; undefined as above. */
export const lastAllocation = (last: unknown): AllocationState | undefined => {
  const fields = fieldsOf(last)
  const own = hold(fields, 'evaluatedAt', 'dueAt') && !('spot' in fields) && !('floor' in fields)
  return own ? (last as AllocationState) : undefined
}
