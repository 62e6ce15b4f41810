import type { VarianceRegimes } from '../../src/core/regime/variance-regimes'
import { logGamma } from '../../src/core/statistics/student-t'
import { smoothRegimes } from './smooth-regimes'

/** What is believed of a market before its bars are seen. */
export type RegimePrior = {
  /** Bars that a stay in a state lasts. */
  readonly stay: number
  /** Moves out of each state that the belief about stays is worth. */
  readonly moves: number
  /** Ratio of the variances of neighbouring states. */
  readonly ratio: number
  /** Bars that the belief about each state's variance is worth. */
  readonly bars: number
}

export type RegimeFit = {
  readonly regimes: VarianceRegimes
  /** Log-likelihood plus log prior, comparable between freedoms. */
  readonly objective: number
}

/** What the density of a series has beside states and scales. */
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
 * EM from one start until a step gains less than a millionth a bar. Stays have a Dirichlet prior, scales that of so many imagined bars near
 * `believed`. Dempster, Laird & Rubin, Journal of the Royal Statistical Society B 39 (1977) 1–38.
 */
export const maximise = (
  variance: Float64Array,
  start: VarianceRegimes,
  { stay, moves: weight, bars }: RegimePrior,
  believed: readonly number[],
  steps: number,
): RegimeFit => {
  const states = believed.length
  const [body, tail] = start.freedom
  const leave = weight / (states - 1)
  const remain = weight * (stay - 1)
  const pseudo = (i: number, j: number): number => (i === j ? remain : leave)
  const logPrior = ({ transition, scale }: VarianceRegimes): number =>
    transition.reduce((sum, row, i) => sum + row.reduce((part, p, j) => part + pseudo(i, j) * Math.log(p), 0), 0) -
    scale.reduce((sum, s, k) => sum + 0.5 * bars * (Math.log(s) + believed[k] / s), 0)
  const constant = logConstant(variance, start.freedom) / start.span
  let regimes = start
  let objective = -Infinity
  for (let step = 0; step < steps; step++) {
    const { posterior, moves, logLikelihood } = smoothRegimes(regimes, variance)
    const reached = logLikelihood + logPrior(regimes) + constant
    const stands = reached - objective < tolerance * variance.length
    objective = reached
    if (stands) break
    const scale = regimes.scale.map((s, k) => {
      let total = bars
      let sum = bars * believed[k]
      for (let t = 0; t < variance.length; t++) {
        const p = posterior[t * states + k]
        total += p
        sum += (p * (body + tail) * variance[t]) / (tail + (body * variance[t]) / s)
      }
      return sum / total
    })
    const transition = scale.map((_, i) => {
      const row = scale.map((__, j) => moves[i * states + j] + pseudo(i, j))
      const total = row.reduce((a, b) => a + b, 0)
      return row.map((count) => count / total)
    })
    const initial = scale.map((_, k) => Math.max(1e-6, posterior[k]))
    regimes = ordered({ ...regimes, initial, transition, scale })
  }
  return { regimes, objective }
}
