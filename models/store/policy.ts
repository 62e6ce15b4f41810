import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Fault } from '../../src/core/error'
import { contentId, contentJson, writeWhole } from './content'
import { policyCardSchema, type PolicyCard } from './policy-card'

const folder = (registry: string): string => join(registry, 'hedging-policy')

/** Publishes a tuned policy as `<registry>/hedging-policy/<id>/card.json`; the id follows from the content. */
export const publishPolicy = async (registry: string, content: Omit<PolicyCard, 'id'>): Promise<PolicyCard> => {
  const card = policyCardSchema.parse({ ...content, id: contentId(content) })
  await writeWhole(join(folder(registry), card.id, 'card.json'), contentJson(card))
  return card
}

const readJson = async (path: string, id: string): Promise<unknown> => {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new Fault('model-refused', `policy ${id} refused: card.json cannot be read`, { cause })
  })
  try {
    return JSON.parse(text) as unknown
  } catch (cause) {
    throw new Fault('model-refused', `policy ${id} refused: card.json is not JSON`, { cause })
  }
}

/** A published policy. @throws Fault 'model-refused' where it is absent, or its card is invalid or has another id. */
export const readPolicy = async (registry: string, id: string): Promise<PolicyCard> => {
  if (!/^[0-9a-f]{16}$/.test(id)) throw new Fault('model-refused', `no policy is called '${id}'`)
  const parsed = policyCardSchema.safeParse(await readJson(join(folder(registry), id, 'card.json'), id))
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]
    throw new Fault('model-refused', `policy ${id} refused: card.json: ${path.join('.')}: ${message}`)
  }
  if (parsed.data.id !== id || contentId(parsed.data) !== id)
    throw new Fault('model-refused', `policy ${id} refused: card.json was changed after publication`)
  return parsed.data
}
