import { join } from 'node:path'
import { Fault } from '../../src/core/error'
import { contentId, contentJson, readJson, refusesCard, writeWhole } from './content'
import { POLICY_SCHEMA, policyCardSchema, type PolicyCard } from './policy-card'

const folder = (registry: string): string => join(registry, 'hedging-policy')

/** Publishes a tuned policy as `<registry>/hedging-policy/<id>/card.json`; the id follows from the content. */
export const publishPolicy = async (
  registry: string,
  given: Omit<PolicyCard, 'id' | 'schema'>,
): Promise<PolicyCard> => {
  const content = { ...given, schema: POLICY_SCHEMA }
  const card = policyCardSchema.parse({ ...content, id: contentId(content) })
  await writeWhole(join(folder(registry), card.id, 'card.json'), contentJson(card))
  return card
}

const schemaOf = (card: unknown): unknown =>
  typeof card === 'object' && card !== null && 'schema' in card ? card.schema : 1

/**
 * A published policy. @throws Fault 'model-refused' where it is absent, its card is of another version's schema, is
 * invalid or has another id.
 */
export const readPolicy = async (registry: string, id: string): Promise<PolicyCard> => {
  if (!/^[0-9a-f]{16}$/.test(id)) throw new Fault('model-refused', `no policy is called '${id}'`)
  const card = await readJson(join(folder(registry), id, 'card.json'), refusesCard(`policy ${id}`))
  const schema = schemaOf(card)
  if (schema !== POLICY_SCHEMA)
    throw new Fault(
      'model-refused',
      `policy ${id} refused: its card has schema ${String(schema)}, this version reads ${POLICY_SCHEMA}: train again, then \`bandshift models promote\``,
    )
  const parsed = policyCardSchema.safeParse(card)
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]
    throw new Fault('model-refused', `policy ${id} refused: card.json: ${path.join('.')}: ${message}`)
  }
  if (parsed.data.id !== id || contentId(parsed.data) !== id)
    throw new Fault('model-refused', `policy ${id} refused: card.json was changed after publication`)
  return parsed.data
}
