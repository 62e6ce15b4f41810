import fc from 'fast-check'
import { startRng } from '../../../src/core/rng'
import { expectedCalibrationError, reliability } from '../../../src/core/statistics/calibration'
import {
  balancedAccuracy,
  brier,
  confusion,
  logLoss,
  mostProbable,
  transitionRate,
} from '../../../src/core/statistics/classification-scores'

const truth = [0, 0, 0, 1, 2, 2]
const called = [0, 0, 1, 1, 2, 0]

test('confusion counts true states by row', () => {
  expect(confusion(truth, called, 3)).toEqual([
    [2, 1, 0],
    [0, 1, 0],
    [1, 0, 1],
  ])
})

test('balanced accuracy is the mean share called right over states that occur', () => {
  expect(balancedAccuracy(truth, called, 3)).toBeCloseTo((2 / 3 + 1 + 1 / 2) / 3, 14)
  expect(balancedAccuracy([1, 1], [1, 0], 3)).toBe(0.5)
  expect(balancedAccuracy([], [], 3)).toBeUndefined()
})

test('a constant call has the accuracy of chance, whatever the shares', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 3, maxLength: 50 }), (states) => {
      const present = new Set(states).size
      expect(
        balancedAccuracy(
          states,
          states.map(() => states[0]),
          3,
        ),
      ).toBeCloseTo(1 / present, 12)
      expect(balancedAccuracy(states, states, 3)).toBe(1)
    }),
  )
})

test('states out of range and unequal lengths are faults', () => {
  for (const [a, b] of [
    [[3], [0]],
    [[0], [3]],
    [[-1], [0]],
    [[0, 1], [0]],
  ])
    expect(() => confusion(a, b, 3)).toThrow(expect.objectContaining({ code: 'bad-input' }))
})

test('log loss and Brier score of known posteriors', () => {
  const posterior = Float64Array.of(0.5, 0.3, 0.2, 0.1, 0.9, 0)
  expect(logLoss([0, 1], posterior, 3)).toBeCloseTo(-(Math.log(0.5) + Math.log(0.9)) / 2, 14)
  expect(brier([0, 1], posterior, 3)).toBeCloseTo((0.25 + 0.09 + 0.04 + 0.01 + 0.01) / 2, 14)
  expect(logLoss([2], posterior.slice(3), 3)).toBeCloseTo(-Math.log(1e-6), 12)
  expect(brier([2], Float64Array.of(1, 0, 0), 3)).toBe(2)
  expect(logLoss([], new Float64Array(), 3)).toBeUndefined()
  expect(() => brier([0, 1], posterior.slice(1), 3)).toThrow(expect.objectContaining({ code: 'bad-input' }))
})

test('the frequencies are the best constant posterior', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.01, max: 0.99, noNaN: true }), (said) => {
      const states = [0, 0, 0, 1]
      const constant = (p: number): Float64Array => Float64Array.from(states.flatMap(() => [p, 1 - p]))
      expect(Number(logLoss(states, constant(0.75), 2))).toBeLessThanOrEqual(
        Number(logLoss(states, constant(said), 2)) + 1e-12,
      )
      expect(Number(brier(states, constant(0.75), 2))).toBeLessThanOrEqual(
        Number(brier(states, constant(said), 2)) + 1e-12,
      )
    }),
  )
})

test('transition rate counts changes a step', () => {
  expect(transitionRate([0, 0, 1, 1, 0])).toBe(0.5)
  expect(transitionRate([1])).toBe(0)
  expect(transitionRate(Uint8Array.of(2, 2, 2))).toBe(0)
})

test('calibrated posteriors are reliable, overconfident ones are not', () => {
  const rng = startRng(3)
  const n = 20_000
  const states = new Uint8Array(n)
  const honest = new Float64Array(2 * n)
  const loud = new Float64Array(2 * n)
  for (let i = 0; i < n; i++) {
    const p = 0.5 + 0.4 * rng.uniform()
    states[i] = rng.uniform() < p ? 1 : 0
    honest.set([1 - p, p], 2 * i)
    loud.set([0.01, 0.99], 2 * i)
  }
  expect(expectedCalibrationError(states, honest, 2)).toBeLessThan(0.02)
  expect(expectedCalibrationError(states, loud, 2)).toBeGreaterThan(0.25)
  const bins = reliability(states, honest, 2)
  expect(bins.reduce((sum, bin) => sum + bin.n, 0)).toBe(2 * n)
  for (const { forecast, observed } of bins) expect(Math.abs(forecast - observed)).toBeLessThan(0.03)
})

test('a certain and correct posterior has calibration error 0; without rows the error is undefined', () => {
  expect(expectedCalibrationError([0, 1], Float64Array.of(1, 0, 0, 1), 2)).toBe(0)
  expect(expectedCalibrationError([], new Float64Array(), 2)).toBeUndefined()
  expect(() => reliability([0], Float64Array.of(NaN, 1), 2)).toThrow(expect.objectContaining({ code: 'bad-input' }))
})

test('the most probable state is the lowest of equals', () => {
  expect(mostProbable([0.2, 0.4, 0.4], 3)).toBe(1)
  expect(mostProbable([1, 0, 0.1, 0.9], 2, 1)).toBe(1)
})
