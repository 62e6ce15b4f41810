import type { AdaptivePolicy } from './policy'

/**
 * Seconds until delta is expected to have diffused the policy's share κ of the way to the band's edge, ((κ d) / (|Γ| S
 * σ))² in years, clamped to the policy's interval. The way d is the distance from the position to the nearer edge, but
 * at least half the half-width: on the edge itself an excursion costs only to second order. The longest interval where
 * gamma or volatility is 0.
 */
export const nextEvaluationSeconds = (
  policy: AdaptivePolicy,
  offset: number,
  halfWidth: number,
  gamma: number,
  spot: number,
  vol: number,
  yearsPerSecond: number,
): number => {
  const distance = Math.max(halfWidth - Math.abs(offset), 0.5 * halfWidth)
  const speed = Math.abs(gamma) * spot * vol
  if (speed === 0) return policy.maxInterval
  const share = (policy.diffusionShare * distance) / speed
  return Math.min(Math.max((share * share) / yearsPerSecond, policy.minInterval), policy.maxInterval)
}

/** Spot move that shifts delta by the policy's trigger share of the half-width; Infinity without gamma or trigger. */
export const triggerMove = (policy: AdaptivePolicy, halfWidth: number, gamma: number): number =>
  gamma === 0 || policy.priceTrigger === undefined ? Infinity : (policy.priceTrigger * halfWidth) / Math.abs(gamma)

/** Longest that a hedge waits for the flow in all, seconds. */
export const longestWait = ({ toxicityMaxWait, toxicityDelay }: AdaptivePolicy): number =>
  toxicityMaxWait ?? toxicityDelay

/**
 * Spot move that carries a waiting trade of `excess` delta past the policy's risk limit at the gamma of now, so that
 * the wait ends when the price makes it. A hundredth of the limit at least: a price that hovers at the limit does not
 * wake at every trade. Infinity without gamma or without a limit.
 */
export const limitMove = ({ riskLimit }: AdaptivePolicy, excess: number, gamma: number): number =>
  gamma === 0 ? Infinity : Math.max(riskLimit - excess, 0.01 * riskLimit) / Math.abs(gamma)

/**
 * How long a trade of `excess` delta beyond the band's edge waits for the flow to calm, seconds, when it has waited
 * `waited` seconds already. Waits add up to the policy's longest and no further. undefined: it does not wait, because
 * the flow is calm, the excess is past the limit or the time is up to the microsecond.
 */
export const flowWait = (
  policy: AdaptivePolicy,
  toxicity: number,
  excess: number,
  waited: number,
): number | undefined => {
  const left = longestWait(policy) - waited
  const waits = toxicity > policy.toxicityThreshold && excess > 0 && excess <= policy.riskLimit && left >= 1e-6
  return waits ? Math.min(policy.toxicityDelay, left) : undefined
}
