import { deriveSeed } from '../src/core/rng'
import { fitModels, type FittedModels, type OnEpoch } from './fit-models'
import { tuneMargin } from './policy/tune-margin'
import type { Predictions } from './predict'
import type { Profile } from './profile'
import type { Prepared } from './prepare'
import { jumpModelLabels } from './regimes/jump-model'
import { sliceSeries } from './series'
import type { Range } from './split'

/** Bars ahead that a regime label is taken to see: its smoother weighs what follows about as far as its features reach. */
export const labelReach = ({ barsPerDay }: Pick<Profile, 'barsPerDay'>): number => Math.max(barsPerDay, 20)

/** Regime labels of the bars before `to`, whose parameters come from those before `fitTo`. */
export const regimeLabels = (
  { dataset }: Prepared,
  fitTo: number,
  to: number,
  states: number,
  seed: number,
): Uint8Array =>
  jumpModelLabels(sliceSeries(dataset.series, 0, to), states, { trainLength: fitTo, seed: deriveSeed(seed, 'labels') })

/** Models that have learned from the bars of a range and have seen none after it. */
export const fitRange = (
  prepared: Prepared,
  range: Range,
  states: number,
  seed: number,
  onEpoch: OnEpoch,
): Promise<FittedModels> => {
  const { dataset, market } = prepared
  const labels = regimeLabels(prepared, range.to, range.to, states, seed)
  return fitModels(dataset, market.profile, labels, labelReach(market.profile), states, range.to, seed, onEpoch)
}

/** Margin of the regime caller, by labels of the policy part, all of it forecast by models that were fitted before it. */
export const callMargin = (
  prepared: Prepared,
  { states, posterior }: Predictions,
  policy: Range,
  seed: number,
): number => {
  const labels = regimeLabels(prepared, policy.from, policy.to, states, seed)
  return tuneMargin(posterior.subarray(policy.from * states, policy.to * states), labels.subarray(policy.from), states)
}

export const disposeModels = ({ forecaster, classifier }: FittedModels): void => {
  forecaster.network.dispose()
  classifier.network.dispose()
}
