import { Fault } from '../../src/core/error'
import type { Card, CardOf, ModelKind } from './card'
import { load, type LoadedOf } from './load'
import { readCard } from './read-card'
import { versionFolder } from './registry-path'
import { verifyFiles } from './verify-files'

const checkId = (kind: ModelKind, id: string): void => {
  if (!/^[0-9a-f]{16}$/.test(id)) throw new Fault('model-refused', `no version of ${kind} is called '${id}'`)
}

const checkVersion = (kind: ModelKind, id: string, found: Card): void => {
  if (found.kind !== kind || found.id !== id)
    throw new Fault('model-refused', `folder ${kind}/${id} holds ${found.kind} ${found.id}`)
}

/** The card of a published version. @throws Fault 'model-refused' where it is absent, unsound or another's. */
export const cardOf = async <K extends ModelKind>(registry: string, kind: K, id: string): Promise<CardOf<K>> => {
  checkId(kind, id)
  const card = await readCard(versionFolder(registry, kind, id))
  checkVersion(kind, id, card)
  return card as CardOf<K>
}

/** The same, with its files checked against their digests. */
export const readVersion = async <K extends ModelKind>(registry: string, kind: K, id: string): Promise<CardOf<K>> => {
  const card = await cardOf(registry, kind, id)
  await verifyFiles(versionFolder(registry, kind, id), card)
  return card
}

/**
 * A published version, loaded as by `load`. @throws Fault 'model-refused' as `load`, and where the folder holds
 * another.
 */
export const loadVersion = async <K extends ModelKind>(
  registry: string,
  kind: K,
  id: string,
  columns?: readonly string[],
): Promise<LoadedOf<K>> => {
  checkId(kind, id)
  const loaded = await load(versionFolder(registry, kind, id), columns)
  try {
    checkVersion(kind, id, loaded.card)
  } catch (error) {
    loaded.model.network.dispose()
    throw error
  }
  return loaded as LoadedOf<K>
}
