import { createHash } from 'node:crypto'
import { canonicalJson } from '../../core/canonical-json'
import type { DecisionRow, StoredDecisionRow, StrategyRow } from './tables'

/** Characters from which a strategy is stored once: the parameters of a formula are shorter, a network is longer. */
const LONG = 1_000

type Fields = Readonly<Record<string, unknown>>

const fieldsOf = (value: unknown): Fields | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined

/** The inputs of a decision with another strategy in their snapshot; undefined where they have none. */
const withStrategy = (inputs: Fields, change: (strategy: unknown) => unknown): Fields | undefined => {
  const mandate = fieldsOf(inputs['mandate'])
  const snapshot = fieldsOf(mandate?.['snapshot'])
  if (mandate === undefined || snapshot === undefined) return undefined
  return { ...inputs, mandate: { ...mandate, snapshot: { ...snapshot, strategy: change(snapshot['strategy']) } } }
}

/** A decision as it is stored, and the strategy that is stored once for all decisions that were made by it. */
export type StoredDecision = { readonly row: StoredDecisionRow; readonly strategy: StrategyRow | undefined }

/** Takes a long strategy out of a decision's inputs. The same decision always gives the same rows. */
export const splitStrategy = (row: DecisionRow, inputs: unknown): StoredDecision => {
  const whole: StoredDecision = { row: { ...row, strategy: null }, strategy: undefined }
  const fields = fieldsOf(inputs)
  if (fields === undefined || row.inputs.length < LONG) return whole
  let body = ''
  const without = withStrategy(fields, (strategy) => {
    body = strategy === undefined ? '' : canonicalJson(strategy)
    // In the place of the strategy, so that the members come back in their order.
    return null
  })
  if (without === undefined || body.length < LONG) return whole
  const id = createHash('sha256').update(body).digest('hex').slice(0, 32)
  return { row: { ...row, inputs: canonicalJson(without), strategy: id }, strategy: { id, body } }
}

/** The inputs as they were decided on, byte for byte in canonical JSON: `body` of the strategy taken out. */
export const joinStrategy = (inputs: unknown, body: string | null): unknown => {
  const fields = fieldsOf(inputs)
  if (body === null || fields === undefined) return inputs
  return withStrategy(fields, () => JSON.parse(body) as unknown) ?? inputs
}
