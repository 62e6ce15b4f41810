import { Fault } from '../../src/core/error'
import { mean } from '../../src/core/statistics/moments'
import type { BarSeries } from '../data/series'
import { nelderMead } from '../statistics/minimum'
import type { VarianceBaseline } from './forecaster'

// Bound once: the likelihood is called with it a million times.
const { log } = Math

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

const logistic = (x: number): number => 1 / (1 + Math.exp(-x))

type GarchFit = GarchParameters & { readonly logLikelihood: number }

const standardize = (returns: ArrayLike<number>): { centre: number; deviation: number; scaled: Float64Array } => {
  const n = returns.length
  if (n < 50) throw new Fault('missing-data', `GARCH needs at least 50 returns, not ${n}`)
  const centre = mean(returns)
  const deviation = Math.sqrt(mean(Float64Array.from(returns, (r) => (r - centre) ** 2)))
  if (!(deviation > 0 && deviation < Infinity))
    throw new Fault('numerical-domain', 'GARCH: returns have no finite variance')
  return { centre, deviation, scaled: Float64Array.from(returns, (r) => (r - centre) / deviation) }
}

const unscaled = (
  returns: ArrayLike<number>,
  { mu, omega, alpha, beta }: GarchParameters,
  centre: number,
  deviation: number,
): GarchFit => {
  const fitted = { mu: centre + deviation * mu, omega: omega * deviation * deviation, alpha, beta }
  return { ...fitted, logLikelihood: garchLogLikelihood(returns, fitted) }
}

/**
 * Likelihood with the long-run variance held at the sample's (variance targeting) and μ at the sample's mean: two free
 * parameters. On heavy-tailed intraday returns a free ω puts the long-run variance far above any observed; variance
 * targeting does not. Faults as fitGarch. Engle & Mezrich, Risk 9 (1996) 36–40; Francq, Horváth & Zakoïan, Journal of
 * Financial Econometrics 9 (2011) 619–656.
 * @internal
 */
export const fitTargetedGarch = (returns: ArrayLike<number>): GarchFit => {
  const { centre, deviation, scaled } = standardize(returns)
  const decode = ([persistence, share]: readonly number[]): GarchParameters => {
    const total = 0.9999 * logistic(persistence)
    return { mu: 0, omega: 1 - total, alpha: total * logistic(share), beta: total * (1 - logistic(share)) }
  }
  const best = nelderMead(
    (point) => -garchLogLikelihood(scaled, decode(point)),
    [Math.log(0.95 / 0.05), Math.log(0.1 / 0.9)],
    {
      step: [0.5, 0.5],
      tolerance: 1e-10,
      maxEvaluations: 200,
      restarts: 1,
    },
  )
  return unscaled(returns, decode(best.point), centre, deviation)
}

/**
 * Maximum likelihood by Nelder-Mead on returns scaled to unit variance; persistence is held below 0.9999.
 * Faults 'missing-data' on fewer than 50 returns and 'numerical-domain' on returns without variance.
 */
export const fitGarch = (returns: ArrayLike<number>): GarchFit => {
  const { centre, deviation, scaled } = standardize(returns)
  // Unbounded coordinates: shift of the mean, log of ω, persistence and the share of α in it through logistics.
  const decode = ([shift, logOmega, persistence, share]: readonly number[]): GarchParameters => {
    const total = 0.9999 * logistic(persistence)
    return { mu: shift, omega: Math.exp(logOmega), alpha: total * logistic(share), beta: total * (1 - logistic(share)) }
  }
  const starts = [
    [0, Math.log(0.05), Math.log(0.95 / 0.05), Math.log(0.1 / 0.9)],
    [0, Math.log(0.3), Math.log(0.7 / 0.3), Math.log(0.3 / 0.7)],
  ]
  const objective = (point: readonly number[]): number => -garchLogLikelihood(scaled, decode(point))
  const rough = starts.map((start) =>
    nelderMead(objective, start, { step: [0.05, 0.5, 0.5, 0.5], tolerance: 1e-7, maxEvaluations: 300, restarts: 0 }),
  )
  const better = rough[0].value <= rough[1].value ? rough[0] : rough[1]
  const best = nelderMead(objective, better.point, {
    step: [0.01, 0.1, 0.1, 0.1],
    tolerance: 1e-13,
    maxEvaluations: 500,
  })
  return unscaled(returns, decode(best.point), centre, deviation)
}

/**
 * Mean of the expected variances of the next `horizon` steps, given the next step's variance. Baillie & Bollerslev
 * (1992).
 * @internal
 */
export const garchMeanVariance = ({ omega, alpha, beta }: GarchParameters, next: number, horizon: number): number => {
  const persistence = alpha + beta
  const level = omega / (1 - persistence)
  return level + ((next - level) * (1 - persistence ** horizon)) / (horizon * (1 - persistence))
}

const mostFree = 20_000
const mostTargeted = 60_000

/** The fit is the same for every horizon. */
const fits = new WeakMap<BarSeries, GarchFit>()

const fitOf = (train: BarSeries, returns: Float64Array, free: boolean): GarchFit => {
  const known = fits.get(train)
  if (known !== undefined) return known
  const fitted = free ? fitGarch(returns) : fitTargetedGarch(returns)
  fits.set(train, fitted)
  return fitted
}

/**
 * GARCH(1,1) with mean on the bars' log returns: full maximum likelihood up to 20,000 returns, beyond that variance
 * targeting on the last 60,000. Its mean variance over the horizon in closed form, times the training ratio of the mean
 * variance proxy to the mean squared return (1 where the proxy is the squared return), so that the forecast has the
 * level of a proxy that leaves out gaps. Bollerslev, Journal of Econometrics 31 (1986) 307–327.
 */
export const garch: VarianceBaseline = {
  name: 'garch',
  fit(train, horizon) {
    // The first bar has no return: its entry of 0 is not an observation.
    const free = train.length - 1 <= mostFree
    const from = free ? 1 : Math.max(1, train.length - mostTargeted)
    const returns = train.logReturn.subarray(from)
    const fitted = fitOf(train, returns, free)
    const { mu, omega, alpha, beta } = fitted
    const start = mean(returns.map((r) => (r - mu) ** 2))
    const proxyRatio = mean(train.variance.subarray(from)) / start
    return {
      parameters: { mu, omega, alpha, beta, start, proxyRatio },
      forecast({ length, logReturn }) {
        const values = new Float64Array(length)
        let variance = start
        for (let t = 0; t < length; t++) {
          if (t > 0) variance = omega + alpha * (logReturn[t] - mu) ** 2 + beta * variance
          values[t] = proxyRatio * garchMeanVariance(fitted, variance, horizon)
        }
        return { first: 0, values }
      },
    }
  },
}
