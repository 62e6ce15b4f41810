import type { MarketState } from '../reading/market-state'

/**
 * Probabilities of the regimes where the models are believed, else none: a policy then takes the plain mean of its
 * regimes.
 */
export const believedPosterior = ({ trust, posterior }: Pick<MarketState, 'trust' | 'posterior'>): readonly number[] =>
  trust.kind === 'models' ? posterior : []
