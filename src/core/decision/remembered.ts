import type { Evaluation } from '../hedging/snapshot'
import type { AllocationState } from '../mandates/allocation/allocation-decision'
import type { InsuranceState } from '../mandates/insurance/cppi-decision'
import type { ObpiPlan } from '../mandates/insurance/obpi'
import type { Timestamp } from '../market/event'

/**
 * A term of an insurance by a replicated option: its plan, when its guarantee falls due, and the price at its start.
 */
export type ObpiTerm = { readonly plan: ObpiPlan; readonly expiry: Timestamp; readonly price: number }

type ObpiMemory = Evaluation & { readonly term: ObpiTerm }
/** An insurance remembers its floor, grown or ratcheted. */
type InsuranceMemory = InsuranceState | { readonly floor: number }

/** The memory of a mandate's last decision, as the ledger stores it: of a hedge, of an insurance, of an allocation. */
export type MandateMemory = Evaluation | ObpiMemory | InsuranceMemory | AllocationState

type Fields = Readonly<Record<string, unknown>>

const fieldsOf = (last: unknown): Fields => (typeof last === 'object' && last !== null ? (last as Fields) : {})

const hold = (fields: Fields, ...names: readonly string[]): boolean =>
  names.every((name) => Number.isFinite(fields[name]))

const isWhole = (term: Fields): boolean => hold(term, 'expiry', 'price') && hold(fieldsOf(term['plan']), 'units')

/**
 * Decodes what a mandate remembers: the same object, its fields checked; undefined before the first decision and where
 * it is of no mandate.
 */
export const mandateMemoryOf = (last: unknown): MandateMemory | undefined => {
  const fields = fieldsOf(last)
  const isEvaluated = hold(fields, 'evaluatedAt', 'dueAt')
  if (isEvaluated && hold(fields, 'spot')) {
    if ('term' in fields && !isWhole(fieldsOf(fields['term']))) return undefined
    return last as Evaluation | ObpiMemory
  }
  if (hold(fields, 'floor')) return last as InsuranceMemory
  return isEvaluated && !('spot' in fields) && !('floor' in fields) ? (last as AllocationState) : undefined
}

/** The last evaluation of a hedge, of a book or of an option that is replicated; undefined for another memory. */
export const lastHedgeEvaluation = (memory: MandateMemory | undefined): Evaluation | undefined =>
  memory !== undefined && 'spot' in memory ? memory : undefined

/**
 * What a hedge remembers of its last decision; undefined before the first and where the portfolio kept another mandate
 * then.
 */
export const lastHedge = (last: unknown): Evaluation | undefined => {
  const memory = mandateMemoryOf(last)
  return memory !== undefined && 'spot' in memory && !('term' in memory) ? memory : undefined
}

/** What such an insurance remembers: its last decision, and the term that it runs; undefined as above. */
export const lastObpi = (last: unknown): ObpiMemory | undefined => {
  const memory = mandateMemoryOf(last)
  return memory !== undefined && 'term' in memory ? memory : undefined
}

/** What an insurance by a multiple of its cushion remembers; undefined as above. */
export const lastInsurance = (last: unknown): InsuranceMemory | undefined => {
  const memory = mandateMemoryOf(last)
  return memory !== undefined && 'floor' in memory ? memory : undefined
}

/** What an allocation remembers; undefined as above. */
export const lastAllocation = (last: unknown): AllocationState | undefined => {
  const memory = mandateMemoryOf(last)
  return memory !== undefined && !('spot' in memory) && !('floor' in memory) ? memory : undefined
}
