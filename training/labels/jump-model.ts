import { mean } from '../statistics/quantile'
import { sliceSeries, type BarSeries } from '../data/series'
import { decodeJump, fitCentredJump, type JumpModel } from './jump-regime'
import { settingAt, type JumpSetting } from './jump-setting'
import { pathLogLikelihood } from './path-likelihood'

/** A smoothed jump model with the setting it was fitted in. */
export type ScaledJump = { readonly setting: JumpSetting; readonly centred: JumpModel }

const shortest = 20

// Squared returns; one of nothing counts as a fiftieth of the typical deviation, so that a run of flat bars is no state
// of its own.
const flooredSquares = (logReturn: Float64Array): Float64Array => {
  const squares = logReturn.map((r) => r * r)
  const floor = mean(squares) / 2500
  return squares.map((square) => Math.max(floor, square))
}

/**
 * Fits the smoothed jump model at the time scale at which the training part is likeliest: half-lives from 20 bars, each
 * twice the one before, up to a hundredth of the part, until two in a row do no better. A scale too short pays for
 * changes of state that tell nothing, one too long mixes volatilities.
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
  /** Default: the likeliest scale of the training bars, as fitJumpAtScale finds it. */
  readonly setting?: Pick<JumpSetting, 'halfLives' | 'penalty'>
}

/**
 * States of every bar of a recording, 0 the calmest, decoded with the whole recording in sight and parameters from the
 * first `trainLength` bars: labels to train and judge by, never to act on.
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
