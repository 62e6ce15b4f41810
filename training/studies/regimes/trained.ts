import { posteriorBars } from '../../../models/classifier/classifier'
import { callRegimes } from '../../../src/core/reading/regime/caller'
import { deriveSeed, startRng } from '../../../src/core/rng'
import type { ProfiledDataset } from '../../data/prepare'
import type { Profile } from '../../data/profile'
import { splitBars, type BarSplit, type Range } from '../../data/split'
import { chooseLabels, type LabelChoice } from '../../fit/choose-labels'
import { fitRegimes } from '../../fit/fit-models'
import { modelFitOptions } from '../../fit/fit-network'
import { tuneMargin } from '../../fit/tune-margin'
import { labelledTo, regimeLabels } from '../../labels/labels'
import type { RegimeReadings } from '../../labels/regime-baseline'

/** A trained classifier's readings on every bar of a recording from the dataset's first row on, and its settings. */
export type TrainedReadings = RegimeReadings & {
  readonly choice: LabelChoice
  readonly margin: number
  readonly shares: readonly number[]
  /** Posteriors of the models fitted before the policy part, on the policy part. */
  readonly early: Float64Array
  readonly correctionShare: number
  readonly calibration: string
}

/** Fit, policy and training part of a recording whose test part begins at `to`. */
export const partsBefore = (first: number, to: number, profile: Profile): BarSplit =>
  // The length at which the bars before `to` have their usual share.
  splitBars(first, first + Math.ceil((to - first) / 0.7), profile)

/**
 * As `train` does: labels chosen, a classifier before the policy part whose calls set the margin, and one on all bars
 * before `to`, run over the whole recording.
 */
export const trainReadings = async (
  prepared: ProfiledDataset,
  states: number,
  to: number,
  seed: number,
): Promise<TrainedReadings> => {
  const { dataset } = prepared
  const { profile } = prepared.market
  const { fit, policy } = partsBefore(dataset.first, to, profile)
  const choice = await chooseLabels(prepared, states, fit.to, seed)
  const options = { ...modelFitOptions, seed: deriveSeed(seed, 'classifier') }
  const labelled = (before: number, until = before) =>
    regimeLabels(prepared, { kind: choice.kind, states, seed }, before, until)
  const posteriorOf = ({ from, to: until }: Range, model: Parameters<typeof posteriorBars>[0]): Float64Array => {
    const { x, first, columns, series } = dataset
    const rows = x.subarray((from - first) * columns.length, (until - first) * columns.length)
    return posteriorBars(model, { x: rows, rows: until - from, variance: series.variance, first: from })
  }
  const before = await fitRegimes(dataset, labelled(fit.to), fit.to, options)
  const early = posteriorOf(policy, before.model)
  before.model.network.dispose()
  const judging = labelled(policy.from, policy.to)
  const end = labelledTo(policy, judging)
  const margin = tuneMargin(
    {
      posterior: early.subarray(0, (end - policy.from) * states),
      state: judging.state.subarray(policy.from, end),
    },
    before.model.shares,
    judging.filter,
    startRng(deriveSeed(seed, 'margin')),
  )
  const { model, share, calibration } = await fitRegimes(dataset, labelled(to), to, options)
  const posterior = posteriorOf({ from: dataset.first, to: dataset.series.length }, model)
  model.network.dispose()
  return {
    posterior,
    called: callRegimes(posterior, model.shares, margin),
    choice,
    margin,
    shares: model.shares,
    early,
    correctionShare: share,
    calibration,
  }
}
