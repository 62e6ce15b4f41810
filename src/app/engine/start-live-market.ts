import type { MarketModels } from '../../core/reading/market-models'
import { startMarket } from '../../core/reading/start-market'
import type { BreakerLimits } from '../../core/reading/breaker/breaker-limits'
import type { BreakerStatus } from '../../core/reading/breaker/breaker-status'
import { startBreaker } from '../../core/reading/breaker/start-breaker'
import { startTrust } from '../../core/reading/trust/start-trust'
import type { TrustLimits } from '../../core/reading/trust/trust-limits'
import type { LiveMarket } from './follow-feed'

/** By what a followed market is judged: its feed's part of the configuration. */
export type MarketLimits = { readonly breaker: BreakerLimits; readonly trust: TrustLimits }

/**
 * Starts the market of an instrument as the service runs it: its models judged by the limits of trust, with a breaker
 * of its own, as an earlier run left it.
 */
export const startLiveMarket = (
  instrument: string,
  models: MarketModels | undefined,
  { breaker, trust }: MarketLimits,
  left?: BreakerStatus,
): LiveMarket => ({
  instrument,
  market: startMarket({ instrument, models, trust: (judged) => startTrust(trust, judged) }),
  breaker: startBreaker(breaker, left),
})
