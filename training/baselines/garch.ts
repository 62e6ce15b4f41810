import { mean } from '../statistics/quantile'
import type { BarSeries } from '../data/series'
import type { VarianceBaseline } from './forecaster'
import { fitGarch, fitTargetedGarch, garchMeanVariance, type GarchFit } from './garch-likelihood'

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
 * variance proxy to the mean squared return (1 where the proxy is the squared return), so that a proxy that leaves out
 * gaps is met on its own level. Bollerslev, Journal of Econometrics 31 (1986) 307–327.
 */
export const garch: VarianceBaseline = {
  name: 'garch',
  fit(train, horizon) {
    // The first bar has no return: its entry of 0 is no observation.
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
