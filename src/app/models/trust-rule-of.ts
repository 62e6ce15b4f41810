import type { TrustRule } from '../../core/market/state/trust-rule'
import { startTrust } from '../../core/risk/trust/start-trust'
import { defaultTrust, type TrustLimits } from '../../core/risk/trust/trust-limits'
import type { ServiceModels } from './load-models'

/** Starts the rule that judges loaded models, by what their cards say they learned from; the default limits of their bars where none are given. */
export const trustRuleOf = (
  { cards: { forecaster, classifier }, market }: Pick<ServiceModels, 'cards' | 'market'>,
  limits: TrustLimits = defaultTrust(market.grid.barsPerDay),
): TrustRule =>
  startTrust(limits, {
    until: Math.min(...[forecaster, classifier].map(({ split: { train } }) => train?.to ?? -Infinity)),
    scales: [forecaster.scaling, classifier.scaling],
  })
