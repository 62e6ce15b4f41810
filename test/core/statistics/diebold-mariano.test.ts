import { startRng } from '../../../src/core/rng'
import { dieboldMariano } from '../../../src/core/statistics/diebold-mariano'
import { longRunVariance } from '../../../src/core/statistics/long-run-variance'
import { incompleteBeta, logGamma, twoSidedPValue } from '../../../src/core/statistics/student-t'

const noise = (seed: number, n: number, shift = 0): Float64Array => {
  const rng = startRng(seed)
  return Float64Array.from({ length: n }, () => shift + rng.normal())
}

test('tail chances of Student t match tables', () => {
  expect(twoSidedPValue(12.706204736, 1)).toBeCloseTo(0.05, 9)
  expect(twoSidedPValue(2.228138852, 10)).toBeCloseTo(0.05, 9)
  expect(twoSidedPValue(-2.570581836, 5)).toBeCloseTo(0.05, 9)
  expect(twoSidedPValue(1.959963985, 1e7)).toBeCloseTo(0.05, 6)
  expect(twoSidedPValue(0, 30)).toBe(1)
})

test('gamma and beta functions hit closed forms', () => {
  expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 12)
  expect(logGamma(11)).toBeCloseTo(Math.log(3628800), 11)
  expect(incompleteBeta(0.3, 2, 1)).toBeCloseTo(0.09, 12)
  expect(incompleteBeta(0.3, 1, 3)).toBeCloseTo(1 - 0.7 ** 3, 12)
})

test('long-run variance weighs covariances by Bartlett', () => {
  // Centred values 1, −1, 1, −1: γ0 = 1, γ1 = −3/4, γ2 = 1/2.
  const values = Float64Array.of(2, 0, 2, 0)
  expect(longRunVariance(values, 0)).toBeCloseTo(1, 12)
  expect(longRunVariance(values, 1)).toBeCloseTo(1 - 0.75, 12)
  expect(longRunVariance(values, 2)).toBeCloseTo(1 + 2 * ((2 / 3) * -0.75 + (1 / 3) * 0.5), 12)
})

test('long-run variance of a moving average comes near its theory', () => {
  const e = noise(3, 40_001)
  const ma = Float64Array.from({ length: 40_000 }, (_, t) => e[t + 1] + 0.8 * e[t])
  expect(longRunVariance(ma, 60) / 1.8 ** 2).toBeGreaterThan(0.85)
  expect(longRunVariance(ma, 60) / 1.8 ** 2).toBeLessThan(1.15)
})

test('without lags the statistic is the t value with the population variance', () => {
  const { statistic, pValue } = dieboldMariano(Float64Array.of(1, 2, 3, 4), new Float64Array(4), { lags: 0 })
  expect(statistic).toBeCloseTo(2.5 / Math.sqrt(1.25 / 4), 12)
  expect(pValue).toBeCloseTo(twoSidedPValue(statistic, 3), 12)
  const harvey = dieboldMariano(Float64Array.of(1, 2, 3, 4), new Float64Array(4), { lags: 0, harveyHorizon: 1 })
  expect(harvey.statistic).toBeCloseTo(statistic * Math.sqrt(3 / 4), 12)
})

test('sign favours the smaller loss and swaps with the arguments', () => {
  const [a, b] = [noise(1, 500), noise(2, 500, 0.5)]
  const forth = dieboldMariano(a, b, { lags: 5 })
  expect(forth.statistic).toBeLessThan(-3)
  expect(forth.pValue).toBeLessThan(0.01)
  expect(dieboldMariano(b, a, { lags: 5 }).statistic).toBeCloseTo(-forth.statistic, 12)
})

test('rejects a true null about as often as its level', () => {
  let rejected = 0
  for (let r = 0; r < 400; r++)
    if (dieboldMariano(noise(10 + 2 * r, 200), noise(11 + 2 * r, 200), { lags: 3 }).pValue < 0.1) rejected++
  expect(rejected / 400).toBeGreaterThan(0.06)
  expect(rejected / 400).toBeLessThan(0.16)
})

test('identical losses tie; a constant gap and unequal lengths are faults', () => {
  const a = noise(1, 50)
  expect(dieboldMariano(a, a, { lags: 2 })).toEqual({ statistic: 0, pValue: 1 })
  const zeros = new Float64Array(8)
  expect(() =>
    dieboldMariano(
      zeros.map(() => 1),
      zeros,
      { lags: 0 },
    ),
  ).toThrow('no variance')
  expect(() => dieboldMariano(a, zeros, { lags: 0 })).toThrow(expect.objectContaining({ code: 'numerical-domain' }))
})
