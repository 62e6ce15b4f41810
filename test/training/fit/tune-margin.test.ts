import { callRegimes } from '../../../src/core/reading/regime/caller'
import { filterVariances } from '../../../src/core/reading/regime/variance-regimes'
import { startRng } from '../../../src/core/rng'
import { balancedAccuracy, transitionRate } from '../../../src/core/statistics/classification-scores'
import { tuneMargin } from '../../../training/fit/tune-margin'
import { simulateVariances } from '../../../training/labels/simulate-variances'
import { regimeProcesses, trueRegimes } from '../../../training/studies/regimes/process'

const rows = 20_000
const rng = startRng(21)
const state = Uint8Array.from({ length: rows }, (_, i) => Math.floor(i / 100) % 2)
const posteriorWith = (noise: number): Float64Array => {
  const posterior = new Float64Array(rows * 2)
  state.forEach((label, i) => {
    const p = 1 / (1 + Math.exp(-(label === 1 ? 2 : -2) - noise * rng.normal()))
    posterior.set([1 - p, p], 2 * i)
  })
  return posterior
}
const even = [0.5, 0.5]
const filter = trueRegimes(regimeProcesses[0])
const three = trueRegimes(regimeProcesses[2])

describe('the margin of the regime caller', () => {
  test('is wide where the posterior is noisy, and makes the calls change about as often as the labels', () => {
    const posterior = posteriorWith(1.5)
    const rate = (margin: number): number => transitionRate(callRegimes(posterior, even, margin))
    const margin = tuneMargin({ posterior, state }, even, filter, startRng(1))
    expect(margin).toBeGreaterThanOrEqual(0.4)
    expect(rate(margin)).toBeLessThan(rate(0) / 3)
  })

  test('is not raised at the cost of accuracy', () => {
    // In this posterior no state leads by much: a wide margin would keep the first call for ever.
    const timid = new Float64Array(rows * 2)
    state.forEach((label, i) => timid.set(label === 1 ? [0.45, 0.55] : [0.55, 0.45], 2 * i))
    expect(tuneMargin({ posterior: timid, state }, even, filter, startRng(1))).toBeLessThan(0.1)
  })

  test('follows the hidden regimes where labels are few, and reduces their changes without loss of accuracy', () => {
    const series = simulateVariances(three, 50_000, startRng(5))
    const posterior = filterVariances(three, series.variance).map(Math.exp)
    const few = { posterior: posterior.subarray(0, 900), state: series.state.subarray(0, 300) }
    const margin = tuneMargin(few, three.initial, three, startRng(6))
    const called = (by: number): Uint8Array => callRegimes(posterior, three.initial, by)
    const accuracy = (by: number): number => balancedAccuracy(series.state, called(by), 3) ?? 0
    expect(margin).toBeGreaterThan(0)
    expect(accuracy(margin)).toBeGreaterThan(accuracy(0) - 0.002)
    expect(transitionRate(called(margin))).toBeLessThan(0.95 * transitionRate(called(0)))
  })

  test('is the same for the same seed', () => {
    const judged = { posterior: posteriorWith(1), state }
    const twice = [1, 2].map(() => tuneMargin(judged, even, filter, startRng(3)))
    expect(twice[0]).toBe(twice[1])
  })
})
