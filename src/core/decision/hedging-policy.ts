import type { AdaptivePolicy } from '../hedging/policy'
import type { Strategy } from '../hedging/strategy'

/**
 * Volatility that leans from a forecast to what was realized lately: forecast^(1 − lean) × recent^lean, lean in [0, 1].
 * The forecast itself at 0.
 */
export const leanedVol = (forecast: number, recent: number, lean: number): number =>
  lean === 0 ? forecast : forecast ** (1 - lean) * recent ** lean

/** The parameters of the policy in service. */
export type HedgingPolicy = {
  readonly id: string
  readonly adaptive: AdaptivePolicy
  /** Share of the last day's realized volatility in the one that the adaptive policy hedges at, in [0, 1]. */
  readonly lean: number
  /** What hedges in its place while the models are not trusted: the Whalley-Wilmott band as tuned beside it. */
  readonly baseline: Strategy
}
