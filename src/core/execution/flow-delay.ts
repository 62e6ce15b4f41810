import { Fault } from '../error'

/** A hedge that meets toxic flow. Money is in the quote currency. */
export type FlowState = {
  /** Percentile in [0, 1]; undefined where the recording has no flow. */
  readonly toxicity: number | undefined
  /** Percentile above which flow counts as toxic. */
  readonly threshold: number
  /** How far the position is beyond its band, and how far it may be while it waits; same units. */
  readonly excess: number
  readonly riskLimit: number
  /** Of the hedge. */
  readonly value: number
  /** Expected cost of trading into this flow beyond trading in calm, a share of the value. */
  readonly adverseSelection: number
  /** Time in which half of that is over, seconds. */
  readonly halfLife: number
  /** Expected move against the hedge a second while it waits, a share of the price; negative where it moves its way. */
  readonly drift: number
  /** Standard deviation of the log price over a second. */
  readonly volatility: number
  /** Entropic, per unit of money. */
  readonly riskAversion: number
  /** Seconds waited so far, and the most that may be waited in all. */
  readonly waited: number
  readonly maxDelay: number
}

export type FlowReason = 'calm-flow' | 'inside-band' | 'risk-limit' | 'wait-limit' | 'cheapest'

/** What to do, over how many seconds (0 for a trade), what each choice is expected to cost with its risk, and why. */
export type FlowDecision = {
  readonly kind: 'trade' | 'slice' | 'wait'
  readonly seconds: number
  readonly cost: { readonly trade: number; readonly slice: number; readonly wait: number }
  readonly reason: FlowReason
}

/** Minimum of a convex function on [0, high] by golden section. */
const least = (cost: (at: number) => number, high: number): number => {
  const ratio = (Math.sqrt(5) - 1) / 2
  let [low, top] = [0, high]
  for (let i = 0; i < 60; i++) {
    const left = top - ratio * (top - low)
    const right = low + ratio * (top - low)
    if (cost(left) <= cost(right)) top = right
    else low = left
  }
  const at = (low + top) / 2
  return [0, high].reduce((best, end) => (cost(end) <= cost(best) ? end : best), at)
}

/**
 * Whether to trade into toxic flow, to spread the trade over a while, or to wait. Trading now pays the adverse
 * selection A V; after t seconds A V e^{−θt} is left, θ = ln 2 / half-life, and waiting adds the drift and a/2 × the
 * variance of the unhedged value. A trade spread evenly over t pays the mean of the first and a third of the variance.
 * The best wait is in closed form, the best spread by golden section; both end with the delay that is left, and neither
 * begins past the risk limit. Faults 'numerical-domain' on negative or infinite inputs.
 */
export const decideFlow = (state: FlowState): FlowDecision => {
  const { toxicity, threshold, excess, riskLimit, value, adverseSelection, halfLife } = state
  const { drift, volatility, riskAversion, waited, maxDelay } = state
  const positive = [value, adverseSelection, volatility, riskAversion, waited, maxDelay]
  if (!positive.every((part) => part >= 0 && part < Infinity) || !(halfLife > 0) || !Number.isFinite(drift))
    throw new Fault(
      'numerical-domain',
      'a flow decision needs finite inputs, ≥ 0 but for the drift, and a half-life > 0',
    )
  const decay = Math.LN2 / halfLife
  const toll = adverseSelection * value
  const perSecond = drift * value + 0.5 * riskAversion * (value * volatility) ** 2
  const waitCost = (t: number): number => toll * Math.exp(-decay * t) + perSecond * t
  const sliceCost = (t: number): number =>
    toll * (decay * t > 1e-9 ? -Math.expm1(-decay * t) / (decay * t) : 1) +
    (drift * value * t) / 2 +
    (riskAversion * (value * volatility) ** 2 * t) / 6
  const left = Math.max(0, maxDelay - waited)
  const best = perSecond <= 0 ? left : Math.log((decay * toll) / perSecond) / decay
  const wait = Math.min(Math.max(best, 0), left)
  const slice = least(sliceCost, left)
  const cost = { trade: toll, slice: sliceCost(slice), wait: waitCost(wait) }
  const trade = (reason: FlowReason): FlowDecision => ({ kind: 'trade', seconds: 0, cost, reason })
  if (!(excess > 0)) return trade('inside-band')
  if (!((toxicity ?? 0) > threshold)) return trade('calm-flow')
  if (excess > riskLimit) return trade('risk-limit')
  if (left === 0) return trade('wait-limit')
  if (cost.wait < cost.trade && cost.wait <= cost.slice)
    return { kind: 'wait', seconds: wait, cost, reason: 'cheapest' }
  if (cost.slice < cost.trade) return { kind: 'slice', seconds: slice, cost, reason: 'cheapest' }
  return trade('cheapest')
}
