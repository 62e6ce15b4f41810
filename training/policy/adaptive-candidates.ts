import type { AdaptivePolicy } from '../../src/core/hedging/policy'

/** The adaptive strategy as tuned: its policy, and how far the volatility leans from the forecast to the last day's. */
export type AdaptiveSetting = {
  readonly policy: AdaptivePolicy
  /** Weight in [0, 1] of log last-day variance against the log forecast. */
  readonly lean: number
}

/** A share of the half-width that no move reaches. Finite, so that a card can say it. */
const NEVER = 1e6

/** Where the search starts: the forecaster's volatility, Whalley-Wilmott's band, to the edge, a look at every bar. */
export const startingSetting = (riskAversion: number, states: number, barSeconds: number): AdaptiveSetting => ({
  lean: 0,
  policy: {
    riskAversion,
    multipliers: Array.from({ length: states }, () => 1),
    floor: 0.002,
    ceiling: 0.5,
    insideShare: 0,
    diffusionShare: 0.5,
    minInterval: barSeconds,
    maxInterval: barSeconds,
    priceTrigger: NEVER,
    toxicityThreshold: 1,
    toxicityDelay: barSeconds,
    riskLimit: 0,
  },
})

const factors = [0.125, 0.18, 0.25, 0.35, 0.5, 0.7, 1, 1.4, 2, 2.8, 4, 5.6, 8]

/** One coordinate of the search: the settings that differ from the given one in it alone. */
export type Coordinate = (setting: AdaptiveSetting) => readonly AdaptiveSetting[]

const withPolicy = (setting: AdaptiveSetting, change: Partial<AdaptivePolicy>): AdaptiveSetting => ({
  ...setting,
  policy: { ...setting.policy, ...change },
})

const allMultipliers: Coordinate = (setting) =>
  factors.map((factor) => withPolicy(setting, { multipliers: setting.policy.multipliers.map((m) => m * factor) }))

const oneMultiplier =
  (state: number): Coordinate =>
  (setting) =>
    [0.5, 0.7, 1.4, 2].map((factor) =>
      withPolicy(setting, { multipliers: setting.policy.multipliers.map((m, k) => (k === state ? m * factor : m)) }),
    )

const lean: Coordinate = (setting) => [0, 0.25, 0.5, 0.75, 1].map((share) => ({ ...setting, lean: share }))

const insideShare: Coordinate = (setting) =>
  [0, 0.25, 0.5, 0.75, 1].map((share) => withPolicy(setting, { insideShare: share }))

/** The longest wait between looks; the shortest is a bar, and between them the diffusion rule decides. */
const waiting =
  (barSeconds: number, optionBars: number): Coordinate =>
  (setting) =>
    [1, 2, 4, 8, 16, 32, 64, 128, 256]
      .filter((bars) => bars === 1 || bars * 4 <= optionBars)
      .flatMap((bars) =>
        [0.5, 1, 2].map((share) =>
          withPolicy(setting, {
            diffusionShare: share,
            maxInterval: bars * barSeconds,
            priceTrigger: bars === 1 ? NEVER : 1,
          }),
        ),
      )

const shortest =
  (barSeconds: number, optionBars: number): Coordinate =>
  (setting) =>
    [1, 2, 4, 8, 16, 32, 64, 128]
      .filter((bars) => bars === 1 || bars * 4 <= optionBars)
      .flatMap((bars) => [
        withPolicy(setting, {
          minInterval: bars * barSeconds,
          maxInterval: Math.max(setting.policy.maxInterval, bars * barSeconds),
          priceTrigger: bars === 1 ? setting.policy.priceTrigger : NEVER,
        }),
      ])

/** The coordinates in the order they are searched. */
export const coordinates = (states: number, barSeconds: number, optionBars: number): readonly Coordinate[] => [
  allMultipliers,
  lean,
  ...Array.from({ length: states }, (_, k) => oneMultiplier(k)),
  insideShare,
  shortest(barSeconds, optionBars),
  waiting(barSeconds, optionBars),
]
