import { readLiveScores } from '../../../models/store/live-scores'
import { summarizeLive, type LiveSummary } from '../../core/promotion/shadow/live-summary'
import type { ServiceModels } from './load-models'

/** One measure's line of what a set lost live. */
export const liveText = ({ instrument, measure, rows, loss, ratio }: LiveSummary): string =>
  `${instrument} ${measure}: ${loss.toPrecision(3)}${ratio === undefined ? '' : `, ${ratio.toFixed(3)} of log-HAR`} (${rows} bars)`

/** By policy, what each set lost live in a line; those alone of which something was scored. */
export const summaries = async (
  registry: string,
  sets: readonly ServiceModels[],
): Promise<ReadonlyMap<string, string>> => {
  const found = new Map<string, string>()
  for (const { cards } of sets) {
    const lines = summarizeLive(await readLiveScores(registry, cards.policy.id)).map(liveText)
    if (lines.length > 0) found.set(cards.policy.id, `live: ${lines.join('; ')}`)
  }
  return found
}
