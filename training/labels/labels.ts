import type { LabelKind } from '../../models/classifier/classifier'
import type { VarianceRegimes } from '../../src/core/reading/regime/variance-regimes'
import { deriveSeed } from '../../src/core/rng'
import { transitionRate } from '../../src/core/statistics/classification-scores'
import type { ProfiledDataset } from '../data/prepare'
import { sliceSeries, type BarSeries } from '../data/series'
import type { Range } from '../data/split'
import { quantileOfSorted } from '../statistics/quantile'
import { forwardMean } from '../statistics/sliding-mean'
import { fitVarianceRegimes } from './fit-variance-regimes'
import { jumpModelLabels } from './jump-model'
import { smoothRegimes, spanVariance } from './smooth-regimes'

/** Names of K ≥ 2 states in rising order of volatility. */
export const stateNames = (states: number): string[] => {
  if (states === 2) return ['calm', 'turbulent']
  if (states === 3) return ['calm', 'normal', 'turbulent']
  return Array.from({ length: states }, (_, k) => `state ${k + 1} of ${states}`)
}

/** States of bars for training and judging, never for decisions: they depend on later bars. */
export type Labels = {
  readonly kind: LabelKind
  readonly states: number
  readonly filter: VarianceRegimes
  /** State of every bar, 0 the calmest; the last `reach` bars of a kind that is a number have no state and hold 0. */
  readonly state: Uint8Array
  /** Bars ahead that a label is taken to depend on. */
  readonly reach: number
  /** Mean bars between two changes of state. */
  readonly stay: number
}

export type Labelling = {
  readonly kind: LabelKind
  readonly filter: VarianceRegimes
  /** Bars at the start that parameters are fitted on. */
  readonly trainLength: number
  readonly barsPerDay: number
  readonly seed: number
}

/** The likeliest state of each bar, given all of them. */
export const regimePath = (filter: VarianceRegimes, variance: Float64Array): Uint8Array => {
  const states = filter.scale.length
  const { posterior } = smoothRegimes(filter, spanVariance(variance, filter.span))
  return Uint8Array.from({ length: variance.length }, (_, bar) => {
    let likeliest = 0
    for (let k = 1; k < states; k++)
      if (posterior[bar * states + k] > posterior[bar * states + likeliest]) likeliest = k
    return likeliest
  })
}

/** Class of the mean variance over the next bars, cut at the given rising shares of the training bars. */
const forwardClasses = (
  variance: Float64Array,
  bars: number,
  shares: readonly number[],
  trainLength: number,
): Uint8Array => {
  const means = forwardMean(variance, bars)
  const sorted = means.slice(0, Math.max(1, trainLength - bars)).sort()
  const edges = shares.map((share) => quantileOfSorted(sorted, share))
  return Uint8Array.from(means, (value, bar) =>
    bar < means.length - bars ? edges.filter((edge) => value > edge).length : 0,
  )
}

/** Shares at or below each state but the last in a path. */
const cumulatedShares = (path: Uint8Array, states: number): number[] =>
  Array.from({ length: states - 1 }, (_, k) => path.reduce((n, state) => n + Number(state <= k), 0) / path.length)

/** Least share of a class of forward variance. */
const LEAST_SHARE = 0.05

/** Bars ahead that a smoothed label is taken to depend on: about the reach of its features. */
export const smootherReach = ({ barsPerDay }: { readonly barsPerDay: number }): number => Math.max(barsPerDay, 20)

/** Labels of every bar of a series. */
export const labelBars = (series: BarSeries, { kind, filter, trainLength, barsPerDay, seed }: Labelling): Labels => {
  const states = filter.scale.length
  const reach = smootherReach({ barsPerDay })
  const of = (state: Uint8Array, ahead: number): Labels => ({
    kind,
    states,
    filter,
    state,
    reach: ahead,
    stay: 1 / Math.max(transitionRate(state.subarray(0, trainLength)), 1 / trainLength),
  })
  if (kind === 'jump') return of(jumpModelLabels(series, states, { trainLength, seed }), reach)
  if (kind === 'regimes') return of(regimePath(filter, series.variance), reach)
  const train = regimePath(filter, sliceSeries(series, 0, trainLength).variance)
  const shares = cumulatedShares(train, states).map((share, k) =>
    Math.min(1 - LEAST_SHARE * (states - 1 - k), Math.max(LEAST_SHARE * (k + 1), share)),
  )
  return of(forwardClasses(series.variance, kind, shares, trainLength), kind)
}

/** The hidden states behind the bars before `to`. */
export const hiddenRegimes = (
  { dataset: { series }, market: { profile } }: ProfiledDataset,
  states: number,
  to: number,
): VarianceRegimes =>
  fitVarianceRegimes(series.variance.subarray(0, to), states, { squared: profile.variance === 'squared-return' })

export type LabelSettings = {
  readonly kind: LabelKind
  readonly states: number
  readonly seed: number
  /** Hidden regimes of the bars before `fitTo`; fitted anew unless given. */
  readonly filter?: VarianceRegimes
}

/** Labels of the bars before `to`, with parameters from those before `fitTo`. */
export const regimeLabels = (
  prepared: ProfiledDataset,
  { kind, states, seed, filter }: LabelSettings,
  fitTo: number,
  to = fitTo,
): Labels =>
  labelBars(sliceSeries(prepared.dataset.series, 0, to), {
    kind,
    filter: filter ?? hiddenRegimes(prepared, states, fitTo),
    trainLength: fitTo,
    barsPerDay: prepared.market.profile.barsPerDay,
    seed: deriveSeed(seed, 'labels'),
  })

/** End of the bars of a range that have a label: classes of forward variance need the bars ahead. */
export const labelledTo = ({ to }: Range, { kind }: Labels): number => (typeof kind === 'number' ? to - kind : to)
