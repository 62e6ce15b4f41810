import { z } from 'zod'
import { canonicalJson } from './canonical-json'
import { sha256 } from './digest'

const id = z.string().regex(/^[0-9a-f]{16}$/)

/** A policy with the models that it was tuned for: they go into service together. The policy names the set. */
export const modelSetSchema = z.strictObject({ policy: id, forecaster: id, classifier: id })
export type ModelSet = Readonly<z.infer<typeof modelSetSchema>>

const common = {
  /** First 16 digits of the SHA-256 of the record without its id. */
  id,
  /** Counted from 1. */
  ordinal: z.int().positive(),
  /**
   * Id of the record before: what was written once cannot be changed without breaking the chain. Absent in the first.
   */
  previous: id.optional(),
  by: z.string().min(1).max(200),
  reason: z.string().min(1).max(4000),
  /** By the clock of whoever acted, microseconds since the epoch; absent where it had none. */
  at: z.number().optional(),
  /** What the decision rests on, such as compared losses. */
  evidence: z.json().optional(),
}

/** One thing that was done to a registry. */
export const historyRecordSchema = z.discriminatedUnion('action', [
  /** `set` is in service from here on; what was said against it before is forgiven. */
  z.strictObject({ action: z.literal('promote'), set: modelSetSchema, ...common }),
  /** `set`, an earlier champion, is in service again, in the place of `from`, which is never fallen back on. */
  z.strictObject({ action: z.literal('rollback'), set: modelSetSchema, from: modelSetSchema, ...common }),
  /** `set` is shadowed beside the champion, in the place of an earlier challenger. */
  z.strictObject({ action: z.literal('nominate'), set: modelSetSchema, ...common }),
  /** `set` is no challenger any more. */
  z.strictObject({ action: z.literal('withdraw'), set: modelSetSchema, ...common }),
])

export type HistoryRecord = z.infer<typeof historyRecordSchema>

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never
/** A record before it has its place. */
export type HistoryEntry = Without<HistoryRecord, 'id' | 'ordinal' | 'previous'>

/** The id that belongs to the content of a record. */
export const recordId = (record: Without<HistoryRecord, 'id'>): string =>
  sha256(canonicalJson({ ...record, id: undefined })).slice(0, 16)
