import type { AdaptivePolicy } from '../../src/core/hedging/policy'
import type { Strategy } from '../../src/core/hedging/strategy'

/** The adaptive strategy as tuned: its policy, and how far the volatility leans from the forecast to the last day's. */
export type AdaptiveSetting = {
  readonly policy: AdaptivePolicy
  /** Weight in [0, 1] of log last-day variance against the log forecast. */
  readonly lean: number
}

/** Whalley-Wilmott's band at the forecaster's volatility, to the edge, an evaluation at every bar. */
const textbook = (riskAversion: number, states: number, barSeconds: number): AdaptivePolicy => ({
  band: 'whalley-wilmott',
  riskAversion,
  multipliers: Array.from({ length: states }, () => 1),
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
      return { ...base, riskAversion: fixed.riskAversion, multipliers: base.multipliers.map(() => fixed.multiplier) }
    case 'zakamouline':
      return { ...base, band: 'zakamouline', riskAversion: fixed.riskAversion }
    default:
      return undefined
  }
}

/**
 * Where the search starts: Whalley-Wilmott at risk aversion `riskAversion`, and the fixed strategies with a band
 * formula as tuned on the same paths, so that the search is never worse there than they are.
 */
export const startingSettings = (
  fixed: readonly Strategy[],
  riskAversion: number,
  states: number,
  barSeconds: number,
): readonly AdaptiveSetting[] => {
  const base = textbook(riskAversion, states, barSeconds)
  return [base, ...fixed.flatMap((strategy) => likeFixed(strategy, base) ?? [])].map((policy) => ({ policy, lean: 0 }))
}

/** One coordinate of the search: settings that differ from the given one in this coordinate alone. */
export type Coordinate = (setting: AdaptiveSetting) => readonly AdaptiveSetting[]

const withPolicy = (setting: AdaptiveSetting, change: Partial<AdaptivePolicy>): AdaptiveSetting => ({
  ...setting,
  policy: { ...setting.policy, ...change },
})

const width: Coordinate = (setting) =>
  [0.5, 0.7, 1.4, 2].map((factor) =>
    withPolicy(setting, { multipliers: setting.policy.multipliers.map((m) => m * factor) }),
  )

const insideShare: Coordinate = (setting) =>
  [0, 0.25, 0.5, 0.75, 1].map((share) => withPolicy(setting, { insideShare: share }))

/**
 * Waiting for calmer flow or not: the percentile of toxicity from which a trade waits, how long at a time and in all,
 * and how far past the edge at most.
 */
const flow =
  (barSeconds: number): Coordinate =>
  (setting) => [
    withPolicy(setting, { toxicityThreshold: 1 }),
    ...[0.8, 0.9, 0.95].flatMap((toxicityThreshold) =>
      [1, 3, 6].flatMap((bars) =>
        [0.02, 0.1].map((riskLimit) => {
          const toxicityDelay = bars * barSeconds
          return withPolicy(setting, {
            toxicityThreshold,
            toxicityDelay,
            toxicityMaxWait: 3 * toxicityDelay,
            riskLimit,
          })
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
