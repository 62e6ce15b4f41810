import { Fault } from '../../src/core/error'
import { mean } from '../../src/core/statistics/moments'
import type { BarSeries } from '../data/series'
import type { VarianceBaseline } from './forecaster'
import { garchLogLikelihood, mostLikely, type Coordinates, type GarchParameters } from './garch-likelihood'

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

const logistic = (x: number): number => 1 / (1 + Math.exp(-x))

/** Persistence, held below 0.9999, and the share of α in it, both through logistics; with what moves α and β. */
const reactions = (persistence: number, share: number) => {
  const [inside, part] = [logistic(persistence), logistic(share)]
  const total = 0.9999 * inside
  const rise = total * (1 - inside)
  const shift = total * part * (1 - part)
  return { total, rise, alpha: total * part, beta: total * (1 - part), part, shift }
}

/** μ and ω are free: shift of the mean, log of ω, persistence, share. */
const free: Coordinates = ([mu, logOmega, persistence, share]) => {
  const { alpha, beta, rise, part, shift } = reactions(persistence, share)
  const omega = Math.exp(logOmega)
  return {
    parameters: { mu, omega, alpha, beta },
    slopes: [
      [1, 0, 0, 0],
      [0, omega, 0, 0],
      [0, 0, rise * part, rise * (1 - part)],
      [0, 0, shift, -shift],
    ],
  }
}

/** μ = 0 and ω = 1 − α − β: persistence, share. */
const targeted: Coordinates = ([persistence, share]) => {
  const { total, alpha, beta, rise, part, shift } = reactions(persistence, share)
  return {
    parameters: { mu: 0, omega: 1 - total, alpha, beta },
    slopes: [
      [0, -rise, rise * part, rise * (1 - part)],
      [0, 0, shift, -shift],
    ],
  }
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
  const { parameters } = mostLikely(scaled, targeted, [Math.log(0.95 / 0.05), Math.log(0.1 / 0.9)])
  return unscaled(returns, parameters, centre, deviation)
}

/**
 * Maximum likelihood by scoring from two starts, on returns scaled to unit variance; persistence is held below 0.9999.
 * Faults 'missing-data' on fewer than 50 returns and 'numerical-domain' on returns without variance.
 */
export const fitGarch = (returns: ArrayLike<number>): GarchFit => {
  const { centre, deviation, scaled } = standardize(returns)
  const starts = [
    [0, Math.log(0.05), Math.log(0.95 / 0.05), Math.log(0.1 / 0.9)],
    [0, Math.log(0.3), Math.log(0.7 / 0.3), Math.log(0.3 / 0.7)],
  ]
  const [first, second] = starts.map((start) => mostLikely(scaled, free, start))
  const { parameters } = first.logLikelihood >= second.logLikelihood ? first : second
  return unscaled(returns, parameters, centre, deviation)
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
