import { Fault } from '../../src/core/error'
import { balancedAccuracy, transitionRate } from '../../src/core/statistics/classification-scores'
import { mean } from '../../src/core/statistics/moments'
import { exponentialMean } from '../baselines/ewma'
import { quantileOfSorted } from '../statistics/quantile'
import { hmm } from './hmm'
import { callFrequencies, type RegimeBaseline } from './regime-baseline'
import { checkVariance } from './smooth-regimes'

/**
 * Starts a rule against flicker: a new state is called once the raw state has differed from the called one for `bars` ≥
 * 1 bars in a row. The first raw state is called at once.
 */
const startConfirmation = (bars: number): ((raw: number) => number) => {
  let called: number | undefined
  let waiting = 0
  return (raw) => {
    if (called === undefined) called = raw
    waiting = raw === called ? 0 : waiting + 1
    if (waiting >= bars) {
      called = raw
      waiting = 0
    }
    return called
  }
}

/**
 * The rule over a whole series of raw states.
 * @internal
 */
export const confirmed = (raw: Uint8Array, bars: number): Uint8Array => {
  const step = startConfirmation(bars)
  return raw.map((state) => step(state))
}

/** Number of edges that a level exceeds: its state. */
const stateOf = (level: number, edges: readonly number[]): number => {
  let state = 0
  while (state < edges.length && level > edges[state]) state++
  return state
}

type Cut = {
  readonly halfLife: number
  readonly edges: readonly number[]
  readonly dwell: number
  readonly called: Uint8Array
}

// The shortest confirmation, in bars, whose transition rate is not above the goal.
const matched = (raw: Uint8Array, goal: number): { dwell: number; called: Uint8Array } => {
  let low = 1
  let high = Math.max(1, Math.ceil(raw.length / 10))
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (transitionRate(confirmed(raw, middle)) > goal) low = middle + 1
    else high = middle
  }
  return { dwell: low, called: confirmed(raw, low) }
}

const cutAt = (
  variance: Float64Array,
  halfLife: number,
  { start, shares, goal }: { readonly start: number; readonly shares: readonly number[]; readonly goal: number },
): Cut => {
  const levels = exponentialMean(variance, 0.5 ** (1 / halfLife), start)
  const sorted = levels.slice().sort()
  const edges = shares.map((share) => quantileOfSorted(sorted, share))
  const raw = Uint8Array.from(levels, (level) => stateOf(level, edges))
  return { halfLife, edges, ...matched(raw, goal) }
}

const candidates = 10

/**
 * Exponentially weighted variance cut at the quantiles that give the labels' shares of the states, called after a
 * confirmation in bars that brings the transition rate on the training part down to the labels': a plain threshold that
 * changes state no more often than the labels. Of ten half-lives (1 bar to a hundredth of the training part, at least
 * 20 bars) the one of best balanced accuracy against the labels is kept. Without labels the smoothed states of the
 * hidden Markov model stand in.
 */
export const volatilityThreshold: RegimeBaseline = {
  name: 'threshold',
  fit({ series, states, seed, labels }) {
    const { variance } = series
    checkVariance(variance)
    const truth = labels ?? hmm.fit({ series, states, seed }).smoother?.statesOf(series)
    if (truth === undefined || truth.length !== series.length)
      throw new Fault('bad-input', `${truth?.length} labels for ${series.length} bars`)
    const shares = Array.from(
      { length: states - 1 },
      (_, k) => truth.reduce((n, s) => n + (s <= k ? 1 : 0), 0) / truth.length,
    )
    const goal = transitionRate(truth)
    const start = mean(variance)
    const longest = Math.max(20, series.length / 100)
    const cuts = Array.from({ length: candidates }, (_, i) =>
      cutAt(variance, longest ** (i / (candidates - 1)), { start, shares, goal }),
    )
    const accuracies = cuts.map(({ called }) => balancedAccuracy(truth, called, states) ?? 0)
    const { halfLife, edges, dwell, called } = cuts[accuracies.indexOf(Math.max(...accuracies))]
    const frequencies = callFrequencies(called, truth, states)
    const decay = 0.5 ** (1 / halfLife)
    return {
      states,
      parameters: {
        halfLifeBars: halfLife,
        confirmationBars: dwell,
        edges,
        trainTransitionRate: transitionRate(called),
        labelTransitionRate: goal,
        frequencies: frequencies.flat(),
      },
      filter() {
        let level = start
        const confirm = startConfirmation(dwell)
        return {
          step(bar) {
            level = decay * level + (1 - decay) * bar.variance
            const state = confirm(stateOf(level, edges))
            return { state, posterior: frequencies[state] }
          },
        }
      },
      smoother: undefined,
    }
  },
}
