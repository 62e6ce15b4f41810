import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import {
  rebalanceAlong,
  type AllocationTerms,
  type AssetPaths,
} from '../../../../src/core/mandates/allocation/allocation-paths'
import { correlatedPaths } from '../../../../src/core/mandates/allocation/correlated-paths'
import { costOptimalHalfWidth } from '../../../../src/core/mandates/allocation/drift-bands'
import { startRng } from '../../../../src/core/rng'
import { mean } from '../../../../src/core/statistics/moments'
import { describeWithData, realData } from '../../../support/real-data'
import { aCovariance, aPolicy, YEARS_PER_SECOND } from './a-portfolio'

const shape = { stepSeconds: 86_400, yearsPerSecond: YEARS_PER_SECOND }
const terms = (change: Partial<AllocationTerms>): AllocationTerms => ({
  targets: [0.5, 0.3, 0.2],
  covariance: aCovariance([0.6, 0.8, 1], 0.6),
  costs: { proportional: [0.002, 0.002, 0.002], ticket: 0 },
  policy: aPolicy(),
  ...change,
})

describe('correlated paths', () => {
  it('have the covariance asked for and are martingales', () => {
    const covariance = aCovariance([0.5, 1], 0.7)
    const steps = 20_000
    const paths = correlatedPaths({ ...shape, paths: 1, steps, assets: 2 }, covariance, startRng(3))
    const sums = [0, 0, 0]
    for (let step = 0; step < steps; step++) {
      const [a, b] = [0, 1].map((i) => Math.log(paths.price[2 * step + 2 + i] / paths.price[2 * step + i]))
      sums[0] += a * a
      sums[1] += b * b
      sums[2] += a * b
    }
    const years = steps / 365
    expect(sums[0] / years).toBeCloseTo(0.25, 2)
    expect(sums[1] / years / 1).toBeGreaterThan(0.97)
    expect(sums[2] / Math.sqrt(sums[0] * sums[1])).toBeCloseTo(0.7, 2)
  })

  it('may be perfectly correlated, but not impossibly', () => {
    const paths = correlatedPaths({ ...shape, paths: 1, steps: 5, assets: 2 }, aCovariance([1, 1], 1), startRng(1))
    for (let step = 0; step <= 5; step++) expect(paths.price[2 * step]).toBeCloseTo(paths.price[2 * step + 1], 12)
    expect(() =>
      correlatedPaths({ ...shape, paths: 1, steps: 1, assets: 3 }, aCovariance([1, 1, 1], -0.9), startRng(1)),
    ).toThrow('semidefinite')
  })
})

describe('rebalancing along paths', () => {
  const world = correlatedPaths({ ...shape, paths: 8, steps: 365, assets: 3 }, terms({}).covariance, startRng(5))

  it('is its benchmark without band and cost, and keeps the value where prices stand still', () => {
    const free = { proportional: [0, 0, 0], ticket: 0 }
    const exact = rebalanceAlong(
      world,
      terms({ policy: aPolicy({ band: { kind: 'absolute', halfWidth: 0 } }), costs: free }),
      { cash: 1 },
    )
    for (let path = 0; path < 8; path++) {
      let benchmark = 1
      for (let step = 0; step < 365; step++) {
        const at = 3 * (path * 366 + step)
        const growth = [0.5, 0.3, 0.2].map((weight, i) => (weight * world.price[at + 3 + i]) / world.price[at + i])
        benchmark *= growth[0] + growth[1] + growth[2]
      }
      expect(exact.value[path] / benchmark).toBeCloseTo(1, 9)
      expect(exact.trackingError[path]).toBeLessThan(1e-9)
    }
    const still = rebalanceAlong({ ...world, price: world.price.map(() => 2) }, terms({}), { cash: 10 })
    expect(still.value[0] + still.cost[0]).toBeCloseTo(10, 12)
    expect(still.trades[0]).toBe(1)
  })

  it('takes deposits and payments along the way', () => {
    const flow = new Float64Array(8 * 365)
    for (let path = 0; path < 8; path++) flow.fill(-0.001, path * 365 + 10, path * 365 + 100)
    const still = { ...world, price: world.price.map(() => 1), flow }
    const run = rebalanceAlong(still, terms({}), { cash: 1 })
    for (let path = 0; path < 8; path++) expect(run.value[path] + run.cost[path]).toBeCloseTo(1 - 0.09, 12)
  })

  it('costs less and tracks worse the wider the bands', () => {
    const runs = [0, 0.02, 0.05, 0.1].map((halfWidth) =>
      rebalanceAlong(world, terms({ policy: aPolicy({ band: { kind: 'absolute', halfWidth } }) }), { cash: 1 }),
    )
    for (let i = 1; i < runs.length; i++) {
      expect(mean(runs[i].cost)).toBeLessThan(mean(runs[i - 1].cost))
      expect(mean(runs[i].trackingError)).toBeGreaterThan(mean(runs[i - 1].trackingError))
    }
  })

  it('is cheapest in cost and disutility together near the cost-optimal width', () => {
    const [riskAversion, cost, vol] = [4, 0.005, 0.8]
    const pair = correlatedPaths(
      { paths: 8, steps: 800, assets: 1, ...shape, stepSeconds: 86_400 / 2 },
      [vol * vol],
      startRng(7),
    )
    const years = (800 * pair.stepSeconds) / (365 * 86_400)
    const total = (factor: number): number => {
      const halfWidth = factor * costOptimalHalfWidth(cost, 0.5, riskAversion)
      const run = rebalanceAlong(
        { ...pair },
        {
          targets: [0.5],
          covariance: [vol * vol],
          costs: { proportional: [cost], ticket: 0 },
          policy: aPolicy({ band: { kind: 'absolute', halfWidth }, cashHalfWidth: 1 }),
        },
        { cash: 1 },
      )
      let sum = 0
      for (let path = 0; path < 8; path++)
        sum += 0.5 * riskAversion * run.trackingError[path] ** 2 + (run.cost[path] - 0.5 * cost) / years
      return sum / 8
    }
    const best = total(1)
    for (const factor of [0.3, 2.5]) expect(total(factor)).toBeGreaterThan(1.1 * best)
    for (const factor of [0.8, 1.25]) expect(total(factor)).toBeGreaterThan(0.96 * best)
  })
})

const coins = ['btcusdt', 'ethusdt', 'bnbusdt', 'xrpusdt', 'solusdt']

const dailyCloses = (): AssetPaths => {
  const series = coins.map((coin) => {
    const text = gunzipSync(readFileSync(realData(`klines-binance/${coin}_1d.csv.gz`))).toString('utf8')
    const rows = text.trim().split('\n').slice(1)
    return new Map(rows.map((row) => [Number(row.split(',')[0]), Number(row.split(',')[4])]))
  })
  const days = [...series[4].keys()].filter((day) => series.every((closes) => closes.has(day)))
  const price = Float64Array.from(days.flatMap((day) => series.map((closes) => closes.get(day)!)))
  return { ...shape, paths: 1, steps: days.length - 1, assets: 5, price }
}

describeWithData('klines-binance/solusdt_1d.csv.gz', 'rebalancing five coins, daily', () => {
  it('tracks better by bands than by a calendar of the same cost', () => {
    const closes = dailyCloses()
    expect(closes.steps).toBeGreaterThan(1500)
    const run = (policy: Parameters<typeof aPolicy>[0]) =>
      rebalanceAlong(
        closes,
        terms({
          targets: [0.3, 0.25, 0.15, 0.15, 0.15],
          covariance: aCovariance([0.6, 0.8, 0.8, 1, 1.2], 0.65),
          costs: { proportional: coins.map(() => 0.001), ticket: 0 },
          policy: aPolicy(policy),
        }),
        { cash: 100 },
      )
    const calendar = run({ band: { kind: 'calendar', seconds: 7 * 86_400 } })
    const optimal = run({ band: { kind: 'cost-optimal', riskAversion: 20 } })
    expect(optimal.cost[0] / optimal.value[0]).toBeLessThan(calendar.cost[0] / calendar.value[0])
    expect(optimal.trackingError[0]).toBeLessThan(calendar.trackingError[0])
    expect(optimal.turnover[0]).toBeGreaterThan(0)
  })
})
