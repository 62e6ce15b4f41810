import { startRng } from '../../../src/core/rng'
import { balancedAccuracy } from '../../../src/core/statistics/classification-scores'
import { hmmRegime, longRunShares } from '../../../training/labels/hmm'
import { baumWelch, fitHmm, smooth, startForward, type GaussianHmm } from '../../../training/labels/hmm-fit'
import { filterSeries } from '../../../training/labels/regime-baseline'
import { simulateRegimes } from '../../../training/studies/regimes/process'

const truth: GaussianHmm = {
  initial: [0.75, 0.25],
  transition: [
    [0.99, 0.01],
    [0.03, 0.97],
  ],
  mean: [0.001, -0.002],
  deviation: [0.008, 0.025],
}

// Sum over all paths, one by one.
const byHand = (model: GaussianHmm, returns: Float64Array) => {
  const n = returns.length
  const posterior = new Float64Array(2 * n)
  let likelihood = 0
  for (let code = 0; code < 2 ** n; code++) {
    let weight = 1
    let last = 0
    for (let t = 0; t < n; t++) {
      const k = (code >> t) & 1
      const z = (returns[t] - model.mean[k]) / model.deviation[k]
      weight *=
        (t === 0 ? model.initial[k] : model.transition[last][k]) *
        (Math.exp(-0.5 * z * z) / (model.deviation[k] * Math.sqrt(2 * Math.PI)))
      last = k
    }
    likelihood += weight
    for (let t = 0; t < n; t++) posterior[2 * t + ((code >> t) & 1)] += weight
  }
  return { posterior: posterior.map((weight) => weight / likelihood), logLikelihood: Math.log(likelihood) }
}

test('forward-backward is the sum over all paths', () => {
  const returns = simulateRegimes(truth, 10, startRng(2)).series.logReturn
  returns[6] = 0.06
  const exact = byHand(truth, returns)
  const { posterior, logLikelihood, moves } = smooth(truth, returns)
  expect(logLikelihood).toBeCloseTo(exact.logLikelihood, 9)
  posterior.forEach((p, i) => expect(p).toBeCloseTo(exact.posterior[i], 10))
  expect(moves.reduce((a, b) => a + b, 0)).toBeCloseTo(9, 10)
})

test('the filter at the last bar is the smoother at the last bar', () => {
  const returns = simulateRegimes(truth, 50, startRng(4)).series.logReturn
  const probability = new Float64Array(2)
  const step = startForward(truth, probability)
  returns.forEach((r) => void step(r))
  expect(probability[0]).toBeCloseTo(smooth(truth, returns).posterior[98], 12)
})

test('each iteration of EM is at least as likely as the one before', () => {
  const returns = simulateRegimes(truth, 800, startRng(5)).series.logReturn
  const start: GaussianHmm = { ...truth, mean: [0, 0], deviation: [0.01, 0.02] }
  let last = -Infinity
  for (let iterations = 1; iterations < 12; iterations++) {
    const { logLikelihood } = baumWelch(returns, start, 1e-12, { iterations, tolerance: -Infinity })
    expect(logLikelihood).toBeGreaterThanOrEqual(last - 1e-3)
    last = logLikelihood
  }
})

test('parameters are recovered, ordered by deviation', () => {
  const { model } = fitHmm(simulateRegimes(truth, 8000, startRng(6)).series.logReturn, 2, 1)
  for (const k of [0, 1]) {
    expect(model.deviation[k] / truth.deviation[k]).toBeCloseTo(1, 1)
    expect(Math.abs(model.mean[k] - truth.mean[k])).toBeLessThan(1.5e-3)
    expect(Math.abs(model.transition[k][k] - truth.transition[k][k])).toBeLessThan(0.01)
  }
})

test('three states are ordered and have proper probabilities on any returns', () => {
  const rng = startRng(8)
  const returns = Float64Array.from({ length: 500 }, () => (rng.uniform() < 0.4 ? 0 : 0.01 * rng.normal() ** 3))
  const { model } = fitHmm(returns, 3, 1)
  expect(model.deviation[0]).toBeLessThanOrEqual(model.deviation[1])
  expect(model.deviation[1]).toBeLessThanOrEqual(model.deviation[2])
  for (const row of model.transition) expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12)
})

test('an extreme return gives proper posteriors that call it turbulent', () => {
  const { series } = simulateRegimes(truth, 100, startRng(9))
  series.logReturn[50] = 20
  const { called, posterior } = filterSeries(hmmRegime(truth), series)
  expect(called[50]).toBe(1)
  for (let t = 0; t < 100; t++) expect(posterior[2 * t] + posterior[2 * t + 1]).toBeCloseTo(1, 12)
})

test('smoothed states are more accurate than filtered ones', () => {
  const { series, truth: states } = simulateRegimes(truth, 6000, startRng(12))
  const model = hmmRegime(truth)
  const smoothed = Number(balancedAccuracy(states, model.smoother!.statesOf(series), 2))
  expect(smoothed).toBeGreaterThan(Number(balancedAccuracy(states, filterSeries(model, series).called, 2)))
  expect(smoothed).toBeGreaterThan(0.95)
})

test('long-run shares are stationary', () => {
  expect(longRunShares(truth.transition)[1]).toBeCloseTo(0.25, 12)
})

test('flat and short returns are faults', () => {
  expect(() => fitHmm(new Float64Array(100), 2, 1)).toThrow(expect.objectContaining({ code: 'numerical-domain' }))
  expect(() => fitHmm(new Float64Array(30), 2, 1)).toThrow(expect.objectContaining({ code: 'missing-data' }))
})
