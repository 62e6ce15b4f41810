import { startRng } from '../../../src/core/rng'
import { ewma } from '../../../training/baselines/ewma'
import { fitGarch, fitTargetedGarch, garch, garchMeanVariance } from '../../../training/baselines/garch'
import { garchLogLikelihood } from '../../../training/baselines/garch-likelihood'
import { fitLogHar, logHar, logHarDesign, logHarVariance } from '../../../training/baselines/log-har'
import { linearPrediction } from '../../../training/statistics/least-squares'
import { aSeries, garchSeries, logAutoregression } from './simulated'

const truth = { mu: 5e-4, omega: 2e-6, alpha: 0.1, beta: 0.88 }

test('GARCH parameters are recovered from a long simulation', () => {
  const fit = fitGarch(garchSeries(truth, 20_000, 1).logReturn)
  expect(Math.abs(fit.mu - truth.mu)).toBeLessThan(2.5e-4)
  expect(Math.abs(fit.alpha - truth.alpha)).toBeLessThan(0.015)
  expect(Math.abs(fit.beta - truth.beta)).toBeLessThan(0.02)
  expect(fit.omega / truth.omega).toBeGreaterThan(0.7)
  expect(fit.omega / truth.omega).toBeLessThan(1.4)
})

test('no neighbouring parameters are likelier than the fitted ones', () => {
  const returns = garchSeries(truth, 2000, 2).logReturn
  const { logLikelihood, ...fit } = fitGarch(returns)
  for (const name of ['mu', 'omega', 'alpha', 'beta'] as const)
    for (const factor of [0.99, 1.01])
      expect(garchLogLikelihood(returns, { ...fit, [name]: fit[name] * factor })).toBeLessThan(logLikelihood)
})

test('the fit is likelier than the truth on every sample, short or heavy-tailed', () => {
  for (const [seed, length] of [60, 200, 1000, 4000].entries()) {
    const returns = garchSeries(truth, length, 20 + seed).logReturn
    expect(fitGarch(returns).logLikelihood).toBeGreaterThan(garchLogLikelihood(returns, truth))
    const cubed = returns.map((r) => (100 * r) ** 3)
    const guess = { mu: 0, omega: 1, alpha: 0.2, beta: 0.7 }
    expect(fitGarch(cubed).logLikelihood).toBeGreaterThan(garchLogLikelihood(cubed, guess))
  }
})

test('variance targeting holds the long-run variance at the sample', () => {
  const returns = garchSeries(truth, 20_000, 4).logReturn
  const fit = fitTargetedGarch(returns)
  const mean = returns.reduce((a, b) => a + b, 0) / returns.length
  const variance = returns.reduce((sum, r) => sum + (r - mean) ** 2, 0) / returns.length
  expect(fit.omega / (1 - fit.alpha - fit.beta) / variance).toBeCloseTo(1, 8)
  expect(Math.abs(fit.alpha - truth.alpha)).toBeLessThan(0.015)
  expect(Math.abs(fit.beta - truth.beta)).toBeLessThan(0.02)
})

test('the closed-form mean variance is the mean of the recursion', () => {
  let variance = 5e-4
  let sum = 0
  for (let step = 0; step < 7; step++) {
    sum += variance / 7
    variance = truth.omega + (truth.alpha + truth.beta) * variance
  }
  expect(garchMeanVariance(truth, 5e-4, 7) / sum).toBeCloseTo(1, 10)
  expect(garchMeanVariance(truth, 5e-4, 1)).toBeCloseTo(5e-4, 15)
})

test('GARCH forecasts the level of a variance proxy that leaves out part of the return', () => {
  const series = garchSeries(truth, 3000, 5)
  const half = aSeries(
    series.variance.map((v) => v / 2),
    series.logReturn,
  )
  const whole = garch.fit(series, 5, []).forecast(series).values
  const halved = garch.fit(half, 5, []).forecast(half).values
  expect(halved[2000] / whole[2000]).toBeCloseTo(0.5, 10)
})

test('GARCH refuses flat and short returns', () => {
  expect(() => fitGarch(new Float64Array(100))).toThrow(expect.objectContaining({ code: 'numerical-domain' }))
  expect(() => fitGarch(new Float64Array(10))).toThrow(expect.objectContaining({ code: 'missing-data' }))
})

test('log-HAR coefficients are recovered from a log-HAR process', () => {
  const rng = startRng(11)
  const n = 40_000
  const variance = new Float64Array(n)
  const coefficients = [-0.9, 0.5, 0.4]
  for (let t = 0; t < n; t++) {
    const level = (lag: number): number => Math.log(variance.subarray(t - lag, t).reduce((a, b) => a + b, 0) / lag)
    variance[t] =
      t < 5
        ? Math.exp(-9)
        : Math.exp(coefficients[0] + coefficients[1] * level(1) + coefficients[2] * level(5) + 0.3 * rng.normal())
  }
  const fit = fitLogHar(aSeries(variance), 1, [1, 5])
  expect(Math.abs(fit.coefficients[1] - 0.5)).toBeLessThan(0.02)
  expect(Math.abs(fit.coefficients[2] - 0.4)).toBeLessThan(0.02)
  expect(Math.abs(fit.residualVariance - 0.09)).toBeLessThan(0.003)
})

test('fitted coefficients on the design give the forecasts of log-HAR', () => {
  const series = logAutoregression(1500, 2)
  const fit = fitLogHar(series, 5, [1, 5, 22])
  const design = logHarDesign(series, [1, 5, 22])
  const { first, values } = logHar.fit(series, 5, [1, 5, 22]).forecast(series)
  expect(design.first).toBe(first)
  for (const t of [first, 700, 1499])
    expect(logHarVariance(linearPrediction(fit.coefficients, design.columns, t), fit.residualVariance)).toBe(values[t])
})

test('EWMA has a longer half-life where variance moves more slowly', () => {
  const rng = startRng(5)
  const noisy = (persistence: number, shock: number, seed: number) => {
    const base = logAutoregression(5000, seed, persistence, shock)
    return aSeries(base.variance.map((v) => v * rng.normal() ** 2 + 1e-12))
  }
  const slow = ewma.fit(noisy(0.999, 0.03, 1), 1, []).parameters
  const fast = ewma.fit(noisy(0.9, 0.5, 2), 1, []).parameters
  expect(slow.halfLifeBars).toBeGreaterThan(2 * fast.halfLifeBars)
  expect(slow.decay).toBeCloseTo(0.5 ** (1 / slow.halfLifeBars), 12)
})
