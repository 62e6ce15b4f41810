import { startRng } from '../../../src/core/rng'
import { balancedAccuracy, transitionRate } from '../../../src/core/statistics/classification-scores'
import type { GaussianHmm } from '../../../training/labels/hmm-fit'
import {
  fitJumpAtScale,
  jumpModelLabels,
  pathLogLikelihood,
  studentLogLikelihood,
} from '../../../training/labels/jump-model'
import { decodeJump, settingAt } from '../../../training/labels/jump-regime'
import { simulateRegimes, type SimulatedRegimes } from '../../../training/studies/regimes/process'

const minutesPerYear = 525_600

/** Two annual volatilities on minutes; mean durations in bars. */
const minutes = (calm: number, turbulent: number, vols: readonly number[] = [0.35, 0.95]): GaussianHmm => ({
  initial: [0.5, 0.5],
  transition: [
    [1 - 1 / calm, 1 / calm],
    [1 / turbulent, 1 - 1 / turbulent],
  ],
  mean: [0, 0],
  deviation: vols.map((vol) => vol / Math.sqrt(minutesPerYear)),
})

const recorded = (process: GaussianHmm, length: number, seed: number): SimulatedRegimes => {
  const { series, truth } = simulateRegimes(process, length, startRng(seed))
  return { truth, series: { ...series, barsPerYear: minutesPerYear } }
}

describe.each([
  ['hours', minutes(400, 240), 0.93],
  ['days', minutes(4000, 2500), 0.98],
])('regimes that last %s', (_, process, accuracy) => {
  const { series, truth } = recorded(process, 15_000, 11)
  const trainLength = 10_000

  test('are labelled correctly on both parts, with their own persistence', () => {
    const labels = jumpModelLabels(series, 2, { trainLength, seed: 1 })
    for (const [from, to] of [
      [0, trainLength],
      [trainLength, 15_000],
    ]) {
      const [states, found] = [truth.subarray(from, to), labels.subarray(from, to)]
      expect(balancedAccuracy(states, found, 2)).toBeGreaterThan(accuracy)
      expect(transitionRate(found) / transitionRate(states)).toBeGreaterThan(0.5)
      expect(transitionRate(found) / transitionRate(states)).toBeLessThan(1.5)
    }
  })
})

describe('the scale', () => {
  test('is short where regimes are short', () => {
    const { series } = recorded(minutes(300, 200), 9000, 5)
    expect(fitJumpAtScale(series, 2, 1).setting.halfLives[2]).toBe(20)
  })

  test('does not depend on bars after the training part', () => {
    const { series } = recorded(minutes(400, 240), 12_000, 6)
    const options = { trainLength: 9000, seed: 1 }
    const stormy = {
      ...series,
      logReturn: series.logReturn.map((r, t) => (t < 11_000 ? r : 20 * r)),
      variance: series.variance.map((v, t) => (t < 11_000 ? v : 400 * v)),
    }
    const [calm, upset] = [series, stormy].map((whole) => jumpModelLabels(whole, 2, options).subarray(0, 10_000))
    expect(upset).toEqual(calm)
  })

  test('is long where regimes are long and similar', () => {
    const { series, truth } = recorded(minutes(4000, 2500, [0.5, 0.65]), 20_000, 5)
    const { setting, centred } = fitJumpAtScale(series, 2, 1)
    expect(setting.halfLives[2]).toBeGreaterThanOrEqual(80)
    const accuracy = Number(balancedAccuracy(truth, decodeJump(centred, series), 2))
    const short = jumpModelLabels(series, 2, { trainLength: 20_000, seed: 1, setting: settingAt(20) })
    expect(accuracy).toBeGreaterThan(0.95)
    expect(accuracy).toBeGreaterThan(Number(balancedAccuracy(truth, short, 2)) + 0.02)
  })
})

test('returns without variance keep the shortest scale', () => {
  const { series } = recorded(minutes(400, 240), 5000, 3)
  const still = { ...series, logReturn: new Float64Array(5000) }
  expect(fitJumpAtScale(still, 2, 1).setting.halfLives[2]).toBe(20)
})

describe('Student likelihood', () => {
  const rng = startRng(4)
  const normal = Float64Array.from({ length: 4000 }, () => rng.normal() ** 2)

  test('is close to the normal one on normal values', () => {
    const variance = normal.reduce((a, b) => a + b, 0) / normal.length
    const gaussian = -0.5 * normal.length * (Math.log(2 * Math.PI * variance) + 1)
    expect(Math.abs(studentLogLikelihood(normal) - gaussian)).toBeLessThan(10)
  })

  test('falls by the log of the unit of the values', () => {
    const scaled = normal.map((square) => 1e-8 * square)
    const shift = studentLogLikelihood(scaled) - studentLogLikelihood(normal)
    expect(shift / normal.length).toBeCloseTo(4 * Math.log(10), 9)
  })

  test('falls by a bounded amount with one extreme value', () => {
    const broken = normal.slice()
    broken[7] = 1e8
    expect(studentLogLikelihood(normal) - studentLogLikelihood(broken)).toBeLessThan(200)
    expect(studentLogLikelihood(new Float64Array())).toBe(0)
  })
})

test('the true path is likelier than one state, than its neighbours in time and than one that changes state often', () => {
  const { series, truth } = recorded(minutes(400, 240), 20_000, 8)
  const squares = series.logReturn.map((r) => Math.max(1e-14, r * r))
  const at = (path: Uint8Array): number => pathLogLikelihood(squares, path, 2)
  const late = truth.map((_, t) => truth[Math.max(0, t - 40)])
  const flickering = truth.map((state, t) => (t % 50 === 0 ? 1 - state : state))
  for (const other of [new Uint8Array(20_000), late, flickering]) expect(at(truth)).toBeGreaterThan(at(other) + 100)
})
