import { longestWait } from '../hedging/evaluate-band'
import type { AdaptivePolicy } from '../hedging/policy'
import type { Evaluation } from '../hedging/snapshot'
import type { Evaluated } from '../mandates/evaluate-mandate'
import type { ObpiSnapshot } from '../mandates/insurance/obpi'
import type { Mandate } from '../mandates/mandate'
import { SECOND, type Timestamp } from '../market/event'
import type { DecisionInputs } from './decision-inputs'
import type { ObpiTerm } from './remembered'
import type { SizedOrders } from './size-orders'
import { hedgeOf } from './unfinished-hedge'

const expiriesOf = (mandate: Mandate): readonly Timestamp[] => {
  switch (mandate.kind) {
    case 'hedge':
    case 'greeks':
      return mandate.snapshot.legs.map(({ expiry }) => expiry)
    case 'pool':
      return mandate.snapshot.books.flatMap(({ legs }) => legs.map(({ expiry }) => expiry))
    case 'obpi':
      return [mandate.snapshot.expiry]
    case 'cppi':
    case 'allocation':
      return []
  }
}

/** The next expiry of a mandate's book after its time, when the book changes; Infinity where there is none. */
const soonestExpiry = (mandate: Mandate): Timestamp =>
  Math.min(Infinity, ...expiriesOf(mandate).filter((expiry) => expiry > mandate.snapshot.time))

type EvaluationInputs = Pick<DecisionInputs, 'time' | 'mandate' | 'interval'>

/** The wait within the portfolio's interval, and no later than the book's next expiry. */
export const dueAfter = ({ time, mandate, interval }: EvaluationInputs, seconds: number): Timestamp => {
  const wait = Math.min(Math.max(seconds, interval.least), interval.most)
  return Math.min(time + Math.round(wait * SECOND), Math.max(soonestExpiry(mandate), time + 1))
}

/**
 * The policy by which a mandate waits for calmer flow, and the last evaluation, which holds since when; undefined where
 * it has none.
 */
export const flowOf = (mandate: Mandate): { policy: AdaptivePolicy; last: Evaluation | undefined } | undefined => {
  if (mandate.kind !== 'hedge' && mandate.kind !== 'obpi' && mandate.kind !== 'pool') return undefined
  const { strategy, last } = mandate.snapshot
  return strategy.kind === 'adaptive' ? { policy: strategy.policy, last } : undefined
}

/** When a hedge that waits for calmer flow has waited as long as it may in all; Infinity where none waits. */
const waitEnd = ({ time, mandate }: EvaluationInputs, evaluated: Evaluated): Timestamp => {
  const decision = hedgeOf(evaluated)
  const flow = flowOf(mandate)
  if (decision?.kind !== 'wait' || flow === undefined) return Infinity
  const since = decision.next.waitingSince ?? time
  return Math.max(time + 1, since + Math.round(longestWait(flow.policy) * SECOND))
}

/**
 * When the next evaluation is due: after the mandate's wait, when the next slice is due, or at once where an order was
 * cut to the largest; never later than a wait for calmer flow may last, whatever the portfolio's least interval.
 */
export const nextEvaluation = (
  inputs: EvaluationInputs,
  evaluated: Evaluated,
  { reasons, underway }: SizedOrders,
): Timestamp => {
  const wanted =
    underway.length === 0 && reasons.includes('order-cap') ? 0 : evaluated.instruction.nextEvaluationSeconds
  const slice = Math.min(Infinity, ...underway.map(({ slices }) => (slices[0].at - inputs.time) / SECOND))
  return Math.min(dueAfter(inputs, Math.min(wanted, slice)), waitEnd(inputs, evaluated))
}

const termOf = ({ plan, expiry, scale }: ObpiSnapshot): ObpiTerm => ({ plan, expiry, price: scale.price })

/** A trade that was cut to the largest order is not the last: the rest is traded at once. */
const unlessCut = (next: object, isCut: boolean): object =>
  isCut && 'traded' in next ? { ...next, traded: undefined } : next

/**
 * What the mandate remembers, due when the portfolio is: its own wait may have been cut or stretched. A hedge that was
 * only traded in part keeps the beginning of its wait, so that its rest does not wait anew.
 */
export const rememberedNext = (
  { mandate }: Pick<DecisionInputs, 'mandate'>,
  evaluated: Evaluated,
  { reasons, underway }: SizedOrders,
  dueAt: Timestamp,
): unknown => {
  const isPart = underway.length > 0 || reasons.includes('order-cap')
  const since = hedgeOf(evaluated)?.kind === 'trade' && isPart ? flowOf(mandate)?.last?.waitingSince : undefined
  return {
    ...unlessCut(
      evaluated.kind === 'pool' ? evaluated.decision.decision.next : evaluated.decision.next,
      underway.length === 0 && reasons.includes('order-cap'),
    ),
    ...(since !== undefined && { waitingSince: since }),
    ...(mandate.kind === 'obpi' && { term: termOf(mandate.snapshot) }),
    dueAt,
  }
}
