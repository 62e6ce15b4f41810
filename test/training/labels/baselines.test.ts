import { startRng } from '../../../src/core/rng'
import { balancedAccuracy, logLoss, transitionRate } from '../../../src/core/statistics/classification-scores'
import { sliceSeries } from '../../../training/data/series'
import { regimeBaselines } from '../../../training/labels/baselines'
import { callFrequencies, filterSeries } from '../../../training/labels/regime-baseline'
import { confirmed } from '../../../training/labels/threshold'
import { simulateRegimes } from '../../../training/studies/regimes/process'

const world = {
  initial: [0.5, 0.5],
  transition: [
    [0.995, 0.005],
    [0.005, 0.995],
  ],
  mean: [0, 0],
  deviation: [0.008, 0.02],
}
const { series, truth } = simulateRegimes(world, 6000, startRng(21))
const train = sliceSeries(series, 0, 4000)

describe.each(regimeBaselines.map((baseline) => [baseline.name, baseline] as const))('%s', (_, baseline) => {
  const fitted = baseline.fit({ series: train, states: 2, seed: 3, labels: truth.slice(0, 4000) })
  const readings = filterSeries(fitted, series)

  test('readings of a prefix are a prefix of the readings', () => {
    const part = filterSeries(fitted, sliceSeries(series, 0, 1234))
    expect(part.called).toEqual(readings.called.slice(0, 1234))
    expect(part.posterior).toEqual(readings.posterior.slice(0, 2468))
  })

  test('two filters of one fit are independent of each other', () => {
    const [a, b] = [fitted.filter(), fitted.filter()]
    for (let t = 0; t < 50; t++) {
      b.step({ logReturn: 0.05, variance: 0.0025 })
      expect(a.step({ logReturn: series.logReturn[t], variance: series.variance[t] }).posterior[0]).toBe(
        readings.posterior[2 * t],
      )
    }
  })

  test('posteriors are probabilities', () => {
    const broken = readings.called.findIndex((_, t) => {
      const [calm, turbulent] = readings.posterior.subarray(2 * t, 2 * t + 2)
      return !(calm >= 0 && turbulent >= 0 && Math.abs(calm + turbulent - 1) < 1e-12)
    })
    expect(broken).toBe(-1)
  })

  test('finds the states with posteriors of low log loss, out of sample', () => {
    const states = truth.subarray(4000)
    expect(balancedAccuracy(states, readings.called.subarray(4000), 2)).toBeGreaterThan(0.8)
    expect(logLoss(states, readings.posterior.subarray(8000), 2)).toBeLessThan(0.45)
  })

  test('the same seed gives the same parameters', () => {
    expect(baseline.fit({ series: train, states: 2, seed: 3, labels: truth.slice(0, 4000) }).parameters).toEqual(
      fitted.parameters,
    )
  })

  test('fits three states without labels', () => {
    const own = baseline.fit({ series: sliceSeries(series, 0, 1500), states: 3, seed: 5 })
    const { called } = filterSeries(own, sliceSeries(series, 0, 1500))
    expect(called.every((state) => state < 3)).toBe(true)
    expect(own.states).toBe(3)
  })

  test('a bar that is not a number is a fault', () => {
    const broken = {
      ...train,
      variance: train.variance.map((v, t) => (t === 77 ? NaN : v)),
      logReturn: train.logReturn.map((r, t) => (t === 77 ? NaN : r)),
    }
    expect(() => baseline.fit({ series: broken, states: 2, seed: 1, labels: truth.slice(0, 4000) })).toThrow(
      expect.objectContaining({ name: 'Fault' }),
    )
  })

  test('too few bars are a fault', () => {
    expect(() => baseline.fit({ series: sliceSeries(series, 0, 15), states: 2, seed: 1 })).toThrow(
      expect.objectContaining({ code: 'missing-data' }),
    )
  })
})

test('the threshold changes state about as often as its labels, never more often, and gives about their shares', () => {
  const [threshold] = regimeBaselines
  const { parameters } = threshold.fit({ series: train, states: 2, seed: 3, labels: truth.slice(0, 4000) })
  const { called } = filterSeries(
    threshold.fit({ series: train, states: 2, seed: 3, labels: truth.slice(0, 4000) }),
    train,
  )
  const goal = transitionRate(truth.subarray(0, 4000))
  expect(parameters.labelTransitionRate).toBe(goal)
  expect(transitionRate(called) / goal).toBeGreaterThan(0.6)
  expect(transitionRate(called) / goal).toBeLessThanOrEqual(1)
  const share = (states: Uint8Array): number => states.reduce((a, b) => a + b, 0) / states.length
  expect(Math.abs(share(called) - share(truth.subarray(0, 4000)))).toBeLessThan(0.03)
})

test('a state is called once it has lasted long enough', () => {
  const raw = Uint8Array.of(0, 1, 0, 1, 1, 2, 2, 0, 2)
  expect(Array.from(confirmed(raw, 1))).toEqual(Array.from(raw))
  expect(Array.from(confirmed(raw, 2))).toEqual([0, 0, 0, 0, 1, 1, 2, 2, 2])
  expect(transitionRate(confirmed(raw, 9))).toBe(0)
})

test('labels that do not fit the bars are refused', () => {
  const [threshold] = regimeBaselines
  expect(() => threshold.fit({ series: train, states: 2, seed: 1, labels: new Uint8Array(7) })).toThrow(
    '7 labels for 4000 bars',
  )
})

test('call frequencies are shares of labels within each call', () => {
  const [calm, turbulent] = callFrequencies(Uint8Array.of(0, 0, 0, 1), Uint8Array.of(0, 0, 1, 1), 2)
  expect(calm).toEqual([3 / 5, 2 / 5])
  expect(turbulent).toEqual([1 / 3, 2 / 3])
})
