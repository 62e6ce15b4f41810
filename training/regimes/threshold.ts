import { Fault } from '../../src/core/error'
import { transitionRate } from '../../src/core/metrics/classification/transition-rate'
import { exponentialMean } from '../baselines/ewma'
import { mean, quantileOfSorted } from '../statistics/quantile'
import { callFrequencies } from './call-calibration'
import { hmm } from './hmm'
import type { RegimeBaseline } from './regime-baseline'

/** Number of edges that a level exceeds: its state. */
const stateOf = (level: number, edges: readonly number[]): number => {
  let state = 0
  while (state < edges.length && level > edges[state]) state++
  return state
}

type Cut = {
  readonly halfLife: number
  readonly edges: readonly number[]
  readonly called: Uint8Array
  readonly rate: number
}

const cutAt = (variance: Float64Array, start: number, halfLife: number, shares: readonly number[]): Cut => {
  const levels = exponentialMean(variance, 0.5 ** (1 / halfLife), start)
  const sorted = levels.slice().sort()
  const edges = shares.map((share) => quantileOfSorted(sorted, share))
  const called = Uint8Array.from(levels, (level) => stateOf(level, edges))
  return { halfLife, edges, called, rate: transitionRate(called) }
}

const candidates = 24

/**
 * Exponentially weighted variance cut at the quantiles that give the labels' shares of the states, with the half-life (1 bar to a tenth of the
 * training part) whose transition rate on the training part comes closest to the labels': a plain threshold that flips no more often than what
 * it is compared with. Without labels the smoothed states of the hidden Markov model stand in.
 */
export const volatilityThreshold: RegimeBaseline = {
  name: 'threshold',
  fit({ series, states, seed, labels }) {
    const { variance } = series
    const truth = labels ?? hmm.fit({ series, states, seed }).smoother?.statesOf(series)
    if (truth === undefined || truth.length !== series.length)
      throw new Fault('bad-input', `${truth?.length} labels for ${series.length} bars`)
    const shares = Array.from(
      { length: states - 1 },
      (_, k) => truth.reduce((n, s) => n + (s <= k ? 1 : 0), 0) / truth.length,
    )
    const goal = transitionRate(truth)
    const start = mean(variance)
    const distance = ({ rate }: Cut): number => Math.abs(Math.log((rate + 1e-6) / (goal + 1e-6)))
    const longest = Math.max(2, series.length / 10)
    let best = cutAt(variance, start, 1, shares)
    for (let i = 1; i < candidates; i++) {
      const cut = cutAt(variance, start, longest ** (i / (candidates - 1)), shares)
      if (distance(cut) < distance(best)) best = cut
    }
    const { halfLife, edges, called, rate } = best
    const frequencies = callFrequencies(called, truth, states)
    const decay = 0.5 ** (1 / halfLife)
    return {
      states,
      parameters: {
        halfLifeBars: halfLife,
        edges,
        trainTransitionRate: rate,
        labelTransitionRate: goal,
        frequencies: frequencies.flat(),
      },
      filter() {
        let level = start
        return {
          step(bar) {
            level = decay * level + (1 - decay) * bar.variance
            const state = stateOf(level, edges)
            return { state, posterior: frequencies[state] }
          },
        }
      },
      smoother: undefined,
    }
  },
}
