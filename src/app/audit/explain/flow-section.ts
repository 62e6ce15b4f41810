import type { Decision } from '../../../core/hedging/decision'
import type { Snapshot } from '../../../core/hedging/snapshot'
import { longestWait } from '../../../core/hedging/timing'
import { inDigits, line, timeText, type Line, type Section } from './section'

/** Delta units of one option beyond the edge that a position left; 0 inside the band. */
const excessOf = ({ position, scale }: Snapshot, { band }: Decision): number =>
  band === undefined ? 0 : Math.max(position - band.upper, band.lower - position, 0) / scale.contracts

const waited = ({ time, last }: Snapshot, { next }: Decision, longest: number): readonly Line[] => {
  const since = next.waitingSince ?? last?.waitingSince
  if (since === undefined) return []
  const how = `${inDigits((time - since) / 1e6)} s of at most ${inDigits(longest)} s in all`
  return [line('waiting since', timeText(since), how)]
}

/** Whether the flow is toxic and what the policy does then; nothing where it never waits or no flow is known. */
export const flowSections = (snapshot: Snapshot, decision: Decision): readonly Section[] => {
  const { strategy, toxicityPercentile: toxicity } = snapshot
  if (strategy.kind !== 'adaptive' || toxicity === undefined) return []
  const { policy } = strategy
  if (policy.toxicityThreshold >= 1) return []
  const isToxic = toxicity > policy.toxicityThreshold
  const excess = excessOf(snapshot, decision)
  return [
    {
      title: `Flow: ${isToxic ? 'toxic' : 'calm'}`,
      lines: [
        line('toxicity percentile', toxicity, `toxic above ${inDigits(policy.toxicityThreshold)}`),
        line('beyond the edge', excess, `a hedge waits up to ${inDigits(policy.riskLimit)}, delta of one option`),
        ...waited(snapshot, decision, longestWait(policy)),
      ],
    },
  ]
}
