import { loss, startForwardCost } from './jump-fit'
import { fitJumpAtScale } from './jump-model'
import { decodeJump, fitCausalJump, type JumpModel } from './jump-regime'
import { callFrequencies, type FittedRegime, type RegimeBaseline, type RegimeFilter } from './regime-baseline'

const startOnline = (
  { states, centres, scale, start, halfLives, penalty }: JumpModel,
  frequencies: readonly (readonly number[])[] | undefined,
): RegimeFilter => {
  const width = halfLives.length
  const decays = halfLives.map((halfLife) => 0.5 ** (1 / halfLife))
  const levels = new Array<number>(width).fill(start.deviation)
  const row = new Float64Array(width)
  const now = { values: row, width }
  const losses = new Float64Array(states)
  const path = startForwardCost(states, penalty)
  const certain = Array.from({ length: states }, (_, k) => Array.from({ length: states }, (__, j) => (j === k ? 1 : 0)))
  const posteriors = frequencies ?? certain
  return {
    step({ variance }) {
      for (let j = 0; j < width; j++) {
        levels[j] = decays[j] * levels[j] + (1 - decays[j]) * Math.sqrt(variance)
        row[j] = (Math.log(levels[j]) - scale.mean[j]) / scale.deviation[j]
      }
      for (let k = 0; k < states; k++) losses[k] = loss(now, 0, centres, k)
      path.step(losses)
      let state = 0
      for (let k = 1; k < states; k++) if (path.cost[k] < path.cost[state]) state = k
      return { state, posterior: posteriors[state] }
    },
  }
}

/**
 * Statistical jump model on log volatility features. Its filter calls the state of least forward cost, the greedy
 * online form; posteriors are the label frequencies of each call on the training part. Nystrup, Lindström & Madsen
 * (2020); Nystrup, Kolm & Lindström, Journal of Financial Data Science 2 (2020) 25–39 for the online form.
 */
export const jump: RegimeBaseline = {
  name: 'jump',
  fit({ series, states, seed, labels }): FittedRegime {
    const { setting, centred } = fitJumpAtScale(series, states, seed)
    const causal = fitCausalJump(series, states, setting, seed)
    const truth = labels ?? decodeJump(centred, series)
    const uncalibrated = startOnline(causal, undefined)
    const called = Uint8Array.from(
      series.variance,
      (variance, t) => uncalibrated.step({ variance, logReturn: series.logReturn[t] }).state,
    )
    const frequencies = callFrequencies(called, truth, states)
    return {
      states,
      parameters: {
        halfLives: setting.halfLives,
        penalty: setting.penalty,
        onlinePenalty: setting.onlinePenalty,
        centres: Array.from(causal.centres),
        frequencies: frequencies.flat(),
      },
      filter: () => startOnline(causal, frequencies),
      smoother: { statesOf: (whole) => decodeJump(centred, whole) },
    }
  },
}
