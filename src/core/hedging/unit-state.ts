import type { CentreState } from './band'
import { trendLean } from './bands/edge-shape'
import type { BookExposure } from './exposure'
import { posteriorMultiplier } from './policy'
import type { Snapshot } from './snapshot'

/** What a band's width depends on, carried from the book to one option struck at 1 by the snapshot's scale. */
export const unitState = (snapshot: Snapshot, { gamma, vol, years, variance }: BookExposure): CentreState => {
  const { strategy, scale, rate } = snapshot
  const policy = strategy.kind === 'adaptive' ? strategy.policy : undefined
  const yearsPerSecond = snapshot.yearsPerMicrosecond * 1e6
  return {
    yearsPerSecond,
    cost: snapshot.oneWayCost,
    fixedCost: (snapshot.fixedCost ?? 0) / (scale.contracts * scale.price),
    spot: snapshot.spot / scale.price,
    gamma: (gamma * scale.price) / scale.contracts,
    vol,
    years,
    variance,
    discount: Math.exp(-rate * years),
    multiplier: policy === undefined ? 1 : posteriorMultiplier(policy.multipliers, snapshot.posterior),
    lean: trendLean(policy?.shape?.trends ?? [], snapshot.recentReturns ?? [], vol, yearsPerSecond),
  }
}
