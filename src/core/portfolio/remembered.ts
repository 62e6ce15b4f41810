import type { AllocationState } from '../allocation/allocation-decision'
import type { Evaluation } from '../hedging/snapshot'
import type { InsuranceState } from '../insurance/cppi-decision'

type Fields = Readonly<Record<string, unknown>>

const fieldsOf = (last: unknown): Fields => (typeof last === 'object' && last !== null ? (last as Fields) : {})

const hold = (fields: Fields, ...names: readonly string[]): boolean =>
  names.every((name) => Number.isFinite(fields[name]))

/** What a hedge remembers of its last decision; undefined before the first and where the portfolio kept another mandate then. */
export const lastHedge = (last: unknown): Evaluation | undefined =>
  hold(fieldsOf(last), 'evaluatedAt', 'dueAt', 'spot') ? (last as Evaluation) : undefined

/** What an insurance remembers: its floor, grown or ratcheted; undefined as above. */
export const lastInsurance = (last: unknown): InsuranceState | { readonly floor: number } | undefined =>
  hold(fieldsOf(last), 'floor') ? (last as InsuranceState) : undefined

/** What an allocation remembers; undefined as above. */
export const lastAllocation = (last: unknown): AllocationState | undefined => {
  const fields = fieldsOf(last)
  const own = hold(fields, 'evaluatedAt', 'dueAt') && !('spot' in fields) && !('floor' in fields)
  return own ? (last as AllocationState) : undefined
}
