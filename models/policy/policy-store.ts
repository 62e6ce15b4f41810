import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Fault } from '../../src/core/error'
import { canonicalJson } from '../store/canonical-json'
import { sha256 } from '../store/digest'
import { writeWhole } from '../store/write-whole'
import { policyCardSchema, type PolicyCard } from './policy-card'

const folder = (registry: string): string => join(registry, 'hedging-policy')
const idOf = (card: Omit<PolicyCard, 'id'>): string => sha256(canonicalJson({ ...card, id: undefined })).slice(0, 16)

/** Publishes a tuned policy as `<registry>/hedging-policy/<id>/card.json`; the id follows from the content. */
export const publishPolicy = async (registry: string, content: Omit<PolicyCard, 'id'>): Promise<PolicyCard> => {
  const card = policyCardSchema.parse({ ...content, id: idOf(content) })
  await writeWhole(join(folder(registry), card.id, 'card.json'), canonicalJson(card))
  return card
}

/** Puts a published policy into service. */
export const promotePolicy = (registry: string, { id }: Pick<PolicyCard, 'id'>): Promise<void> =>
  writeWhole(join(folder(registry), 'champion.json'), canonicalJson({ kind: 'hedging-policy', id }))

const readJson = async (path: string): Promise<unknown> => {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new Fault('missing-data', `no hedging policy in service: ${path} cannot be read; train one first`, { cause })
  })
  try {
    return JSON.parse(text) as unknown
  } catch (cause) {
    throw new Fault('model-refused', `${path} is not JSON`, { cause })
  }
}

const championOf = async (registry: string): Promise<string> => {
  const pointer = (await readJson(join(folder(registry), 'champion.json'))) as { id?: unknown } | null
  if (typeof pointer?.id === 'string') return pointer.id
  throw new Fault('model-refused', 'hedging-policy/champion.json does not name a version')
}

/**
 * The policy in service, or the one of an id. Throws 'missing-data' where there is none, 'model-refused' where the pointer or the card is unsound or the card's id
 * does not follow from its content.
 */
export const loadPolicy = async (registry: string, version?: string): Promise<PolicyCard> => {
  const id = version ?? (await championOf(registry))
  if (!/^[0-9a-f]{16}$/.test(id))
    throw new Fault('model-refused', 'hedging-policy/champion.json does not name a version')
  const path = join(folder(registry), id, 'card.json')
  const parsed = policyCardSchema.safeParse(await readJson(path))
  if (!parsed.success) {
    const { path: at, message } = parsed.error.issues[0]
    throw new Fault('model-refused', `${path}: ${at.join('.')}: ${message}`)
  }
  if (parsed.data.id !== id || idOf(parsed.data) !== id)
    throw new Fault('model-refused', `${path}: the content does not have the id ${id}`)
  return parsed.data
}
