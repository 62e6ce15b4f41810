import { Fault } from '../../src/core/error'
import { startRng } from '../../src/core/rng'
import { mean } from '../../src/core/statistics/moments'
import { exponentialMean } from '../baselines/ewma'
import { quantileOfSorted } from '../statistics/quantile'
import { smoothChain, startForwardPass, type HiddenChain, type Smoothed } from './forward-backward'

const { exp, log } = Math

/** K hidden states, each with normal returns. States ordered by `deviation`. */
export type GaussianHmm = HiddenChain & {
  readonly mean: readonly number[]
  readonly deviation: readonly number[]
}

/**
 * Starts the densities of returns under each state, divided by the largest: each call overwrites `out` and returns the
 * log of that largest density less the constant.
 */
const startDensities = ({ mean, deviation }: GaussianHmm): ((logReturn: number, out: Float64Array) => number) => {
  const logDeviation = deviation.map(log)
  return (logReturn, out) => {
    let top = -Infinity
    for (let k = 0; k < mean.length; k++) {
      const z = (logReturn - mean[k]) / deviation[k]
      out[k] = -0.5 * z * z - logDeviation[k]
      if (out[k] > top) top = out[k]
    }
    for (let k = 0; k < mean.length; k++) out[k] = exp(out[k] - top)
    return top
  }
}

/**
 * Starts a filter: each call takes the next return and overwrites `probability` with P(state | returns so far); returns
 * the log-likelihood increment less the constant.
 */
export const startForward = (model: GaussianHmm, probability: Float64Array): ((logReturn: number) => number) => {
  const densities = startDensities(model)
  const density = new Float64Array(model.mean.length)
  const forward = startForwardPass(model, probability)
  return (logReturn) => forward(density, densities(logReturn, density))
}

/** Posteriors of all bars given all returns; the log-likelihood includes its constants. */
export const smooth = (model: GaussianHmm, returns: Float64Array): Smoothed => {
  const densities = startDensities(model)
  const smoothed = smoothChain(model, returns.length, (bar, out) => densities(returns[bar], out))
  return { ...smoothed, logLikelihood: smoothed.logLikelihood - 0.5 * returns.length * log(2 * Math.PI) }
}

const fromPosterior = (
  returns: Float64Array,
  { posterior, moves }: Pick<Smoothed, 'posterior' | 'moves'>,
  states: number,
  floor: number,
): GaussianHmm => {
  const weight = new Array<number>(states).fill(1e-12)
  const centre = new Array<number>(states).fill(0)
  const square = new Array<number>(states).fill(0)
  for (let t = 0; t < returns.length; t++)
    for (let k = 0; k < states; k++) {
      weight[k] += posterior[t * states + k]
      centre[k] += posterior[t * states + k] * returns[t]
    }
  for (let k = 0; k < states; k++) centre[k] /= weight[k]
  for (let t = 0; t < returns.length; t++)
    for (let k = 0; k < states; k++) square[k] += posterior[t * states + k] * (returns[t] - centre[k]) ** 2
  return {
    initial: Array.from({ length: states }, (_, k) => posterior[k]),
    // A thousandth of a move is added to each count, so that every state stays reachable.
    transition: weight.map((_, i) => {
      const row = Array.from({ length: states }, (__, j) => moves[i * states + j] + 1e-3)
      const total = row.reduce((a, b) => a + b, 0)
      return row.map((count) => count / total)
    }),
    mean: centre,
    deviation: square.map((sum, k) => Math.sqrt(Math.max(floor, sum / weight[k]))),
  }
}

/** The same model with its states reordered so that deviations rise. */
const orderedByDeviation = ({ initial, transition, mean, deviation }: GaussianHmm): GaussianHmm => {
  const order = deviation.map((_, k) => k).sort((a, b) => deviation[a] - deviation[b])
  const pick = (values: readonly number[]): number[] => order.map((k) => values[k])
  return {
    initial: pick(initial),
    transition: order.map((k) => pick(transition[k])),
    mean: pick(mean),
    deviation: pick(deviation),
  }
}

// A first guess: states by the level of an exponential mean of squared returns, cut at the given shares.
const guess = (returns: Float64Array, halfLife: number, cuts: readonly number[], floor: number): GaussianHmm => {
  const states = cuts.length + 1
  const level = exponentialMean(
    returns.map((r) => r * r),
    0.5 ** (1 / halfLife),
    mean(returns.map((r) => r * r)),
  )
  const sorted = level.slice().sort()
  const edges = cuts.map((cut) => quantileOfSorted(sorted, cut))
  const posterior = new Float64Array(returns.length * states)
  level.forEach((value, t) => (posterior[t * states + edges.filter((edge) => value > edge).length] = 1))
  const moves = new Float64Array(states * states).fill(1 / states)
  for (let k = 0; k < states; k++) moves[k * states + k] = 30
  return {
    ...fromPosterior(returns, { posterior, moves }, states, floor),
    initial: new Array<number>(states).fill(1 / states),
  }
}

export type HmmFit = { readonly model: GaussianHmm; readonly logLikelihood: number; readonly iterations: number }

/**
 * Baum-Welch from one start until an iteration gains less than `tolerance` a return.
 * @internal
 */
export const baumWelch = (
  returns: Float64Array,
  start: GaussianHmm,
  floor: number,
  { iterations = 200, tolerance = 1e-7 }: { readonly iterations?: number; readonly tolerance?: number } = {},
): HmmFit => {
  let model = start
  let reached = -Infinity
  let iteration = 0
  for (; iteration < iterations; iteration++) {
    const smoothed = smooth(model, returns)
    if (smoothed.logLikelihood - reached < tolerance * returns.length)
      return { model, logLikelihood: smoothed.logLikelihood, iterations: iteration }
    reached = smoothed.logLikelihood
    model = fromPosterior(returns, smoothed, model.mean.length, floor)
  }
  return { model, logLikelihood: smooth(model, returns).logLikelihood, iterations: iteration }
}

/**
 * Gaussian hidden Markov model by EM from five starts (levels of volatility cut at equal and at falling shares, then at
 * random ones), the likeliest iterated to convergence; states ordered by deviation. Deviations are floored at a
 * fiftieth of the sample's, so that a run of equal returns does not become a state of its own. Faults 'missing-data' on
 * fewer than 20 returns a state and 'numerical-domain' on returns without variance. Baum, Petrie, Soules & Weiss,
 * Annals of Mathematical Statistics 41 (1970) 164–171.
 */
export const fitHmm = (returns: Float64Array, states: number, seed: number): HmmFit => {
  if (returns.length < 20 * states)
    throw new Fault(
      'missing-data',
      `a hidden Markov model of ${states} states needs ${20 * states} returns, not ${returns.length}`,
    )
  const centre = mean(returns)
  const variance = mean(returns.map((r) => (r - centre) ** 2))
  if (!(variance > 0 && variance < Infinity))
    throw new Fault('numerical-domain', 'hidden Markov model: returns have no finite variance')
  const floor = variance / 2500
  const rng = startRng(seed)
  const inner = Array.from({ length: states - 1 }, (_, k) => (k + 1) / states)
  const falling = inner.map((_, k) => 1 - 0.5 ** (k + 1) * 0.6)
  const random = (): number[] => inner.map(() => 0.05 + 0.9 * rng.uniform()).sort((a, b) => a - b)
  const starts = [
    guess(returns, 10, inner, floor),
    guess(returns, 10, falling, floor),
    guess(returns, 40, falling, floor),
    guess(returns, 5, random(), floor),
    guess(returns, 20, random(), floor),
  ]
  const short = starts.map((start) => baumWelch(returns, start, floor, { iterations: 15 }))
  const best = short.reduce((a, b) => (b.logLikelihood > a.logLikelihood ? b : a))
  const fit = baumWelch(returns, best.model, floor)
  return { ...fit, model: orderedByDeviation(fit.model) }
}
