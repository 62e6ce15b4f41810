import { lelandVol } from './bands/leland'
import { whalleyWilmottHalfWidth } from './bands/whalley-wilmott'
import { zakamoulineHalfWidth, zakamoulineVol } from './bands/zakamouline'
import type { AdaptivePolicy } from './policy'
import type { Strategy } from './strategy'

/** State of the market and the book on which a band depends, in units of one option struck at 1. */
export type BandState = {
  /** One-way proportional cost. */
  readonly cost: number
  readonly spot: number
  /** Of the book at the forecast volatility; its sign does not matter. */
  readonly gamma: number
  readonly vol: number
  readonly years: number
  /** e^{−rT}. */
  readonly discount: number
  /** Posterior-weighted multiplier; only the adaptive strategy reads it. */
  readonly multiplier: number
}

/** The adaptive half-width before the clamp. */
export const rawAdaptiveHalfWidth = (policy: AdaptivePolicy, state: BandState): number =>
  state.multiplier *
  (policy.band === 'zakamouline'
    ? zakamoulineHalfWidth(state, policy.riskAversion)
    : whalleyWilmottHalfWidth(state.cost, state.spot, state.gamma, policy.riskAversion, state.discount))

/** Half-width of the no-transaction band by strategy: 0 where it goes to the centre at every look, Infinity where it never trades. */
export const halfWidth = (strategy: Strategy, state: BandState): number => {
  switch (strategy.kind) {
    case 'no-hedge':
      return Infinity
    case 'every-step':
    case 'fixed-interval':
    case 'leland':
      return 0
    case 'fixed-band':
      return strategy.halfWidth
    case 'whalley-wilmott':
      return (
        strategy.multiplier *
        whalleyWilmottHalfWidth(state.cost, state.spot, state.gamma, strategy.riskAversion, state.discount)
      )
    case 'zakamouline':
      return zakamoulineHalfWidth(state, strategy.riskAversion)
    case 'adaptive': {
      const { floor, ceiling } = strategy.policy
      return Math.min(Math.max(rawAdaptiveHalfWidth(strategy.policy, state), floor), ceiling)
    }
  }
}

/** True where the band's centre is the delta at another volatility than the forecast. */
export const movesVol = (strategy: Strategy): boolean =>
  strategy.kind === 'leland' ||
  strategy.kind === 'zakamouline' ||
  (strategy.kind === 'adaptive' && strategy.policy.band === 'zakamouline')

/** Volatility of the band's centre; `sign` is 1 for a book short of gamma, −1 for a long one. */
export const centreVol = (strategy: Strategy, state: BandState, sign: 1 | -1, yearsPerSecond: number): number => {
  if (strategy.kind === 'leland') return lelandVol(state.vol, state.cost, strategy.seconds * yearsPerSecond, sign)
  if (strategy.kind === 'zakamouline') return zakamoulineVol(state, strategy.riskAversion, sign)
  if (strategy.kind === 'adaptive' && strategy.policy.band === 'zakamouline')
    return zakamoulineVol(state, strategy.policy.riskAversion, sign)
  return state.vol
}
