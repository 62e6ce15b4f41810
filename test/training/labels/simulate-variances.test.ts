import { startRng } from '../../../src/core/rng'
import { fitVarianceRegimes } from '../../../training/labels/fit-variance-regimes'
import { simulateVariances } from '../../../training/labels/simulate-variances'
import { gammaDraw } from '../../../training/statistics/draws'
import { regimeProcesses, trueRegimes } from '../../../training/studies/regimes/process'

test('gamma variates have the mean and variance of their shape', () => {
  const rng = startRng(4)
  for (const shape of [0.5, 1, 2.5, 40]) {
    const draws = Array.from({ length: 60_000 }, () => gammaDraw(shape, rng))
    const mean = draws.reduce((a, b) => a + b, 0) / draws.length
    const variance = draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / draws.length
    expect(mean / shape).toBeCloseTo(1, 1)
    expect(variance / shape).toBeCloseTo(1, 1)
    expect(Math.min(...draws)).toBeGreaterThan(0)
  }
})

test('regimes fitted to simulated variances are those of the simulation', () => {
  const regimes = trueRegimes(regimeProcesses[3])
  const { state, variance } = simulateVariances(regimes, 30_000, startRng(7))
  regimes.initial.forEach((share, k) => {
    const own = state.reduce((n, s) => n + Number(s === k), 0) / state.length
    expect(Math.abs(own - share)).toBeLessThan(0.05)
  })
  const fitted = fitVarianceRegimes(variance, 3, { squared: true })
  fitted.scale.forEach((scale, k) => expect(Math.abs(Math.log(scale / regimes.scale[k]))).toBeLessThan(0.3))
  expect(Math.abs(fitted.transition[0][0] - 0.99)).toBeLessThan(0.005)
})
