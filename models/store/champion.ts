import { Fault } from '../../src/core/error'
import type { CardOf, ModelKind } from './card'
import type { ModelSet } from './history-record'
import type { LoadedOf } from './load'
import { readStanding } from './standing'
import { cardOf, loadVersion } from './version'

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
 * Id of the version in service; undefined while none was promoted. @throws Fault 'model-refused' where the history is
 * unsound.
 */
export const championId = async (registry: string, kind: ModelKind): Promise<string | undefined> =>
  (await readStanding(registry)).champion?.[memberOf[kind]]

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
