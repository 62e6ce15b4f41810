import { setSymmetricBand, type BandOffsets } from './band-offsets'
import { networkBand, type BandNetwork } from './bands/band-network'
import { fixedCostPush, setFixedCostBand } from './bands/fixed-cost'
import { lelandVol } from './bands/leland'
import { meanOvershoot } from './bands/overshoot'
import { whalleyWilmottHalfWidth } from './bands/whalley-wilmott'
import { zakamoulineHalfWidth, zakamoulineVol } from './bands/zakamouline'
import { lookUpBand } from './hodges-neuberger/table'
import type { AdaptivePolicy } from './policy'
import type { Strategy } from './strategy'

/** State of the market and the book on which a band depends, in units of one option struck at 1. */
export type BandState = {
  /** One-way proportional cost. */
  readonly cost: number
  /** Cash per trade, whatever its size. */
  readonly fixedCost: number
  readonly spot: number
  /** Of the book at the forecast volatility; its sign does not matter. */
  readonly gamma: number
  /** Position that makes the book delta-neutral by the strategy's own delta. */
  readonly centre: number
  /** Annual volatility over the book's life, and that of the next step. */
  readonly vol: number
  readonly nowVol: number
  readonly years: number
  /** σ²T to the book's last expiry; only a solved table reads it. */
  readonly variance: number
  /** e^{−rT}. */
  readonly discount: number
  /** The calendar; 0 where unknown. */
  readonly yearsPerSecond: number
  /** Probability of each regime; empty where unknown. */
  readonly posterior: ArrayLike<number>
  /** Share of recent variance that came by jumps, in [0, 1]; 0 where unknown. */
  readonly jumpShare: number
  /** Position held less `centre`, in delta. */
  readonly deviation: number
}

/**
 * The adaptive band before its clamp. The multiplier acts as a risk aversion divided by its cube, so that it scales the
 * proportional half-width exactly.
 */
export const setRawAdaptiveBand = (policy: AdaptivePolicy, state: BandState, out: BandOffsets): void => {
  const { fixedCost, gamma, discount } = state
  const { multiplier } = policy
  const halfWidth =
    policy.band === 'zakamouline'
      ? zakamoulineHalfWidth(state, policy.riskAversion)
      : whalleyWilmottHalfWidth(state, policy.riskAversion)
  const push = fixedCostPush(fixedCost, gamma, policy.riskAversion, discount)
  setFixedCostBand(out, multiplier * halfWidth, multiplier ** 3 * push)
}

// Clamps the outer edges and keeps the targets' share of them; the share of a band that has closed is that of its limit
// as gamma vanishes.
const setAdaptiveBand = (policy: AdaptivePolicy, state: BandState, out: BandOffsets): void => {
  setRawAdaptiveBand(policy, state, out)
  const share = out.upper > 0 ? out.upperTarget / out.upper : state.fixedCost > 0 ? 0 : 1
  const outer = Math.min(Math.max(out.upper, policy.floor), policy.ceiling)
  setSymmetricBand(out, outer, (1 - policy.insideShare) * share * outer)
}

const setWhalleyWilmottBand = (
  { riskAversion, multiplier, seconds }: Extract<Strategy, { kind: 'whalley-wilmott' }>,
  state: BandState,
  out: BandOffsets,
): void => {
  const { spot, gamma, vol, discount, fixedCost, yearsPerSecond } = state
  const halfWidth = multiplier * whalleyWilmottHalfWidth(state, riskAversion)
  if (fixedCost === 0) setSymmetricBand(out, halfWidth, halfWidth)
  else setFixedCostBand(out, halfWidth, multiplier ** 3 * fixedCostPush(fixedCost, gamma, riskAversion, discount))
  if (seconds === undefined) return
  const outer = Math.max(out.upper - meanOvershoot(gamma, spot, vol, seconds * yearsPerSecond), 0)
  setSymmetricBand(out, outer, Math.min(out.upperTarget, outer))
}

/**
 * Sets the no-transaction band of a strategy around its centre: closed where it goes to the centre at every evaluation,
 * infinite where it never trades. @internal
 */
export const setBand = (strategy: Strategy, state: BandState, out: BandOffsets): void => {
  switch (strategy.kind) {
    case 'no-hedge':
      return setSymmetricBand(out, Infinity, Infinity)
    case 'every-step':
    case 'fixed-interval':
    case 'leland':
      return setSymmetricBand(out, 0, 0)
    case 'fixed-band':
      return setSymmetricBand(out, strategy.halfWidth, strategy.halfWidth)
    case 'delta-threshold':
      return setSymmetricBand(out, strategy.threshold, 0)
    case 'range-and-move':
      return setSymmetricBand(out, strategy.halfWidth, 0)
    case 'drift-or-timer':
      return setSymmetricBand(out, strategy.drift, 0)
    case 'whalley-wilmott':
      return setWhalleyWilmottBand(strategy, state, out)
    case 'zakamouline': {
      const push = fixedCostPush(state.fixedCost, state.gamma, strategy.riskAversion, state.discount)
      return setFixedCostBand(out, zakamoulineHalfWidth(state, strategy.riskAversion), push)
    }
    case 'hodges-neuberger': {
      lookUpBand(strategy.table, state, out)
      out.lower -= state.centre
      out.lowerTarget -= state.centre
      out.upperTarget -= state.centre
      out.upper -= state.centre
      return
    }
    case 'network':
      return bandSetter(strategy)(state, out)
    case 'adaptive':
      if (strategy.policy.network !== undefined) return bandSetter(strategy)(state, out)
      return setAdaptiveBand(strategy.policy, state, out)
  }
}

/**
 * `setBand` of one strategy, for many calls: what a network needs is made ready once. `distance` is position less
 * centre in delta units, for a book short of gamma; only a network reads it.
 */
export const bandSetter = (strategy: Strategy): ((state: BandState, out: BandOffsets, distance?: number) => void) => {
  const learned = learnedBand(strategy)
  if (learned === undefined) return (state, out) => setBand(strategy, state, out)
  const setEdges = networkBand(learned.network, learned.riskAversion, learned.multiplier)
  const { ceiling, insideShare } =
    strategy.kind === 'adaptive' ? strategy.policy : { ceiling: Infinity, insideShare: 0 }
  const band = { below: 0, above: 0, belowTarget: 0, aboveTarget: 0 }
  return (state, out, distance = 0) => {
    setEdges(state, distance, band)
    const below = Math.min(band.below, ceiling)
    const above = Math.min(band.above, ceiling)
    const further = 0.5 * insideShare * (below + above)
    out.lower = -below
    out.lowerTarget = Math.min(further - Math.min(band.belowTarget, below), above)
    out.upperTarget = Math.max(Math.min(band.aboveTarget, above) - further, -below)
    out.upper = above
  }
}

type LearnedBand = { readonly network: BandNetwork; readonly riskAversion: number; readonly multiplier: number }

/**
 * The network that makes a strategy's band, at which risk aversion, and the factor on the half-width that it corrects;
 * undefined where a formula does.
 */
export const learnedBand = (strategy: Strategy): LearnedBand | undefined => {
  if (strategy.kind === 'network') return { ...strategy, multiplier: 1 }
  if (strategy.kind !== 'adaptive' || strategy.policy.network === undefined) return undefined
  const { network, riskAversion, multiplier } = strategy.policy
  return { network, riskAversion, multiplier }
}

/** True where the band of a long book is that of a short one mirrored. */
export const mirrorsBand = (strategy: Strategy): boolean => learnedBand(strategy) !== undefined

/** True where the band's centre is the delta at another volatility than the forecast. */
export const movesVol = (strategy: Strategy): boolean =>
  strategy.kind === 'leland' ||
  strategy.kind === 'zakamouline' ||
  (strategy.kind === 'adaptive' && strategy.policy.band === 'zakamouline')

/** What the band's centre depends on. */
export type CentreState = Omit<BandState, 'centre' | 'deviation'>

/** Volatility of the band's centre; `sign` is 1 for a book short of gamma, −1 for a long one. */
export const centreVol = (strategy: Strategy, state: CentreState, sign: 1 | -1): number => {
  if (strategy.kind === 'leland') return lelandVol(state.vol, state.cost, strategy.seconds * state.yearsPerSecond, sign)
  if (strategy.kind === 'zakamouline') return zakamoulineVol(state, strategy.riskAversion, sign)
  if (strategy.kind === 'adaptive' && strategy.policy.band === 'zakamouline')
    return zakamoulineVol(state, strategy.policy.riskAversion, sign)
  return state.vol
}
