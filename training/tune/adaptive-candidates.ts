import type { AdaptivePolicy } from '../../src/core/hedging/policy'
import type { Strategy } from '../../src/core/hedging/strategy'

/** Whalley-Wilmott's band at the forecaster's volatility, to the edge, an evaluation at every bar. */
const textbook = (riskAversion: number, barSeconds: number): AdaptivePolicy => ({
  band: 'whalley-wilmott',
  riskAversion,
  multiplier: 1,
  floor: 0.002,
  ceiling: 0.5,
  insideShare: 0,
  diffusionShare: 0.5,
  minInterval: barSeconds,
  maxInterval: barSeconds,
  toxicityThreshold: 1,
  toxicityDelay: barSeconds,
  riskLimit: 0,
})

/**
 * The adaptive policy with the band of a fixed strategy at the models' volatility; undefined for strategies whose band
 * does not depend on a forecast.
 */
const likeFixed = (fixed: Strategy, base: AdaptivePolicy): AdaptivePolicy | undefined => {
  switch (fixed.kind) {
    case 'whalley-wilmott':
      return { ...base, riskAversion: fixed.riskAversion, multiplier: fixed.multiplier }
    case 'zakamouline':
      return { ...base, band: 'zakamouline', riskAversion: fixed.riskAversion }
    default:
      return undefined
  }
}

/**
 * Where the search may start: Whalley-Wilmott at risk aversion `riskAversion`, and the fixed strategies with a band
 * formula as tuned on the same paths.
 */
export const startingSettings = (
  fixed: readonly Strategy[],
  riskAversion: number,
  barSeconds: number,
): readonly AdaptivePolicy[] => {
  const base = textbook(riskAversion, barSeconds)
  return [base, ...fixed.flatMap((strategy) => likeFixed(strategy, base) ?? [])]
}

/** One coordinate of the search: policies that differ from the given one in this coordinate alone. */
export type Coordinate = (policy: AdaptivePolicy) => readonly AdaptivePolicy[]

const width: Coordinate = (policy) =>
  [0.5, 0.7, 1.4, 2].map((factor) => ({ ...policy, multiplier: policy.multiplier * factor }))

const insideShare: Coordinate = (policy) => [0, 0.25, 0.5, 0.75, 1].map((share) => ({ ...policy, insideShare: share }))

/**
 * Waiting for calmer flow or not: the percentile of toxicity from which a trade waits, how long at a time and in all,
 * and how far past the edge at most.
 */
const flow =
  (barSeconds: number): Coordinate =>
  (policy) => [
    { ...policy, toxicityThreshold: 1 },
    ...[0.8, 0.9, 0.95].flatMap((toxicityThreshold) =>
      [1, 3, 6].flatMap((bars) =>
        [0.02, 0.1].map((riskLimit) => {
          const toxicityDelay = bars * barSeconds
          return { ...policy, toxicityThreshold, toxicityDelay, toxicityMaxWait: 3 * toxicityDelay, riskLimit }
        }),
      ),
    ),
  ]

/** The coordinates in the order they are searched; `hasFlow` where the recording has a measure of toxicity. */
export const coordinates = (barSeconds: number, hasFlow: boolean): readonly Coordinate[] => [
  width,
  insideShare,
  ...(hasFlow ? [flow(barSeconds)] : []),
]
