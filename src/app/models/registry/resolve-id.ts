import type { SetCards } from '../../../../models/store/model-set'
import { readPolicy } from '../../../../models/store/policy'
import { Fault } from '../../../core/error'
import { publishedIds } from './list-sets'

export type FoundVersion = { readonly kind: keyof SetCards; readonly id: string }

const kindNames: Readonly<Record<keyof SetCards, string>> = {
  policy: 'hedging policy',
  forecaster: 'volatility forecaster',
  classifier: 'regime classifier',
  centre: 'spot-vol slope',
}

/** The one version of a registry whose id begins so. Throws 'usage' where none or several match, naming them. */
export const resolveVersion = async (registry: string, text: string): Promise<FoundVersion> => {
  const start = text.toLowerCase()
  if (!/^[0-9a-f]{1,16}$/.test(start))
    throw new Fault('usage', `'${text}' is no id: 16 hexadecimal digits, or the first of them`)
  const ids = await publishedIds(registry)
  const found = (['policy', 'forecaster', 'classifier', 'centre'] as const).flatMap((kind) =>
    ids[kind].filter((id) => id.startsWith(start)).map((id) => ({ kind, id })),
  )
  if (found.length === 1) return found[0]
  if (found.length === 0) throw new Fault('usage', `nothing in ${registry} has an id that begins with ${text}`)
  throw new Fault(
    'usage',
    `${text} is the beginning of ${found.map(({ kind, id }) => `${kindNames[kind]} ${id}`).join(', ')}`,
  )
}

/**
 * The policy that an id means: its own, or that of a model which one policy alone names. Throws as `resolveVersion`.
 */
export const resolvePolicy = async (registry: string, text: string): Promise<string> => {
  const { kind, id } = await resolveVersion(registry, text)
  if (kind === 'policy') return id
  const naming: string[] = []
  for (const policy of (await publishedIds(registry)).policy) {
    const card = await readPolicy(registry, policy).catch((error: unknown) => {
      if (error instanceof Fault) return undefined
      throw error
    })
    if (card?.[kind] === id) naming.push(policy)
  }
  if (naming.length === 1) return naming[0]
  throw new Fault(
    'usage',
    naming.length === 0
      ? `no policy names ${kindNames[kind]} ${id}: it cannot go into service`
      : `${kindNames[kind]} ${id} is named by several policies: ${naming.join(', ')}`,
  )
}
