import type { MarketModels } from '../../core/market/state/market-models'
import { startMarket } from '../../core/market/state/start-market'
import type { BreakerLimits } from '../../core/risk/breaker/breaker-limits'
import { startBreaker } from '../../core/risk/breaker/start-breaker'
import { trustOf } from '../../core/risk/trust/trust-of'
import type { LiveMarket } from './follow-feed'

/** Starts the market of an instrument as the service runs it: judged by the usual limits of trust, with a breaker of its own. */
export const startLiveMarket = (
  instrument: string,
  models: MarketModels | undefined,
  breaker: BreakerLimits,
): LiveMarket => ({
  instrument,
  market: startMarket({ instrument, models, trust: trustOf }),
  breaker: startBreaker(breaker),
})
