import { beatenBy } from '../../../src/core/promotion/decide-promotion'
import type { MeasuredLosses } from '../../../src/core/promotion/compare-losses'
import { startRng } from '../../../src/core/rng'

const rows = 600

const losses = (measure: string, level: number, seed: number, horizonBars = 2): MeasuredLosses => {
  const rng = startRng(seed)
  return { measure, horizonBars, values: Float64Array.from({ length: rows }, () => level + 0.1 * rng.normal()) }
}
const model = (name: string, first: number, second: number, seed: number) => ({
  model: name,
  losses: [losses('qlike 1h', first, seed), losses('qlike 7d', second, seed + 1, 100)],
})

test('names the baselines that lose less beyond chance, the best first, with the ratio of the losses', () => {
  const own = [losses('qlike 1h', 0.9, 1), losses('qlike 7d', 0.9, 2, 100)]
  const beaten = beatenBy(own, [model('ewma', 0.6, 0.2, 11), model('garch', 0.9, 0.2, 21), model('har', 0.3, 0.2, 31)])
  expect(beaten.map(({ by, measure, horizonBars }) => [by, measure, horizonBars])).toEqual([
    ['har', 'qlike 1h', 2],
    ['ewma', 'qlike 1h', 2],
  ])
  expect(beaten[0].ratio).toBeCloseTo(3, 1)
  expect(beaten[0].p).toBeLessThan(0.001)
})

test('a measure of fewer separate targets than the rule asks for is not tested', () => {
  // 600 rows of targets that span 100 rows are six targets.
  const own = [losses('qlike 7d', 0.9, 2, 100)]
  const rival = { model: 'har', losses: [losses('qlike 7d', 0.2, 3, 100)] }
  expect(beatenBy(own, [rival])).toEqual([])
  expect(beatenBy(own, [rival], { significance: 0.05, leastTargets: 6 })).toHaveLength(1)
})

test('a model alike to its baselines is beaten by none of twenty, in nineteen of twenty draws at least', () => {
  let found = 0
  for (let seed = 1; seed <= 20; seed++) {
    const baselines = Array.from({ length: 20 }, (_, i) => ({
      model: `m${i}`,
      losses: [losses('qlike 1h', 0.5, 1000 * seed + i)],
    }))
    if (beatenBy([losses('qlike 1h', 0.5, seed)], baselines).length > 0) found++
  }
  expect(found).toBeLessThanOrEqual(2)
})
