import type { MarketModels } from '../../core/market/state/market-models'
import type { TrustRule } from '../../core/market/state/trust-rule'
import { startTrust } from '../../core/risk/trust/start-trust'
import { defaultTrust } from '../../core/risk/trust/trust-limits'

/** The rule by which a market judges its models, for `startMarket`: the usual limits on their bars, by what their cards say they learned from. */
export const trustModels = ({ grid, trainedOn }: MarketModels): TrustRule =>
  startTrust(defaultTrust(grid.barsPerDay), trainedOn)
