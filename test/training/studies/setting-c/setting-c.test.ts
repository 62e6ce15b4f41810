import fc from 'fast-check'
import { exposureColumns } from '../../../../src/core/hedging/exposure-columns'
import { startRng } from '../../../../src/core/rng'
import { coinOnGrid, expandingLogHar, readCoin } from '../../../../training/studies/setting-c/coin'
import { costAtRisk, frontierOf, riskAtCost } from '../../../../training/studies/setting-c/frontier'
import {
  barSeconds,
  barsPerDay,
  gridOf,
  trailingVariance,
  type CoinGrid,
} from '../../../../training/studies/setting-c/grid'
import { demeanedEs95, resampled, tableMeasuresOf } from '../../../../training/studies/setting-c/measures'
import { tableOf } from '../../../../training/studies/setting-c/table'
import { evaluationColumn } from '../../../../training/tune/view/strip'
import { hedgeOutcome, run, viewOf, type Outcome } from '../../../../training/tune/view/view'
import { describeWithData, realDataFolder } from '../../../support/real-data'

/** Minutes of a random walk whose volatility drifts. */
const walk = (minutes: number, seed: number): CoinGrid => {
  const rng = startRng(seed)
  const time = Float64Array.from({ length: minutes }, (_, i) => 1_483_228_800_000 + 60_000 * i)
  let log = 0
  let vol = 0
  const close = time.map(() => {
    vol = 0.9999 * vol + 0.01 * rng.normal()
    log += 8e-4 * Math.exp(vol) * rng.normal()
    return 100 * Math.exp(log)
  })
  return gridOf({ time, close })
}

const prefix = ({ time, price, quadratic }: CoinGrid, bars: number): CoinGrid => ({
  time: time.subarray(0, bars),
  price: price.subarray(0, bars),
  quadratic: quadratic.subarray(0, bars),
})

describe('five-minute grid', () => {
  test('takes the last minute at or before each mark, over holes', () => {
    const minute = 60_000
    const time = Float64Array.of(0, 4 * minute, 5 * minute, 6 * minute, 16 * minute)
    const { time: marks, price } = gridOf({ time, close: Float64Array.of(1, 2, 3, 4, 5) })
    expect([...marks]).toEqual([5 * minute, 10 * minute, 15 * minute])
    expect([...price]).toEqual([3, 4, 4])
  })

  test('annualises the squared returns of the window', () => {
    const grid = walk(5 * 400, 3)
    const at = 350
    let sum = 0
    for (let i = at - 287; i <= at; i++) sum += Math.log(grid.price[i] / grid.price[i - 1]) ** 2
    expect(trailingVariance(grid, 288)[at]).toBeCloseTo(365 * sum, 10)
  })
})

describe('expanding log-HAR', () => {
  const grid = walk(5 * 130 * barsPerDay, 5)
  const horizon = 7 * barsPerDay
  const { first, variance } = expandingLogHar(grid, horizon)

  test('forecasts a prefix as it does the whole: a refit uses no later outcome', () => {
    for (const bars of [first + 10, first + 30 * barsPerDay + 5, first + 45 * barsPerDay]) {
      const known = expandingLogHar(prefix(grid, bars), horizon).variance
      expect(known.subarray(first)).toEqual(variance.subarray(first, bars))
    }
  })

  test('is refitted: forecasts jump at a refit', () => {
    const later = expandingLogHar(prefix(grid, first + 1), horizon)
    expect(later.first).toBe(first)
    expect(variance.subarray(first).every((value) => value > 0)).toBe(true)
    expect(variance[first + 30 * barsPerDay]).not.toBe(variance[first + 30 * barsPerDay - 1])
  })
})

const outcome = (pnl: readonly number[]): Outcome => ({
  strategy: 's',
  setting: 'x',
  pnl: Float64Array.from(pnl),
  cost: Float64Array.from(pnl, (x) => x * x),
  trades: Float64Array.from(pnl, () => 3),
  turnover: Float64Array.from(pnl, () => 1),
  evaluations: Float64Array.from(pnl, () => 9),
  tracking: Float64Array.from(pnl, (x) => Math.sin(7 * x)),
  risk: Float64Array.from(pnl, (x) => Math.sin(7 * x) ** 2),
})

describe('measures', () => {
  test('the tail of 41 outcomes is the worst three', () => {
    const values = Float64Array.from({ length: 41 }, (_, i) => i)
    expect(demeanedEs95(values)).toBeCloseTo(19, 12)
  })

  test('a draw by counts measures what its paths measure', () => {
    const values = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 30, maxLength: 60 })
    fc.assert(
      fc.property(values, fc.infiniteStream(fc.nat(59)), (pnl, stream) => {
        const rows = Int32Array.from({ length: pnl.length }, (_, i) => i)
        const draw = rows.map(() => (stream.next().value as number) % pnl.length)
        const counts = new Int32Array(pnl.length)
        for (const i of draw) counts[i]++
        const { cost, totalEs95, trackingSd } = tableMeasuresOf(outcome(pnl), draw)
        const fast = resampled(outcome(pnl), rows)(counts, pnl.length)
        ;[cost, totalEs95, trackingSd].forEach((value, k) => expect(fast[k]).toBeCloseTo(value, 10))
      }),
      { numRuns: 40 },
    )
  })
})

describe('frontier', () => {
  const points = [
    { cost: 4, totalEs95: 5, trackingSd: 1 },
    { cost: 1, totalEs95: 9, trackingSd: 8 },
    { cost: 2, totalEs95: 6, trackingSd: 4 },
  ]

  test('risk at a cost lies on the line between neighbours, and is undefined beyond the ends', () => {
    expect(riskAtCost(points, 'trackingSd', 1.5)).toBeCloseTo(6, 12)
    expect(riskAtCost(points, 'trackingSd', 1)).toBe(8)
    expect(riskAtCost(points, 'trackingSd', 3.5)).toBeCloseTo(1.75, 12)
    expect(riskAtCost(points, 'trackingSd', 0.9)).toBeUndefined()
    expect(riskAtCost(points, 'trackingSd', 4.1)).toBeUndefined()
  })

  test('cost at a risk is the least on the line that has it', () => {
    expect(costAtRisk(points, 'totalEs95', 7)).toBeCloseTo(1 + 2 / 3, 12)
    expect(costAtRisk(points, 'totalEs95', 5)).toBe(4)
    expect(costAtRisk(points, 'totalEs95', 10)).toBe(1)
    expect(costAtRisk(points, 'totalEs95', 4.9)).toBeUndefined()
  })

  test('is the same for the same seed, and its intervals hold the values', () => {
    const rng = startRng(1)
    const all = outcome(Array.from({ length: 200 }, () => rng.normal()))
    const rows = Int32Array.from({ length: 200 }, (_, i) => i)
    const [point] = frontierOf([all], rows, { block: 10, replications: 200, rng: startRng(2) })
    expect(frontierOf([all], rows, { block: 10, replications: 200, rng: startRng(2) })).toEqual([point])
    for (const name of ['cost', 'totalEs95', 'trackingSd'] as const) {
      expect(point.ci[name][0]).toBeLessThan(point[name])
      expect(point.ci[name][1]).toBeGreaterThan(point[name])
    }
  })
})

test('options are at the money and seven days long, and start every six hours', () => {
  const { strip, premium } = coinOnGrid('walk', walk(5 * 160 * barsPerDay, 7))
  expect(strip.paths).toBe(Math.ceil((160 * barsPerDay - 1 - 1 - 2016 - 150 * barsPerDay) / 72))
  expect(strip.starts[1] - strip.starts[0]).toBe(72)
  for (let p = 0; p < strip.paths; p++) expect(strip.spot[p * 2017]).toBe(1)
  expect(strip.years[0]).toBeCloseTo(7 / 365, 12)
  expect(premium.every((value) => value > 0)).toBe(true)
})

test('every row is measured around the delta at log-HAR, whatever volatility it hedges at', () => {
  const coin = coinOnGrid('walk', walk(5 * 153 * barsPerDay + 5 * 2016, 7))
  const rows = tableOf(coin)
  const { strip, volatility } = coin
  const { delta } = exposureColumns(strip, evaluationColumn(strip, volatility['log-har']))
  const strategy = { kind: 'whalley-wilmott', riskAversion: 30, multiplier: 1 } as const
  for (const name of ['log-har', 'rv-1d'] as const) {
    const positions = new Float64Array(strip.paths * strip.steps)
    const { cost } = run(viewOf(strip, evaluationColumn(strip, volatility[name]), barSeconds), strategy, { positions })
    let total = 0
    for (let p = 0; p < strip.paths; p++) {
      total += cost[p]
      for (let t = 0; t < strip.steps; t++) {
        const at = p * (strip.steps + 1) + t
        const index = p * strip.steps + t
        total += 15 * ((positions[index] - delta[index]) * (strip.spot[at + 1] - strip.spot[at])) ** 2
      }
    }
    const row = rows.find((each) => each.volatility === name && each.setting === 'a = 30')
    expect(row?.ce).toBeCloseTo(total / strip.paths, 12)
    expect(row?.evaluations).toBe(strip.steps)
  }
  expect(rows.find(({ setting }) => setting === 'every 12 h')?.evaluations).toBe(14)
})

describeWithData('bars-1m-bitfinex', 'setting C on bitcoin', () => {
  test('a timer of twelve hours has the published risk, cost and trades', () => {
    const coin = readCoin(realDataFolder, 'btcusd')
    const view = viewOf(coin.strip, evaluationColumn(coin.strip, coin.volatility['log-har']), barSeconds)
    const timer = { kind: 'fixed-interval', seconds: 43_200 } as const
    const ours = tableMeasuresOf(hedgeOutcome({ strategy: 'timer', setting: '12 h' }, run(view, timer), coin.premium))
    expect(coin.strip.paths).toBe(3016)
    const digits = [ours.totalSd, ours.totalEs95, ours.trackingSd, ours.trackingEs95].map((value) => value.toFixed(4))
    expect(digits).toEqual(['0.0178', '0.0427', '0.0103', '0.0235'])
    expect([ours.cost.toFixed(5), ours.trades.toFixed(0)]).toEqual(['0.00102', '14'])
  })
})
