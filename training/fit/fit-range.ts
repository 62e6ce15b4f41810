import type { LabelKind } from '../../models/classifier/classifier'
import { deriveSeed, startRng } from '../../src/core/rng'
import { labelsOf } from './choose-labels'
import type { Dataset } from '../data/dataset'
import { fitModels, type FittedModels, type OnEpoch } from './fit-models'
import { tuneMargin } from './tune-margin'
import type { Predictions } from './predict'
import type { Prepared } from '../data/prepare'
import type { Profile } from '../data/profile'
import type { Labels } from '../labels/labels'
import type { Range } from '../data/split'

/** Regime labels of the bars before `to`, whose parameters come from those before `fitTo`. */
export const regimeLabels = (
  { dataset, market: { profile } }: { readonly dataset: Dataset; readonly market: { readonly profile: Profile } },
  kind: LabelKind,
  fitTo: number,
  to: number,
  states: number,
  seed: number,
): Labels => labelsOf(dataset, profile, kind, states, seed, fitTo, to)

/** End of the bars of a range that have a label: classes of variance to come want bars to come. */
export const labelledTo = ({ to }: Range, { kind }: Labels): number => (typeof kind === 'number' ? to - kind : to)

/** Models that have learned from the bars of a range and have seen none after it. */
export const fitRange = (
  prepared: Prepared,
  kind: LabelKind,
  range: Range,
  states: number,
  seed: number,
  onEpoch: OnEpoch,
): Promise<FittedModels> => {
  const { dataset, market } = prepared
  const labels = regimeLabels(prepared, kind, range.to, range.to, states, seed)
  return fitModels(dataset, market.profile, labels, range.to, seed, onEpoch)
}

/**
 * Margin of the regime caller, by labels of the policy part, all of it forecast by models that were fitted before it.
 */
export const callMargin = (
  prepared: Prepared,
  kind: LabelKind,
  { states, shares, posterior }: Predictions,
  policy: Range,
  seed: number,
): number => {
  const labels = regimeLabels(prepared, kind, policy.from, policy.to, states, seed)
  const to = labelledTo(policy, labels)
  return tuneMargin(
    {
      posterior: posterior.subarray(policy.from * states, to * states),
      state: labels.state.subarray(policy.from, to),
    },
    shares,
    labels.filter,
    startRng(deriveSeed(seed, 'margin')),
  )
}

export const disposeModels = ({ forecaster, classifier }: FittedModels): void => {
  forecaster.network.dispose()
  classifier.network.dispose()
}
