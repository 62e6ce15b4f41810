import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { unseenFrom } from '../../../../models/store/card'
import type { CentreCard } from '../../../../models/store/centre'
import type { ModelSet } from '../../../../models/store/history'
import { readModelSet, setOf, type SetCards } from '../../../../models/store/model-set'
import { readStanding, type Standing } from '../../../../models/store/standing'
import { Fault } from '../../../core/error'
import type { Timestamp } from '../../../core/market/event'
import type { PolicyCard } from '../../../../models/store/policy-card'

/** What makes the band of a policy: a formula, or a network that corrects it. */
type BandKind = 'formula' | 'learned'

type Own = Pick<PolicyCard, 'adaptive'>

export const bandKind = ({ adaptive: { network } }: Own): BandKind => (network === undefined ? 'formula' : 'learned')

const formulas = { 'whalley-wilmott': 'Whalley-Wilmott', zakamouline: 'Zakamouline' }

/** The band of a policy in a sentence. */
export const bandText = (card: Own): string => {
  const { band, network } = card.adaptive
  if (network === undefined) return `the formula of ${formulas[band]}`
  const units = network.layers.slice(0, -1).map(({ bias }) => bias.length)
  return `${formulas[band]} corrected by a network of ${network.columns.length} inputs and ${units.join(' × ')} units`
}

export type SetState = 'champion' | 'challenger' | 'former' | 'rolled back' | 'published'

/** A published policy with its models, and how it stands. */
export type ListedSet = {
  readonly policy: string
  readonly state: SetState
  readonly set: ModelSet | undefined
  /** What the models were trained on, and to where. */
  readonly market: string | undefined
  readonly trainedTo: Timestamp | undefined
  /** What makes its band; undefined where it cannot be loaded. */
  readonly band: BandKind | undefined
  /** The better centre by the card of its spot-vol slope; undefined where the set has no slope. */
  readonly centre: CentreCard['verdict'] | undefined
  /** Why it cannot be loaded, or why it was rolled back. */
  readonly flaw: string | undefined
}

const names = async (folder: string): Promise<readonly string[]> => {
  try {
    return (await readdir(folder)).filter((name) => /^[0-9a-f]{16}$/.test(name)).sort()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** Ids of what lies in a registry, by kind. */
export const publishedIds = async (registry: string): Promise<Readonly<Record<keyof SetCards, readonly string[]>>> => ({
  centre: await names(join(registry, 'spot-vol-slope')),
  policy: await names(join(registry, 'hedging-policy')),
  forecaster: await names(join(registry, 'volatility-forecaster')),
  classifier: await names(join(registry, 'regime-classifier')),
})

const stateOf = ({ champion, challenger, former, condemned }: Standing, policy: string): SetState => {
  if (champion?.policy === policy) return 'champion'
  if (challenger?.policy === policy) return 'challenger'
  if (condemned.has(policy)) return 'rolled back'
  return former.some((set) => set.policy === policy) ? 'former' : 'published'
}

const order: readonly SetState[] = ['champion', 'challenger', 'former', 'published', 'rolled back']

const listed = async (registry: string, standing: Standing, policy: string): Promise<ListedSet> => {
  const state = stateOf(standing, policy)
  const cause = standing.condemned.get(policy)
  try {
    const cards = await readModelSet(registry, policy)
    const { venue, symbol } = cards.forecaster.settings
    return {
      policy,
      state,
      set: setOf(cards.policy),
      market: typeof symbol === 'string' ? `${String(venue)}/${symbol}` : undefined,
      trainedTo: unseenFrom(cards.forecaster),
      band: bandKind(cards.policy),
      centre: cards.centre?.verdict,
      flaw: cause,
    }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    const nothing = { set: undefined, market: undefined, trainedTo: undefined, band: undefined, centre: undefined }
    return { policy, state, ...nothing, flaw: error.message }
  }
}

/** Every published set of a registry, the champion first. Throws 'model-refused' where the history is unsound. */
export const listSets = async (registry: string): Promise<readonly ListedSet[]> => {
  const standing = await readStanding(registry)
  const { policy } = await publishedIds(registry)
  const known = new Set([...policy, ...[standing.champion, standing.challenger].flatMap((set) => set?.policy ?? [])])
  const sets: ListedSet[] = []
  for (const id of known) sets.push(await listed(registry, standing, id))
  return sets.sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state) || (b.trainedTo ?? 0) - (a.trainedTo ?? 0))
}
