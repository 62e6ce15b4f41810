import { Fault } from '../../src/core/error'
import type { PolicyCard } from '../policy/policy-card'
import { readPolicy } from '../policy/policy-store'
import type { ClassifierCard, ForecasterCard } from './card'
import type { ModelSet } from './history-record'
import { readVersion } from './version'

export type SetCards = {
  readonly forecaster: ForecasterCard
  readonly classifier: ClassifierCard
  readonly policy: PolicyCard
}

export const setOf = ({ id, forecaster, classifier }: PolicyCard): ModelSet => ({ policy: id, forecaster, classifier })

const columnFlaw = (a: readonly string[], b: readonly string[]): string | undefined => {
  const at = Array.from({ length: Math.max(a.length, b.length) }, (_, i) => i).find((i) => a[i] !== b[i])
  return at === undefined ? undefined : `column ${at} is ${a[at] ?? 'none'} to one and ${b[at] ?? 'none'} to the other`
}

/**
 * The cards of the policy named and of the models that it names, every file of theirs checked against its digest. The
 * exam is sat when they are loaded. @throws Fault 'model-refused', naming what is absent, damaged, or does not belong
 * together.
 */
export const readModelSet = async (registry: string, policyId: string): Promise<SetCards> => {
  const policy = await readPolicy(registry, policyId)
  const forecaster = await readVersion(registry, 'volatility-forecaster', policy.forecaster)
  const classifier = await readVersion(registry, 'regime-classifier', policy.classifier)
  const flaw = columnFlaw(forecaster.columns, classifier.columns)
  if (flaw !== undefined)
    throw new Fault('model-refused', `policy ${policyId}: its models read different features: ${flaw}`)
  return { policy, forecaster, classifier }
}
