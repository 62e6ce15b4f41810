import type { MarketModels } from '../../core/market/state/market-models'
import { startMarket } from '../../core/market/state/start-market'
import type { BreakerLimits } from '../../core/risk/breaker/breaker-limits'
import type { BreakerStatus } from '../../core/risk/breaker/breaker-status'
import { startBreaker } from '../../core/risk/breaker/start-breaker'
import { startTrust } from '../../core/risk/trust/start-trust'
import type { TrustLimits } from '../../core/risk/trust/trust-limits'
import type { LiveMarket } from './follow-feed'

/** By what a followed market is judged: its feed's part of the configuration. */
export type MarketLimits = { readonly breaker: BreakerLimits; readonly trust: TrustLimits }

/** Starts the market of an instrument as the service runs it: its models judged by the limits of trust, with a breaker of its own, as an earlier run left it. */
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
