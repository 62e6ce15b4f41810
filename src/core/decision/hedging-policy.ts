import type { AdaptivePolicy } from '../hedging/policy'
import type { Strategy } from '../hedging/strategy'

/** The parameters of the policy in service. */
export type HedgingPolicy = {
  readonly id: string
  readonly adaptive: AdaptivePolicy
  /** What hedges in its place while the models are not trusted: the Whalley-Wilmott band as tuned beside it. */
  readonly baseline: Strategy
}
