import { bandSetter, mirrorsBand, type BandState } from './band'
import {
  bandExcess,
  bandHalfWidth,
  closedBand,
  middleOffset,
  mirrorBand,
  rebalanced,
  setSymmetricBand,
  type BandOffsets,
} from './band-offsets'
import { waitVol, type AdaptivePolicy } from './policy'
import type { Strategy } from './strategy'

/** What one evaluation depends on beside its strategy. */
export type BandInputs = {
  readonly state: BandState
  /**
   * Held, and the position that makes the book delta-neutral by the strategy's own delta, in units of the underlying.
   */
  readonly position: number
  readonly centre: number
  /** Units of the underlying in a unit of the band, and its price where the state has a spot of 1. */
  readonly contracts: number
  readonly price: number
  /** True for a book long of gamma. */
  readonly isLong: boolean
  /** Percentile of order-flow toxicity in [0, 1]. */
  readonly toxicity: number
  /** Seconds that the hedge has waited for calmer flow so far. */
  readonly waited: number
  /** Seconds since the last trade, and the share by which the spot has moved since; Infinity before the first. */
  readonly sinceTrade: number
  readonly movedSince: number
}

/** What one evaluation finds; written to in place, because the batch engine makes millions of them. */
export type BandEvaluation = {
  /** From the centre, in delta units. */
  readonly band: BandOffsets
  /** The position that the band leads to, in units of the underlying: the one held while it lies inside. */
  target: number
  /** Delta units that the position lies beyond the edge; negative inside. Only the adaptive strategy sets it. */
  excess: number
  /** True where the trade waits for calmer flow. */
  isWaiting: boolean
  /** Moves of the spot, up and down, that force an evaluation before the interval has passed; Infinity: none does. */
  rise: number
  fall: number
  /** Seconds until the next evaluation; 0: at the caller's next step. */
  interval: number
}

/** The record that `bandEvaluator` fills. */
export const emptyEvaluation = (): BandEvaluation => ({
  band: closedBand(),
  target: 0,
  excess: 0,
  isWaiting: false,
  rise: Infinity,
  fall: Infinity,
  interval: 0,
})

/** What the wait depends on. */
export type WaitState = Pick<BandState, 'gamma' | 'spot' | 'vol' | 'years' | 'nowVol' | 'posterior' | 'yearsPerSecond'>

/** The move of the log price within which gamma counts as unchanged; Infinity where the policy sets no bound. */
const gammaReach = ({ gammaReach: share }: AdaptivePolicy, { vol, years }: Pick<BandState, 'vol' | 'years'>): number =>
  share === undefined ? Infinity : share * vol * Math.sqrt(years)

/**
 * Seconds until the price is expected to have diffused the policy's share κ of the way x to the band's edge at the
 * volatility over the wait (`waitVol`), (κ x / σ)² in years, no longer than it takes to see the policy's variance of
 * the wait, clamped to its interval. In delta the way is the distance d from the position, `offset` off the middle, to
 * the nearer edge, but at least half the half-width, because on the edge itself an excursion costs only to second
 * order; in log price x = d / (|Γ| S), at most the reach of gamma. Without gamma or a bound on its reach the variance
 * of the wait alone sets it; the longest interval where volatility is 0.
 */
export const diffusionSeconds = (
  policy: AdaptivePolicy,
  state: WaitState,
  halfWidth: number,
  offset: number,
): number => {
  const { diffusionShare, waitVariance = Infinity, minInterval, maxInterval } = policy
  const { gamma, spot, yearsPerSecond } = state
  const distance = Math.max(halfWidth - Math.abs(offset), 0.5 * halfWidth)
  const slope = Math.abs(gamma) * spot
  const way = Math.min(slope === 0 ? Infinity : distance / slope, gammaReach(policy, state))
  const vol = waitVol(policy, state)
  if (vol === 0) return maxInterval
  const share = way === Infinity ? Infinity : diffusionShare * way
  const seconds = Math.min(share * share, waitVariance) / (vol * vol * yearsPerSecond)
  return Math.max(Math.min(seconds, maxInterval), minInterval)
}

/** Spot move that shifts delta by the policy's trigger share of the half-width; Infinity without gamma or trigger. */
const triggerMove = ({ priceTrigger }: AdaptivePolicy, halfWidth: number, gamma: number): number =>
  gamma === 0 || priceTrigger === undefined ? Infinity : (priceTrigger * halfWidth) / Math.abs(gamma)

/** Longest that a hedge waits for the flow in all, seconds. */
export const longestWait = ({ toxicityMaxWait, toxicityDelay }: AdaptivePolicy): number =>
  toxicityMaxWait ?? toxicityDelay

/**
 * Spot move that carries a waiting trade of `excess` delta past the policy's risk limit at the present gamma, so that
 * the wait ends when the price passes it. A hundredth of the limit at least: a price that stays near the limit does not
 * force an evaluation at every trade. Infinity without gamma or without a limit.
 */
const limitMove = ({ riskLimit }: AdaptivePolicy, excess: number, gamma: number): number =>
  gamma === 0 ? Infinity : Math.max(riskLimit - excess, 0.01 * riskLimit) / Math.abs(gamma)

/**
 * How long a trade of `excess` delta beyond the band's edge waits for the flow to calm, seconds, when it has waited
 * `waited` seconds already. Waits add up to the policy's longest and no further. undefined: it does not wait, because
 * the flow is calm, the excess is past the limit or the time is up to the microsecond.
 */
const flowWait = (policy: AdaptivePolicy, toxicity: number, excess: number, waited: number): number | undefined => {
  const left = longestWait(policy) - waited
  const waits = toxicity > policy.toxicityThreshold && excess > 0 && excess <= policy.riskLimit && left >= 1e-6
  return waits ? Math.min(policy.toxicityDelay, left) : undefined
}

/** True where a strategy is evaluated every so many seconds, whatever happens between. */
const isTimed = (strategy: Strategy): strategy is Extract<Strategy, { kind: (typeof timed)[number] }> =>
  timed.some((kind) => kind === strategy.kind)

const timed = ['fixed-interval', 'leland', 'delta-threshold'] as const

/** True where an evaluation depends on when and at which price the last trade was. */
export const remembersTrade = ({ kind }: Strategy): boolean => kind === 'range-and-move' || kind === 'drift-or-timer'

/**
 * Starts the evaluation of a strategy's band for many calls: sets the band of the state, the position that it leads to,
 * whether the trade waits for calmer flow, and when the next evaluation is due. `evaluate` and the batch engine `hedge`
 * both decide by it.
 */
export const bandEvaluator = (strategy: Strategy): ((inputs: BandInputs, out: BandEvaluation) => void) => {
  const policy = strategy.kind === 'adaptive' ? strategy.policy : undefined
  const interval = isTimed(strategy) ? strategy.seconds : 0
  const setBand = bandSetter(strategy)
  const mirrors = mirrorsBand(strategy)
  const place = (inputs: BandInputs, out: BandEvaluation): void => {
    const { state, position, centre, contracts, isLong } = inputs
    const { band } = out
    setBand(state, band, isLong ? -state.deviation : state.deviation)
    if (mirrors && isLong) mirrorBand(band)
    if (strategy.kind === 'drift-or-timer' && inputs.sinceTrade >= strategy.seconds) setSymmetricBand(band, 0, 0)
    const keeps = strategy.kind === 'range-and-move' && inputs.movedSince < strategy.leastMove
    out.target = keeps ? position : rebalanced(band, centre, contracts, position)
    out.isWaiting = false
    out.rise = out.fall = Infinity
    out.interval = interval
  }
  if (policy === undefined) return place
  return (inputs, out) => {
    place(inputs, out)
    const { state, position, centre, contracts, price } = inputs
    const { band } = out
    const halfWidth = bandHalfWidth(band)
    const excess = bandExcess(band, (position - centre) / contracts)
    const wait = flowWait(policy, inputs.toxicity, excess, inputs.waited)
    out.excess = excess
    out.rise = out.fall = triggerMove(policy, halfWidth, state.gamma) * price
    if (wait !== undefined) {
      out.isWaiting = true
      out.rise = out.fall = Math.min(out.rise, limitMove(policy, excess, state.gamma) * price)
      out.interval = wait
      return
    }
    const held = (out.target - centre) / contracts
    if (policy.edgeTrigger !== undefined) {
      // A rising spot raises the centre of a book short of gamma, so that the position nears the lower edge.
      const past = policy.edgeTrigger * halfWidth
      const reach = gammaReach(policy, state) * state.spot
      const move = (delta: number): number => Math.min(delta / Math.abs(state.gamma), reach) * price
      const toLower = move(held - band.lower + past)
      const toUpper = move(band.upper - held + past)
      out.rise = Math.min(out.rise, inputs.isLong ? toUpper : toLower)
      out.fall = Math.min(out.fall, inputs.isLong ? toLower : toUpper)
    }
    const offset = middleOffset(band, held)
    out.interval = diffusionSeconds(policy, state, halfWidth, offset)
  }
}
