import { startRng } from '../../../../src/core/rng'
import {
  atEqualCost,
  efficientTrials,
  scorePart,
  shortfallAt,
  varianceRatio,
  type ChainPart,
  type ChainTrial,
} from '../../../../training/backtest/chain/chain-trials'

const intervals = 60
const part: ChainPart = {
  intervals: Int32Array.from({ length: intervals }, (_, i) => i),
  days: new Float64Array(intervals).fill(0.25),
  held: Array.from({ length: intervals }, () => [0]),
}
const shape = Float64Array.from({ length: intervals }, (_, i) => Math.sin(i * i))
const aTrial = (cost: number, scale: number): ChainTrial => ({
  ...{ strategy: 's', centre: 'net', options: false, setting: `${cost}`, trades: 1 },
  pnl: [shape.map((value) => scale * value)],
  cost: new Float64Array(intervals).fill(cost / 4),
})

test('scores are cost a day, variance and the mean of the worst twentieth', () => {
  const { cost, variance, es95 } = scorePart(aTrial(0.01, 2), part)
  expect(cost).toBeCloseTo(0.01, 12)
  const sorted = [...shape].sort((a, b) => a - b)
  expect(es95).toBeCloseTo((-2 * (sorted[0] + sorted[1] + sorted[2])) / 3, 12)
  const mean = shape.reduce((a, b) => a + b, 0) / intervals
  expect(variance).toBeCloseTo((4 * shape.reduce((a, b) => a + (b - mean) ** 2, 0)) / intervals, 12)
})

test('only settings that none beats on cost and shortfall are kept, by rising cost', () => {
  const [cheap, dear, beaten] = [aTrial(0.01, 2), aTrial(0.04, 1), aTrial(0.05, 1.5)]
  expect(efficientTrials([beaten, dear, cheap], part)).toEqual([cheap, dear])
})

test('a shortfall is read at a cost in between, in the logarithm of cost', () => {
  const scores = [
    { cost: 0.01, es95: 4, variance: 0 },
    { cost: 0.04, es95: 2, variance: 0 },
  ]
  expect(shortfallAt(scores, 0.02)).toBeCloseTo(3, 12)
  expect(shortfallAt(scores, 0.04)).toBe(2)
  expect(shortfallAt(scores, 1)).toBe(2)
  expect(shortfallAt(scores, 0.005)).toBeUndefined()
})

test('a family is compared at the cost of the baseline, on the same draws', () => {
  const baseline = aTrial(0.02, 4)
  const families = [[aTrial(0.01, 4), aTrial(0.04, 2)], [baseline], [aTrial(0.1, 1)]]
  const [half, same, dear] = atEqualCost(baseline, families, part, { blockLength: 5, rng: startRng(1) })
  expect(half!.reduction.value).toBeCloseTo(0.25, 10)
  // Every scale moves together, so that no draw differs.
  expect(half!.reduction.ci[0]).toBeCloseTo(0.25, 10)
  expect(same!.reduction).toEqual({ value: 0, ci: [0, 0] })
  expect(dear).toBeUndefined()
})

test('a variance is compared on the same draws', () => {
  const { value, ci } = varianceRatio(aTrial(0.01, 3), aTrial(0.05, 2), part, { blockLength: 5, rng: startRng(1) })
  expect(value).toBeCloseTo(9 / 4, 10)
  for (const end of ci) expect(end).toBeCloseTo(9 / 4, 10)
})
