import { Fault } from '../../src/core/error'
import type { VarianceRegimes } from '../../src/core/reading/regime/variance-regimes'
import { longRunShares } from './hmm'
import { maximise, type RegimeFit, type RegimePrior } from './maximise-regimes'
import { checkVariance, spanVariance } from './smooth-regimes'

export type RegimeFitOptions = {
  /**
   * True where the variance of a bar is the square of one return; a realized or range measure is less dispersed, and
   * its degrees of freedom are fitted.
   */
  readonly squared: boolean
  readonly prior?: RegimePrior
}

/**
 * Chosen on simulated worlds, drawn apart from those of `reproduce regimes`: two and three states, stays about 120 bars
 * halved from state to state (log-normal, deviation 0.6), variances about four times the next lower (0.4), returns
 * normal, t(5) or t(8), 500 to 2,000 bars. Spreads from 0.25 to 0.5, 4 to 8 moves and fades of 2 and 2.5 give similar
 * losses; without a fade the log loss of three states on the bars that follow is half as much again. Where the prior
 * does not hold: if stays are alike and variances 2.2 times the next lower, the fade costs three states 0.06 of
 * balanced accuracy against a prior without a fade.
 */
const defaultPrior: RegimePrior = { stay: 100, fade: 2, moves: 5, ratio: 4, spread: 0.35 }

const mostBars = 60_000
const trialBars = 6_000
const blocks = 6
const bodies = [1, 2, 4, 8, 16]
const tails = [4, 6, 10, 20, 1000]
const trialSteps = 12
const mostSteps = 100
const finalists = 3

/**
 * At most so many bars, in blocks spread evenly over the series: the few moves across the ends of blocks do not matter
 * among thousands.
 */
const spreadBlocks = (series: Float64Array, most: number): Float64Array => {
  if (series.length <= most) return series
  const length = Math.floor(most / blocks)
  const out = new Float64Array(length * blocks)
  for (let i = 0; i < blocks; i++) {
    const from = Math.floor((i * (series.length - length)) / (blocks - 1))
    out.set(series.subarray(from, from + length), i * length)
  }
  return out
}

/** Largest share of bars at the least variance; above it a coarse tick hides the moves of single bars. */
const mostHidden = 0.02
const spans = [1, 2, 5, 10, 20, 50]

/** The least span of which at most that share of means is at the least variance. */
const spanOf = (series: Float64Array): number => {
  const least = 1.001 * series.reduce((a, b) => Math.min(a, b), Infinity)
  const hidden = (span: number): number =>
    spanVariance(series, span).reduce((n, v) => n + Number(v <= least), 0) / series.length
  return spans.find((span) => hidden(span) <= mostHidden) ?? spans[spans.length - 1]
}

// Between the typical and the mean variance: a few extreme bars must not raise the scale of every state.
const middleOf = (variance: Float64Array): number => {
  let logs = 0
  let total = 0
  for (const v of variance) {
    logs += Math.log(v)
    total += v
  }
  const mean = total / variance.length
  return 1.4 * Math.sqrt(Math.max(Math.exp(logs / variance.length), 0.1 * mean) * mean)
}

const likelier = (a: RegimeFit, b: RegimeFit): number => b.objective - a.objective

/**
 * Fits hidden states to the variances of bars by EM under a weak prior: starts near and far, then bodies and tails of
 * the density from the likeliest; the best is kept. States are ordered by scale and a new series starts from their
 * long-run shares. The prior keeps a state that few bars visited at a plausible distance and stay, so that a path of
 * one state is not split in two. At most 60,000 bars are read. Faults 'missing-data' on fewer than 20 bars a state,
 * 'bad-input' on variances that are not positive.
 */
export const fitVarianceRegimes = (
  series: Float64Array,
  states: number,
  { squared, prior = defaultPrior }: RegimeFitOptions,
): VarianceRegimes => {
  checkVariance(series)
  if (series.length < 20 * states)
    throw new Fault('missing-data', `${states} regimes need ${20 * states} bars, not ${series.length}`)
  const span = squared ? 1 : spanOf(series)
  const seen = spanVariance(series, span)
  const sample = spreadBlocks(seen, trialBars)
  const middle = middleOf(sample)
  const centre = (states - 1) / 2
  // `anchor`: the state, counted from 0, that the middle of the variances is assigned to.
  const startAt = (spread: number, stay: number, anchor = centre): VarianceRegimes => ({
    initial: new Array<number>(states).fill(1 / states),
    transition: Array.from({ length: states }, (_, i) =>
      Array.from({ length: states }, (__, j) => (i === j ? 1 - 1 / stay : 1 / stay / (states - 1))),
    ),
    scale: Array.from({ length: states }, (_, k) => middle * (spread * prior.ratio) ** (k - anchor)),
    freedom: [squared ? 1 : 4, 10],
    span,
  })
  const trial = (start: VarianceRegimes): RegimeFit => maximise(sample, start, prior, trialSteps)
  const starts = [
    startAt(1, prior.stay),
    startAt(2, 20),
    startAt(0.5, 200),
    // Starts in which the middle belongs to the calmest or the most volatile state.
    startAt(1, 200, 0),
    startAt(1, 200, states - 1),
  ]
    .map(trial)
    .sort(likelier)
  const withBodies = squared
    ? starts
    : bodies.map((body) => trial({ ...starts[0].regimes, freedom: [body, 10] })).sort(likelier)
  // Squared returns: every start with every tail, because the likelihood has several modes.
  const trials = (squared ? starts : withBodies.slice(0, 1)).flatMap(({ regimes }) =>
    tails.map((tail) => trial({ ...regimes, freedom: [regimes.freedom[0], tail] })),
  )
  const long = spreadBlocks(seen, mostBars)
  const [best] = trials
    .sort(likelier)
    .slice(0, long.length > trialBars ? 1 : finalists)
    .map(({ regimes }) => maximise(long, regimes, prior, mostSteps))
    .sort(likelier)
  return { ...best.regimes, initial: longRunShares(best.regimes.transition) }
}
