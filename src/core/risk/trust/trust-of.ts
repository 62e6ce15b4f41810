import type { MarketModels } from '../../market/state/market-models'
import type { TrustRule } from '../../market/state/trust-rule'
import { startTrust } from './start-trust'
import { defaultTrust, type TrustLimits } from './trust-limits'

/** Starts the rule for a market's models by what they learned from: `startMarket({ …, trust: trustOf })`. Limits default to those of the models' bars. */
export const trustOf = (
  { grid, trainedOn }: Pick<MarketModels, 'grid' | 'trainedOn'>,
  limits: TrustLimits = defaultTrust(grid.barsPerDay),
): TrustRule => startTrust(limits, trainedOn)
