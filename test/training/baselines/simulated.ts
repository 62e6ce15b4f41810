import { startRng } from '../../../src/core/rng'
import type { GarchParameters } from '../../../training/baselines/garch-likelihood'
import type { BarSeries } from '../../../training/data/series'

/** A series of given variances and returns, one bar a day. */
export const aSeries = (variance: Float64Array, logReturn: Float64Array = variance.map(Math.sqrt)): BarSeries => ({
  length: variance.length,
  timestamp: variance.map((_, t) => (t + 1) * 86_400e6),
  close: variance.map(() => 100),
  logReturn,
  variance,
  barsPerYear: 252,
})

/** Returns of a GARCH(1,1); the variance proxy is the squared return floored at 1e-12. */
export const garchSeries = ({ mu, omega, alpha, beta }: GarchParameters, length: number, seed: number): BarSeries => {
  const rng = startRng(seed)
  let variance = omega / (1 - alpha - beta)
  const logReturn = Float64Array.from({ length }, () => {
    const shock = Math.sqrt(variance) * rng.normal()
    variance = omega + alpha * shock * shock + beta * variance
    return mu + shock
  })
  return aSeries(
    logReturn.map((r) => Math.max(1e-12, r * r)),
    logReturn,
  )
}

/** Log variance an AR(1) about −9 with the given persistence and shocks. */
export const logAutoregression = (length: number, seed: number, persistence = 0.97, shock = 0.25): BarSeries => {
  const rng = startRng(seed)
  let level = 0
  return aSeries(
    Float64Array.from({ length }, () => Math.exp(-9 + (level = persistence * level + shock * rng.normal()))),
  )
}
