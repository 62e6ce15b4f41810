import { readCentre } from '../../../models/store/centre'
import type { PolicyCard } from '../../../models/store/policy-card'
import { openForWork } from '../../../src/adapters/recordings'
import type { Timestamp } from '../../../src/core/market/event'
import type { InstrumentDescription } from '../../../src/ports/recording-store'
import type { CentreScore } from '../../../src/report/centre-score'
import { chainCadence, readChains } from '../../data/chains'
import { centreVerdict, judgeCentre } from './learn-centre'

export type CentreQuery = {
  /** Folder of the recording, and the chain of it that belongs to the bars. */
  readonly data: string
  readonly chain: Pick<InstrumentDescription, 'venue' | 'symbol'> | undefined
  readonly span: { readonly from: Timestamp; readonly to: Timestamp }
}

/**
 * The centre of a policy on the chains of a span that it has not seen; undefined where the policy has none, or the
 * recording no chain of its options.
 */
export const scoreCentre = async (
  registry: string,
  { centre: id }: Pick<PolicyCard, 'centre'>,
  { data, chain, span }: CentreQuery,
): Promise<CentreScore | undefined> => {
  if (id === undefined || chain === undefined) return undefined
  const card = await readCentre(registry, id)
  const { venue, symbol, settlement, verdict, reason, learned } = card
  if (chain.venue !== venue || chain.symbol !== symbol) return undefined
  const reader = await openForWork(data)
  try {
    const unseen = { from: Math.max(span.from, learned.to + 1), to: span.to }
    const cadence = { ...chainCadence, settlement, span: unseen }
    const chains = await readChains(reader, { venue, symbol }, cadence, () => undefined)
    const { intervals, evidence } = judgeCentre(card, chains)
    const score = { id, options: `${venue}/${symbol}`, verdict, reason, intervals }
    return evidence === undefined ? score : { ...score, evidence, unseen: centreVerdict(evidence, intervals).reason }
  } finally {
    await reader.close()
  }
}
