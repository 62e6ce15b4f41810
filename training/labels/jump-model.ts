import { mean } from '../../src/core/statistics/moments'
import { logGamma } from '../../src/core/statistics/student-t'
import { sliceSeries, type BarSeries } from '../data/series'
import { decodeJump, fitCentredJump, settingAt, type JumpModel, type JumpSetting } from './jump-regime'

const tails = [2.5, 3, 4, 6, 10, 30]
const iterations = 25

/**
 * Log-likelihood of centred values, given their squares, all > 0, under the likeliest Student distribution: its scale
 * by EM, its degrees of freedom the best of six from 2.5 to 30. 0 without values. Liu & Rubin, Statistica Sinica 5
 * (1995) 19–39.
 * @internal
 */
export const studentLogLikelihood = (squares: Float64Array): number => {
  const n = squares.length
  if (n === 0) return 0
  const likelihoods = tails.map((freedom) => {
    let scale = 0
    for (let i = 0; i < n; i++) scale += squares[i] / n
    for (let iteration = 0; iteration < iterations; iteration++) {
      let sum = 0
      for (let i = 0; i < n; i++) sum += squares[i] / (freedom + squares[i] / scale)
      scale = ((freedom + 1) * sum) / n
    }
    let tail = 0
    for (let i = 0; i < n; i++) tail += Math.log1p(squares[i] / (freedom * scale))
    const constant = logGamma((freedom + 1) / 2) - logGamma(freedom / 2) - 0.5 * Math.log(freedom * Math.PI * scale)
    return n * constant - ((freedom + 1) / 2) * tail
  })
  return Math.max(...likelihoods)
}

/** Log-likelihood of the moves along a path under the transition frequencies of that path itself. */
const movesLogLikelihood = (path: Uint8Array, states: number): number => {
  const counts = new Float64Array(states * states)
  for (let t = 1; t < path.length; t++) counts[path[t - 1] * states + path[t]]++
  let sum = 0
  for (let i = 0; i < states; i++) {
    const row = counts.subarray(i * states, (i + 1) * states)
    const total = row.reduce((a, b) => a + b, 0)
    for (const count of row) if (count > 0) sum += count * Math.log(count / total)
  }
  return sum
}

/**
 * Log-likelihood of returns and states together: returns by the Student distribution of their state, moves by the
 * path's own frequencies. It rises where states separate volatilities and falls with every change of state; of models
 * with equally many parameters the greatest is the one of the integrated classification criterion. Biernacki, Celeux &
 * Govaert, IEEE Transactions on Pattern Analysis and Machine Intelligence 22 (2000) 719–725. `squares`: squared
 * returns, all > 0, one a bar of the path.
 * @internal
 */
export const pathLogLikelihood = (squares: Float64Array, path: Uint8Array, states: number): number => {
  let sum = movesLogLikelihood(path, states)
  for (let k = 0; k < states; k++) sum += studentLogLikelihood(squares.filter((_, t) => path[t] === k))
  return sum
}

/** A smoothed jump model with the setting it was fitted in. */
export type ScaledJump = { readonly setting: JumpSetting; readonly centred: JumpModel }

const shortest = 20

// Squared returns, floored at a fiftieth of the typical deviation, so that a run of flat bars does not become a state
// of its own.
const flooredSquares = (logReturn: Float64Array): Float64Array => {
  const squares = logReturn.map((r) => r * r)
  const floor = mean(squares) / 2500
  return squares.map((square) => Math.max(floor, square))
}

/**
 * Fits the smoothed jump model at the time scale at which the training part is likeliest: half-lives from 20 bars, each
 * twice the one before, up to a hundredth of the part, until two in a row are no likelier. A scale too short adds
 * changes of state without information, one too long mixes volatilities.
 */
export const fitJumpAtScale = (train: BarSeries, states: number, seed: number): ScaledJump => {
  const fitAt = (longest: number): ScaledJump => {
    const setting = settingAt(longest)
    return { setting, centred: fitCentredJump(train, states, setting, seed) }
  }
  let best = fitAt(shortest)
  const squares = flooredSquares(train.logReturn)
  if (!(squares[0] > 0)) return best
  const likelihoodOf = ({ centred }: ScaledJump): number =>
    pathLogLikelihood(squares, decodeJump(centred, train), states)
  let likeliest = -Infinity
  let worse = 0
  for (let longest = 2 * shortest; longest <= train.length / 100 && worse < 2; longest *= 2) {
    if (likeliest === -Infinity) likeliest = likelihoodOf(best)
    const next = fitAt(longest)
    const likelihood = likelihoodOf(next)
    worse = likelihood > likeliest ? 0 : worse + 1
    if (likelihood > likeliest) {
      likeliest = likelihood
      best = next
    }
  }
  return best
}

export type JumpLabelOptions = {
  /** Bars at the start that the parameters are fitted on. */
  readonly trainLength: number
  readonly seed: number
  /** Default: the likeliest scale of the training bars, as fitJumpAtScale chooses it. */
  readonly setting?: Pick<JumpSetting, 'halfLives' | 'penalty'>
}

/**
 * States of every bar of a recording, 0 the calmest, decoded from the whole recording with parameters from the first
 * `trainLength` bars: labels for training and judging, never for decisions.
 */
export const jumpModelLabels = (
  series: BarSeries,
  states: number,
  { trainLength, seed, setting }: JumpLabelOptions,
): Uint8Array => {
  const train = sliceSeries(series, 0, trainLength)
  const centred =
    setting === undefined
      ? fitJumpAtScale(train, states, seed).centred
      : fitCentredJump(train, states, { ...settingAt(shortest), ...setting }, seed)
  return decodeJump(centred, series)
}
