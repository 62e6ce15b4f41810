import fc from 'fast-check'
import { startRng } from '../../../src/core/rng'
import { balancedAccuracy, transitionRate } from '../../../src/core/statistics/classification-scores'
import { sliceSeries } from '../../../training/data/series'
import { bestPath, fitJump, loss, startForwardCost, type JumpRows } from '../../../training/labels/jump-fit'
import { jumpModelLabels } from '../../../training/labels/jump-model'
import { simulateRegimes } from '../../../training/studies/regimes/process'

const rowsFrom = (values: readonly number[]): JumpRows => ({
  length: values.length,
  width: 1,
  values: Float64Array.from(values),
})
const centres = Float64Array.of(-1, 0, 2)
const few = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 1, maxLength: 7 })

const costOf = ({ values }: JumpRows, path: readonly number[], penalty: number): number =>
  path.reduce(
    (sum, k, t) => sum + loss({ values, width: 1 }, t, centres, k) + (t > 0 && path[t - 1] !== k ? penalty : 0),
    0,
  )

test('dynamic programming finds the best of all paths', () => {
  fc.assert(
    fc.property(few, fc.double({ min: 0, max: 5, noNaN: true }), (values, penalty) => {
      const rows = rowsFrom(values)
      const { states, total } = bestPath(rows, centres, penalty)
      let least = Infinity
      for (let code = 0; code < 3 ** values.length; code++)
        least = Math.min(
          least,
          costOf(
            rows,
            values.map((_, t) => Math.floor(code / 3 ** t) % 3),
            penalty,
          ),
        )
      expect(total).toBeCloseTo(least, 10)
      expect(costOf(rows, Array.from(states), penalty)).toBeCloseTo(least, 10)
    }),
    { numRuns: 60 },
  )
})

test('the online call is the last state of the best path so far', () => {
  const rng = startRng(2)
  const rows = rowsFrom(Array.from({ length: 60 }, () => rng.normal()))
  const path = startForwardCost(3, 0.7)
  for (let t = 0; t < rows.length; t++) {
    path.step(Float64Array.from([0, 1, 2], (k) => loss(rows, t, centres, k)))
    const soFar = bestPath({ length: t + 1, width: 1, values: rows.values.subarray(0, t + 1) }, centres, 0.7)
    expect(path.cost[soFar.states[t]]).toBeCloseTo(0, 12)
  }
})

test('a higher penalty never gives more jumps', () => {
  const rng = startRng(3)
  const rows = rowsFrom(Array.from({ length: 300 }, () => rng.normal()))
  const rates = [0, 0.5, 1, 3, 10, 1e6].map((penalty) => transitionRate(bestPath(rows, centres, penalty).states))
  for (let i = 1; i < rates.length; i++) expect(rates[i]).toBeLessThanOrEqual(rates[i - 1])
  expect(rates[5]).toBe(0)
})

test('the fit finds clusters that persist', () => {
  const rng = startRng(4)
  const rows = rowsFrom(Array.from({ length: 600 }, (_, t) => (Math.floor(t / 100) % 2 === 0 ? -2 : 2) + rng.normal()))
  const fit = fitJump(rows, 2, 5, { seed: 1 })
  expect(Array.from(fit.centres).sort((a, b) => a - b)[0]).toBeCloseTo(-2, 0)
  expect(transitionRate(fit.states)).toBeCloseTo(5 / 599, 12)
})

const persistent = {
  initial: [0.5, 0.5],
  transition: [
    [0.995, 0.005],
    [0.005, 0.995],
  ],
  mean: [0, 0],
  deviation: [0.008, 0.02],
}

describe('labels', () => {
  const { series, truth } = simulateRegimes(persistent, 5000, startRng(7))
  const labels = jumpModelLabels(series, 2, { trainLength: 3000, seed: 1 })

  test('find the true states on both parts', () => {
    expect(labels).toHaveLength(5000)
    expect(balancedAccuracy(truth.subarray(0, 3000), labels.subarray(0, 3000), 2)).toBeGreaterThan(0.93)
    expect(balancedAccuracy(truth.subarray(3000), labels.subarray(3000), 2)).toBeGreaterThan(0.93)
  })

  test('are the same for the same seed, and their parameters do not depend on bars after the training part', () => {
    expect(jumpModelLabels(series, 2, { trainLength: 3000, seed: 1 })).toEqual(labels)
    const stormy = { ...series, variance: series.variance.map((v, t) => (t < 4000 ? v : 400 * v)) }
    const early = jumpModelLabels(stormy, 2, { trainLength: 3000, seed: 1 }).subarray(0, 3800)
    expect(early).toEqual(labels.subarray(0, 3800))
  })

  test('rise with volatility over three states', () => {
    const three = jumpModelLabels(series, 3, { trainLength: 5000, seed: 2 })
    const level = [0, 1, 2].map((k) => {
      const own = series.variance.filter((_, t) => three[t] === k)
      return own.reduce((a, b) => a + b, 0) / own.length
    })
    expect(level[0]).toBeLessThan(level[1])
    expect(level[1]).toBeLessThan(level[2])
  })

  test('do not depend on the unit of variance', () => {
    const scaled = { ...series, variance: series.variance.map((v) => 1e4 * v) }
    expect(jumpModelLabels(scaled, 2, { trainLength: 3000, seed: 1 })).toEqual(labels)
  })

  test('a higher penalty gives fewer changes', () => {
    const setting = { halfLives: [3, 8, 20], penalty: 1e6 }
    expect(transitionRate(jumpModelLabels(series, 2, { trainLength: 3000, seed: 1, setting }))).toBe(0)
  })

  test('too few bars and a single state are faults', () => {
    expect(() => jumpModelLabels(series, 2, { trainLength: 30, seed: 1 })).toThrow(
      expect.objectContaining({ code: 'missing-data' }),
    )
    expect(() => jumpModelLabels(sliceSeries(series, 0, 500), 1, { trainLength: 500, seed: 1 })).toThrow(
      expect.objectContaining({ code: 'bad-input' }),
    )
  })
})
