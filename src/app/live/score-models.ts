import { startSteward, type StewardParts } from '../models/steward'
import { startLiveScoring, type LiveScoring, type LiveScoringParts } from './live-scoring'

export type ScoreModelsParts = Pick<LiveScoringParts, 'markets'> &
  Omit<StewardParts, 'registry' | 'acts'> & { readonly registry: string | undefined }

const nothing: LiveScoring = { closed: () => undefined, use: () => undefined, close: () => Promise.resolve() }

/** Starts scoring the models of a registry on the markets that are followed here, and looking after the registry by it. Without a registry there is nothing to score. */
export const scoreModels = ({ registry, markets, ...parts }: ScoreModelsParts): LiveScoring =>
  registry === undefined
    ? nothing
    : startLiveScoring({
        registry,
        markets,
        log: parts.log,
        steward: startSteward({ registry, acts: true, ...parts }),
      })
