import { Fault } from '../../src/core/error'
import type { CardOf, ClassifierCard, ForecasterCard, ModelKind } from './card'
import { readCentre, type CentreCard } from './centre'
import type { ModelSet } from './history'
import { readPolicy } from './policy'
import type { PolicyCard } from './policy-card'
import { readStanding } from './standing'
import { cardOf, loadVersion, readVersion, type LoadedOf } from './version'

export type SetCards = {
  readonly forecaster: ForecasterCard
  readonly classifier: ClassifierCard
  readonly policy: PolicyCard
  /** Absent where no chain was recorded beside the bars. */
  readonly centre?: CentreCard
}

export const setOf = ({ id, forecaster, classifier, centre }: PolicyCard): ModelSet => ({
  ...{ policy: id, forecaster, classifier },
  ...(centre !== undefined && { centre }),
})

const columnFlaw = (a: readonly string[], b: readonly string[]): string | undefined => {
  const at = Array.from({ length: Math.max(a.length, b.length) }, (_, i) => i).find((i) => a[i] !== b[i])
  return at === undefined ? undefined : `column ${at} is ${a[at] ?? 'none'} to one and ${b[at] ?? 'none'} to the other`
}

/**
 * The cards of the policy named and of the models that it names, every file of theirs checked against its digest. The
 * probe answers are checked when they are loaded. @throws Fault 'model-refused', naming what is absent, damaged, or
 * does not belong together.
 */
export const readModelSet = async (registry: string, policyId: string): Promise<SetCards> => {
  const policy = await readPolicy(registry, policyId)
  const forecaster = await readVersion(registry, 'volatility-forecaster', policy.forecaster)
  const classifier = await readVersion(registry, 'regime-classifier', policy.classifier)
  const flaw = columnFlaw(forecaster.columns, classifier.columns)
  if (flaw !== undefined)
    throw new Fault('model-refused', `policy ${policyId}: its models read different features: ${flaw}`)
  const centre = policy.centre === undefined ? undefined : await readCentre(registry, policy.centre)
  return { policy, forecaster, classifier, ...(centre && { centre }) }
}

const memberOf: Readonly<Record<ModelKind, 'forecaster' | 'classifier'>> = {
  'volatility-forecaster': 'forecaster',
  'regime-classifier': 'classifier',
}

/**
 * The set in service. @throws Fault 'missing-data' where there is none, 'model-refused' where the history is unsound.
 */
export const championSet = async (registry: string): Promise<ModelSet> => {
  const { champion } = await readStanding(registry)
  if (champion === undefined) throw new Fault('missing-data', `no models in service in ${registry}: train them first`)
  return champion
}

/**
 * The card of the version in service. @throws Fault 'missing-data' when there is none, 'model-refused' when it is
 * unsound.
 */
export const championCard = async <K extends ModelKind>(registry: string, kind: K): Promise<CardOf<K>> =>
  cardOf(registry, kind, (await championSet(registry))[memberOf[kind]])

/**
 * The version in service, loaded as by `load`. @throws Fault 'missing-data' when there is none, 'model-refused' as
 * `load`.
 */
export const loadChampion = async <K extends ModelKind>(
  registry: string,
  kind: K,
  columns?: readonly string[],
): Promise<LoadedOf<K>> => loadVersion(registry, kind, (await championSet(registry))[memberOf[kind]], columns)

/**
 * The policy in service, or the one of an id, as by `readPolicy`. @throws Fault 'missing-data' where none is in
 * service.
 */
export const loadPolicy = async (registry: string, version?: string): Promise<PolicyCard> =>
  readPolicy(registry, version ?? (await championSet(registry)).policy)
