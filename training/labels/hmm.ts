import { mostProbable } from '../../src/core/statistics/classification-scores'
import { fitHmm, smooth, startForward, type GaussianHmm } from './hmm-fit'
import type { FittedRegime, RegimeBaseline, RegimeFilter } from './regime-baseline'

const mostReturns = 20_000

const startFilter = (model: GaussianHmm): RegimeFilter => {
  const probability = new Float64Array(model.mean.length)
  const forward = startForward(model, probability)
  return {
    step({ logReturn }) {
      forward(logReturn)
      return { state: mostProbable(probability, probability.length), posterior: Array.from(probability) }
    },
  }
}

/** A hidden Markov model as a regime model: filtered posteriors, smoothed states by the most probable marginal. */
export const hmmRegime = (model: GaussianHmm): FittedRegime => {
  const states = model.mean.length
  return {
    states,
    parameters: {
      mean: model.mean,
      deviation: model.deviation,
      transition: model.transition.flat(),
      initial: model.initial,
    },
    filter: () => startFilter(model),
    smoother: {
      statesOf({ length, logReturn }) {
        const { posterior } = smooth(model, logReturn)
        return Uint8Array.from({ length }, (_, t) => mostProbable(posterior, states, t))
      },
    },
  }
}

/** Probability of each state after very many bars. */
export const longRunShares = (transition: readonly (readonly number[])[]): number[] => {
  let shares = transition.map(() => 1 / transition.length)
  // Squaring the matrix covers 2^40 bars in 40 products.
  let power = transition
  for (let i = 0; i < 40; i++)
    power = power.map((row) => {
      const product = row.map((_, j) => row.reduce((sum, p, k) => sum + p * power[k][j], 0))
      const total = product.reduce((a, b) => a + b, 0)
      return product.map((p) => p / total)
    })
  shares = shares.map((_, j) => shares.reduce((sum, share, k) => sum + share * power[k][j], 0))
  return shares
}

/**
 * Gaussian hidden Markov model fitted by EM on the last 20,000 returns of the training part; a new series starts from
 * the long-run shares.
 */
export const hmm: RegimeBaseline = {
  name: 'hmm',
  fit({ series, states, seed }) {
    const { model } = fitHmm(series.logReturn.slice(Math.max(1, series.length - mostReturns)), states, seed)
    return hmmRegime({ ...model, initial: longRunShares(model.transition) })
  },
}
