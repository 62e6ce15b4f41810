import { log } from '../../src/core/pricing/elementary'
import { startSolver } from '../statistics/gram'

/** r = μ + e, e ~ N(0, h), h = ω + α e₋₁² + β h₋₁, in the units of the returns; ω > 0, α, β ≥ 0, α + β < 1. */
export type GarchParameters = {
  readonly mu: number
  readonly omega: number
  readonly alpha: number
  readonly beta: number
}

/**
 * Gaussian log-likelihood, constants included. The first variance and the squared residual before it are the mean
 * squared residual, as in the benchmark of Fiorentini, Calzolari & Panattoni, Journal of Applied Econometrics 11 (1996)
 * 399–417.
 */
export const garchLogLikelihood = (returns: ArrayLike<number>, { mu, omega, alpha, beta }: GarchParameters): number => {
  const n = returns.length
  let square = 0
  for (let i = 0; i < n; i++) square += ((returns[i] - mu) * (returns[i] - mu)) / n
  let variance = square
  let sum = 0
  for (let i = 0; i < n; i++) {
    variance = omega + alpha * square + beta * variance
    square = (returns[i] - mu) * (returns[i] - mu)
    sum += log(variance) + square / variance
  }
  return -0.5 * (n * Math.log(2 * Math.PI) + sum)
}

/** The log-likelihood with its slope in (μ, ω, α, β) and the information on them, 4 × 4. */
type Score = {
  readonly logLikelihood: number
  readonly slope: readonly number[]
  readonly information: readonly (readonly number[])[]
}

/**
 * Scores in one pass: with z = ∂h/∂θ by its own recursion, the slope is Σ ½ z (e²/h − 1)/h, for μ also Σ e/h, and the
 * information Σ ½ z zᵀ/h², for μ also Σ 1/h.
 */
const scoreOf = (returns: Float64Array, { mu, omega, alpha, beta }: GarchParameters): Score => {
  const n = returns.length
  let square = 0
  let shift = 0
  for (let i = 0; i < n; i++) {
    square += ((returns[i] - mu) * (returns[i] - mu)) / n
    shift -= (2 * (returns[i] - mu)) / n
  }
  let variance = square
  let sum = 0
  // Slopes of the variance, and of the last squared residual in μ.
  let [m, o, a, b] = [shift, 0, 0, 0]
  let [gm, go, ga, gb] = [0, 0, 0, 0]
  let [mm, mo, ma, mb, oo, oa, ob, aa, ab, bb] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
  for (let i = 0; i < n; i++) {
    m = alpha * shift + beta * m
    o = 1 + beta * o
    a = square + beta * a
    b = variance + beta * b
    variance = omega + alpha * square + beta * variance
    const residual = returns[i] - mu
    square = residual * residual
    shift = -2 * residual
    const per = 1 / variance
    const ratio = square * per
    sum += log(variance) + ratio
    const pull = 0.5 * (ratio - 1) * per
    gm += pull * m + residual * per
    go += pull * o
    ga += pull * a
    gb += pull * b
    const weight = 0.5 * per * per
    const [wm, wo, wa] = [weight * m, weight * o, weight * a]
    mm += wm * m + per
    mo += wm * o
    ma += wm * a
    mb += wm * b
    oo += wo * o
    oa += wo * a
    ob += wo * b
    aa += wa * a
    ab += wa * b
    bb += weight * b * b
  }
  return {
    logLikelihood: -0.5 * (n * Math.log(2 * Math.PI) + sum),
    slope: [gm, go, ga, gb],
    information: [
      [mm, mo, ma, mb],
      [mo, oo, oa, ob],
      [ma, oa, aa, ab],
      [mb, ob, ab, bb],
    ],
  }
}

/**
 * Unbounded coordinates of parameters inside their bounds; `slopes` holds a row a coordinate: what it adds to (μ, ω, α,
 * β).
 */
export type Coordinates = (point: readonly number[]) => {
  readonly parameters: GarchParameters
  readonly slopes: readonly (readonly number[])[]
}

const MOST_STEPS = 200
/** Longest step along a coordinate. */
const REACH = 2

/**
 * The parameters of a local maximum of the likelihood, from `start`: Fisher scoring in the coordinates, damped where a
 * step would not gain. Ends where a step gains less than the likelihood's rounding. Fiorentini, Calzolari & Panattoni
 * as above; the damping after Marquardt, SIAM Journal 11 (1963) 431–441.
 */
export const mostLikely = (
  returns: Float64Array,
  coordinates: Coordinates,
  start: readonly number[],
): { readonly parameters: GarchParameters; readonly logLikelihood: number } => {
  const size = start.length
  const scoreAt = (point: readonly number[]) => {
    const { parameters, slopes } = coordinates(point)
    const { logLikelihood, slope, information } = scoreOf(returns, parameters)
    const dot = (x: readonly number[], y: readonly number[]): number => x.reduce((sum, one, i) => sum + one * y[i], 0)
    const moved = slopes.map((row) => information.map((line) => dot(line, row)))
    return {
      ...{ point, parameters, logLikelihood },
      slope: Float64Array.from(slopes, (row) => dot(row, slope)),
      information: Float64Array.from({ length: size * size }, (_, i) =>
        dot(slopes[i % size], moved[Math.floor(i / size)]),
      ),
    }
  }
  let best = scoreAt(start)
  let damping = 1e-3
  for (let step = 0; step < MOST_STEPS && damping < 1e9; step++) {
    const damped = best.information.map((value, i) => (i % (size + 1) === 0 ? value * (1 + damping) : value))
    const way = startSolver(damped, size)(best.slope)
    const next = scoreAt(best.point.map((x, i) => x + Math.min(Math.max(way[i], -REACH), REACH)))
    const gain = next.logLikelihood - best.logLikelihood
    if (gain > 0) {
      best = next
      damping /= 10
    } else damping = Math.max(damping, 1e-6) * 10
    if (Math.abs(gain) <= 1e-13 * Math.abs(best.logLikelihood)) break
  }
  return best
}
