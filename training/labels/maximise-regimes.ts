import type { VarianceRegimes } from '../../src/core/reading/regime/variance-regimes'
import { logGamma } from '../../src/core/statistics/student-t'
import { likeliestScales, logSeparation, type Separation } from './prior-scales'
import { smoothRegimes } from './smooth-regimes'

/** Prior on the regimes of a market. */
export type RegimePrior = Separation & {
  /** Prior mean stay in the calmest state, bars. */
  readonly stay: number
  /**
   * How many times longer a state lasts than the next more volatile one: turbulent states are shorter than calm ones.
   */
  readonly fade: number
  /** Weight of the prior on stays, as a number of moves out of each state. */
  readonly moves: number
}

/** Prior mean stay in a state, bars; at least two. */
const stayOf = ({ stay, fade }: RegimePrior, state: number): number => Math.max(2, stay / fade ** state)

export type RegimeFit = {
  readonly regimes: VarianceRegimes
  /** Log-likelihood plus log prior, comparable between freedoms. */
  readonly objective: number
}

/** The part of the log density that does not depend on states and scales. */
const logConstant = (variance: Float64Array, [body, tail]: readonly [number, number]): number => {
  let logs = 0
  for (const v of variance) logs += Math.log(v)
  const each =
    logGamma((body + tail) / 2) - logGamma(body / 2) - logGamma(tail / 2) + 0.5 * body * Math.log(body / tail)
  return variance.length * each + (body / 2 - 1) * logs
}

const ordered = ({ initial, transition, scale, freedom, span }: VarianceRegimes): VarianceRegimes => {
  const order = scale.map((_, k) => k).sort((a, b) => scale[a] - scale[b])
  return {
    freedom,
    span,
    initial: order.map((k) => initial[k]),
    transition: order.map((i) => order.map((j) => transition[i][j])),
    scale: order.map((k) => scale[k]),
  }
}

const tolerance = 1e-6

/**
 * EM from one start until a step gains less than a millionth a bar. Stays have a Dirichlet prior, the ratios of
 * neighbouring scales a log-normal one. Dempster, Laird & Rubin, Journal of the Royal Statistical Society B 39 (1977)
 * 1–38.
 */
export const maximise = (
  variance: Float64Array,
  start: VarianceRegimes,
  prior: RegimePrior,
  steps: number,
): RegimeFit => {
  const states = start.scale.length
  const { span } = start
  const [body, tail] = start.freedom
  const leave = prior.moves / (states - 1)
  const pseudo = (i: number, j: number): number => (i === j ? prior.moves * (stayOf(prior, i) - 1) : leave)
  const logPrior = ({ transition, scale }: VarianceRegimes): number =>
    transition.reduce((sum, row, i) => sum + row.reduce((part, p, j) => part + pseudo(i, j) * Math.log(p), 0), 0) +
    logSeparation(scale, prior)
  const constant = logConstant(variance, start.freedom) / span
  let regimes = start
  let objective = -Infinity
  for (let step = 0; step < steps; step++) {
    const { posterior, moves, logLikelihood } = smoothRegimes(regimes, variance)
    const reached = logLikelihood + logPrior(regimes) + constant
    const stands = reached - objective < tolerance * variance.length
    objective = reached
    if (stands) break
    const bars = new Float64Array(states)
    const total = new Float64Array(states)
    regimes.scale.forEach((s, k) => {
      for (let t = 0; t < variance.length; t++) {
        const p = (posterior[t * states + k] * body) / span
        bars[k] += p
        total[k] += (p * (body + tail) * variance[t]) / (tail + (body * variance[t]) / s)
      }
    })
    const scale = likeliestScales(regimes.scale, { bars, total }, prior)
    const transition = scale.map((_, i) => {
      const row = scale.map((__, j) => moves[i * states + j] + pseudo(i, j))
      const sum = row.reduce((a, b) => a + b, 0)
      return row.map((count) => count / sum)
    })
    const initial = scale.map((_, k) => Math.max(1e-6, posterior[k]))
    regimes = ordered({ ...regimes, initial, transition, scale })
  }
  return { regimes, objective }
}
