import type { DecisionOutputs } from '../../../core/decision/decide'
import type { DecisionInputs } from '../../../core/decision/decision-inputs'
import type { HedgeDecision } from '../../../core/hedging/decision'
import { unitState } from '../../../core/hedging/evaluate'
import { diffusionSeconds, longestWait } from '../../../core/hedging/evaluate-band'
import { bookExposure } from '../../../core/hedging/exposure'
import { waitVol, type AdaptivePolicy } from '../../../core/hedging/policy'
import type { Snapshot } from '../../../core/hedging/snapshot'
import { hedgeView } from './hedge-view'
import { inDigits, line, timeText, type ExplanationLine, type ExplanationSection } from './section'

/** Delta units of one option by which a position lies beyond the band's edge; 0 inside the band. */
const excessOf = ({ position, scale }: Snapshot, { band }: HedgeDecision): number =>
  band === undefined ? 0 : Math.max(position - band.upper, band.lower - position, 0) / scale.contracts

const waited = ({ time, last }: Snapshot, { next }: HedgeDecision, longest: number): readonly ExplanationLine[] => {
  const since = next.waitingSince ?? last?.waitingSince
  if (since === undefined) return []
  const how = `${inDigits((time - since) / 1e6)} s of at most ${inDigits(longest)} s in all`
  return [line('waiting since', timeText(since), how)]
}

/** Whether the flow is toxic and what the policy does then; nothing where it never waits or no flow is known. */
export const flowSections = (snapshot: Snapshot, decision: HedgeDecision): readonly ExplanationSection[] => {
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

/** The diffusion formula with its numbers; nothing where the decision was not made by it. */
const diffusion = (snapshot: Snapshot, decision: HedgeDecision, policy: AdaptivePolicy): readonly ExplanationLine[] => {
  const { band, target } = decision
  if (band === undefined) return []
  if (decision.kind === 'wait')
    return [line('wait', decision.nextEvaluationSeconds, 'seconds for the flow to calm, beyond the edge or not')]
  const state = unitState(snapshot, bookExposure(snapshot, snapshot.volatility))
  const { gamma, spot, vol, years } = state
  const { contracts } = snapshot.scale
  const halfWidth = band.halfWidth / contracts
  const offset = (target - 0.5 * (band.lower + band.upper)) / contracts
  const distance = Math.max(halfWidth - Math.abs(offset), 0.5 * halfWidth)
  const seconds = diffusionSeconds(policy, state, halfWidth, offset)
  const wait = waitVol(policy, state)
  const reach = policy.gammaReach === undefined ? Infinity : policy.gammaReach * vol * Math.sqrt(years)
  const slope = Math.abs(gamma) * spot
  const way = Math.min(slope === 0 ? Infinity : distance / slope, reach)
  const [k, x, v] = [policy.diffusionShare, way, wait].map(inDigits)
  return [
    ...(wait === state.nowVol || state.nowVol === 0
      ? []
      : [
          line(
            'volatility over the wait',
            wait,
            `√(forecast × regimes) = √(${inDigits(state.nowVol)} × ${inDigits((wait * wait) / state.nowVol)})`,
          ),
        ]),
    line(
      'distance to the edge',
      distance,
      `at least half of the half-width ${inDigits(halfWidth)}, from ${inDigits(offset)} off the middle`,
    ),
    ...(way === Infinity
      ? [line('wait', seconds, 'seconds: without gamma the longest')]
      : [
          line(
            'way of the price there',
            way,
            `d / (|Γ| S) = ${inDigits(distance)} / (|${inDigits(gamma)}| × ${inDigits(spot)})${reach === Infinity ? '' : `, at most ${inDigits(reach)}, where gamma is another`}`,
          ),
          line(
            'wait',
            seconds,
            `seconds: time to diffuse there, (κ x / σ)² years = (${k} × ${x} / ${v})², within ${inDigits(policy.minInterval)} to ${inDigits(policy.maxInterval)} s`,
          ),
        ]),
    ...(policy.waitVariance === undefined
      ? []
      : [
          line(
            'variance of the wait',
            policy.waitVariance,
            `of the log price at most: seen in ${inDigits(policy.waitVariance / (wait * wait * state.yearsPerSecond))} s at ${v}`,
          ),
        ]),
    ...(policy.priceTrigger === undefined || gamma === 0
      ? []
      : [
          line(
            'price trigger',
            policy.priceTrigger,
            `of the half-width: a move of ${inDigits((policy.priceTrigger * halfWidth * snapshot.scale.price) / Math.abs(gamma))}`,
          ),
        ]),
    ...(policy.edgeTrigger === undefined
      ? []
      : [
          line(
            'edge trigger',
            policy.edgeTrigger,
            'of the half-width: how far past an edge a price may carry the position',
          ),
        ]),
  ]
}

/** When the next evaluation is due, and at which prices before that. */
export const timingSection = (inputs: DecisionInputs, outputs: DecisionOutputs): ExplanationSection => {
  const { interval, time } = inputs
  const { evaluated } = outputs
  const hedge = hedgeView(inputs, outputs)
  const policy =
    hedge !== undefined && hedge.snapshot.strategy.kind === 'adaptive' ? hedge.snapshot.strategy.policy : undefined
  const quiet = hedge?.decision.next.quiet
  return {
    title: 'Next evaluation',
    lines: [
      ...(hedge !== undefined && policy !== undefined ? diffusion(hedge.snapshot, hedge.decision, policy) : []),
      line('asked for', evaluated.instruction.nextEvaluationSeconds, 'seconds'),
      line('interval of the portfolio', `${inDigits(interval.least)} to ${inDigits(interval.most)} s`),
      line(
        'due',
        timeText(outputs.dueAt),
        `${inDigits((outputs.dueAt - time) / 1e6)} s later, no later than the next expiry`,
      ),
      ...(quiet === undefined
        ? []
        : [line('at once', `at ${inDigits(quiet.above)} or below, at ${inDigits(quiet.below)} or above`)]),
    ],
  }
}
