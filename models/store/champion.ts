import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { Fault } from '../../src/core/error'
import { canonicalJson } from './canonical-json'
import type { Card, CardOf, ModelKind } from './card'
import type { LoadedOf } from './load'
import { load } from './load'
import { readCard } from './read-card'
import { championPath, versionFolder } from './registry-path'

const pointerSchema = z.strictObject({ kind: z.string(), id: z.string().regex(/^[0-9a-f]{16}$/) })

const checkVersion = (kind: ModelKind, id: string, found: Card): void => {
  if (found.kind !== kind || found.id !== id)
    throw new Fault('model-refused', `folder ${kind}/${id} holds ${found.kind} ${found.id}`)
}

/**
 * Puts a published version into service: moves the pointer of its kind, in one step.
 * @throws Fault 'model-refused' when no sound version of that kind and id is there.
 */
export const promote = async (registry: string, kind: ModelKind, id: string): Promise<void> => {
  checkVersion(kind, id, await readCard(versionFolder(registry, kind, id)))
  const path = championPath(registry, kind)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(`${path}.${process.pid}`, canonicalJson({ kind, id }))
  await rename(`${path}.${process.pid}`, path)
}

/**
 * Id of the version in service; undefined while none was promoted.
 * @throws Fault 'model-refused' when the pointer is not one.
 */
export const championId = async (registry: string, kind: ModelKind): Promise<string | undefined> => {
  const text = await readFile(championPath(registry, kind), 'utf8').catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new Fault('model-refused', `${kind}/champion.json cannot be read`, { cause })
  })
  if (text === undefined) return undefined
  const wrong = (cause?: unknown): Fault =>
    new Fault('model-refused', `${kind}/champion.json does not name a version of ${kind}`, { cause })
  try {
    const pointer = pointerSchema.parse(JSON.parse(text))
    if (pointer.kind !== kind) throw wrong()
    return pointer.id
  } catch (cause) {
    throw wrong(cause)
  }
}

const championOf = async (registry: string, kind: ModelKind): Promise<string> => {
  const id = await championId(registry, kind)
  if (id === undefined) throw new Fault('missing-data', `no ${kind} in service in ${registry}: train one first`)
  return id
}

/** The card of the version in service. @throws Fault 'missing-data' when there is none, 'model-refused' when it is unsound. */
export const championCard = async <K extends ModelKind>(registry: string, kind: K): Promise<CardOf<K>> => {
  const id = await championOf(registry, kind)
  const card = await readCard(versionFolder(registry, kind, id))
  checkVersion(kind, id, card)
  return card as CardOf<K>
}

/** A published version, loaded as by `load`. @throws Fault 'model-refused' as `load`, and where the folder holds another. */
export const loadVersion = async <K extends ModelKind>(
  registry: string,
  kind: K,
  id: string,
  columns?: readonly string[],
): Promise<LoadedOf<K>> => {
  if (!/^[0-9a-f]{16}$/.test(id)) throw new Fault('model-refused', `no version of ${kind} is called '${id}'`)
  const loaded = await load(versionFolder(registry, kind, id), columns)
  try {
    checkVersion(kind, id, loaded.card)
  } catch (error) {
    loaded.model.network.dispose()
    throw error
  }
  return loaded as LoadedOf<K>
}

/** The version in service, loaded as by `load`. @throws Fault 'missing-data' when there is none, 'model-refused' as `load`. */
export const loadChampion = async <K extends ModelKind>(
  registry: string,
  kind: K,
  columns?: readonly string[],
): Promise<LoadedOf<K>> => {
  const { id } = await championCard(registry, kind)
  return (await load(versionFolder(registry, kind, id), columns)) as LoadedOf<K>
}
