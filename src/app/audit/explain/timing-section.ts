import type { Decision } from '../../../core/hedging/decision'
import { bookExposure } from '../../../core/hedging/exposure'
import type { AdaptivePolicy } from '../../../core/hedging/policy'
import type { Snapshot } from '../../../core/hedging/snapshot'
import { nextEvaluationSeconds } from '../../../core/hedging/timing'
import { unitState } from '../../../core/hedging/unit-state'
import type { DecisionInputs, DecisionOutputs } from '../../../core/decision/decide'
import { hedgeView } from './hedge-view'
import { inDigits, line, timeText, type Line, type Section } from './section'

/** The diffusion formula with its numbers; nothing where the decision was not made by it. */
const diffusion = (snapshot: Snapshot, decision: Decision, policy: AdaptivePolicy): readonly Line[] => {
  const { band, target } = decision
  if (band === undefined) return []
  if (decision.kind === 'wait')
    return [line('wait', decision.nextEvaluationSeconds, 'seconds for the flow to calm, beyond the edge or not')]
  const { gamma, spot, vol, yearsPerSecond } = unitState(snapshot, bookExposure(snapshot))
  const { contracts } = snapshot.scale
  const halfWidth = band.halfWidth / contracts
  const offset = (target - 0.5 * (band.lower + band.upper)) / contracts
  const distance = Math.max(halfWidth - Math.abs(offset), 0.5 * halfWidth)
  const seconds = nextEvaluationSeconds(policy, offset, halfWidth, gamma, spot, vol, yearsPerSecond)
  const [k, d, g, s, v] = [policy.diffusionShare, distance, gamma, spot, vol].map(inDigits)
  return [
    line(
      'distance to the edge',
      distance,
      `at least half of the half-width ${inDigits(halfWidth)}, from ${inDigits(offset)} off the middle`,
    ),
    line(
      'time to diffuse there',
      seconds,
      `seconds: ((κ d) / (|Γ| S σ))² years = ((${k} × ${d}) / (|${g}| × ${s} × ${v}))², within ${inDigits(policy.minInterval)} to ${inDigits(policy.maxInterval)} s`,
    ),
    ...(policy.priceTrigger === undefined
      ? []
      : [
          line(
            'price trigger',
            policy.priceTrigger,
            `of the half-width: a move of ${inDigits((policy.priceTrigger * halfWidth * snapshot.scale.price) / Math.abs(gamma))}`,
          ),
        ]),
  ]
}

/** When to look next, and at which prices before that. */
export const timingSection = (inputs: DecisionInputs, outputs: DecisionOutputs): Section => {
  const { interval, time } = inputs
  const { evaluated } = outputs
  const hedge = hedgeView(inputs, outputs)
  const policy =
    hedge !== undefined && hedge.snapshot.strategy.kind === 'adaptive' ? hedge.snapshot.strategy.policy : undefined
  const quiet = hedge?.decision.next.quiet
  return {
    title: 'Next look',
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
