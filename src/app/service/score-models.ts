import { startSteward, type StewardParts } from '../models/steward'
import { startLiveScoring, type LiveScoring, type LiveScoringParts } from './live-scoring'

export type ScoreModelsParts = Pick<LiveScoringParts, 'markets'> &
  Omit<StewardParts, 'registry' | 'way'> & {
    /** Absent: there is nothing to score. */
    readonly models: { readonly registry: string; readonly steward: StewardParts['way'] } | undefined
  }

const nothing: LiveScoring = { closed: () => undefined, use: () => undefined, close: () => Promise.resolve() }

/**
 * Starts scoring the models of a registry on the markets that are followed here, and looking after the registry by it.
 */
export const scoreModels = ({ models, markets, ...parts }: ScoreModelsParts): LiveScoring => {
  if (models === undefined) return nothing
  const { registry, steward: way } = models
  return startLiveScoring({ registry, markets, log: parts.log, steward: startSteward({ registry, way, ...parts }) })
}
