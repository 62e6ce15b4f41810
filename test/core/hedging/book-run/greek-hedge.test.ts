import { yearsBetween, type BookMarket } from '../../../../src/core/hedging/book-run/book-market'
import {
  greekHedgeKinds,
  runGreekHedge,
  type GreekHedgeSettings,
} from '../../../../src/core/hedging/book-run/greek-hedge'
import { matchGreeks } from '../../../../src/core/hedging/book-run/hedge-delta'
import { exposureColumns } from '../../../../src/core/hedging/exposure-columns'
import { hedge } from '../../../../src/core/hedging/paths'
import { mean } from '../../../../src/core/statistics/moments'
import { expectedShortfall } from '../../../../src/core/statistics/risk-measures'
import { solverForTests } from '../greeks/solver'
import { aMarket, costs, free, sdRatioUpper, unexplained } from './a-market'

describe('a short book hedged with options', () => {
  const solve = solverForTests()
  const run = (market: BookMarket, kind: GreekHedgeSettings['kind'], change: Partial<GreekHedgeSettings> = {}) =>
    runGreekHedge(market, { kind, costs, ...change }, solve)

  it('is the batch engine where the underlying alone hedges it', () => {
    const market = aMarket({ kind: 'gbm' }, 20)
    const { paths, steps, spot, stepSeconds } = market
    const years = Float64Array.from({ length: steps }, (_, step) => yearsBetween(market, step, steps))
    const columns = { paths, steps, spot, years, cost: costs.underlying }
    const strategy = { kind: 'whalley-wilmott', riskAversion: 10, multiplier: 1 } as const
    const exposure = exposureColumns(columns, 0.6)
    const batch = hedge(columns, exposure, strategy, { vol: 0.6, stepSeconds, unwindAtExpiry: true })
    const stepped = run(market, 'delta', { strategy })
    for (let path = 0; path < paths; path++) {
      expect(stepped.pnl[path] + stepped.premium[path]).toBeCloseTo(batch.pnl[path], 12)
      expect(stepped.cost[path]).toBeCloseTo(batch.cost[path], 14)
      expect(stepped.turnover[path]).toBeCloseTo(batch.turnover[path], 12)
      expect(stepped.trades[path]).toBe(batch.trades[path])
    }
  })

  it('earns the sum of its parts on every path, whatever the hedge', () => {
    const market = aMarket({ kind: 'heston' }, 3)
    for (const kind of greekHedgeKinds)
      for (const method of ['repricing', 'taylor'] as const) {
        const result = run(market, kind, { fundingRate: 0.1, attribution: method })
        expect(unexplained(result)).toBeLessThan(1e-12)
        if (method === 'repricing') expect(Math.max(...result.attribution.residual.map(Math.abs))).toBeLessThan(1e-12)
        expect(Math.max(...result.pnl.map(Math.abs))).toBeLessThan(0.5)
      }
  })

  it('carries less risk with gamma hedged where prices diffuse and where they jump', () => {
    for (const world of [{ kind: 'gbm' }, { kind: 'jumps' }]) {
      const market = aMarket(world, 50)
      const delta = run(market, 'delta')
      const gamma = run(market, 'delta-gamma')
      expect(sdRatioUpper(gamma.pnl, delta.pnl)).toBeLessThan(0.7)
      const tail = (pnl: Float64Array): number =>
        expectedShortfall(
          pnl.map((value) => value - mean(pnl)),
          0.05,
        )
      expect(tail(gamma.pnl)).toBeLessThan(0.7 * tail(delta.pnl))
      expect(mean(gamma.cost)).toBeGreaterThan(mean(delta.cost))
    }
  })

  it('carries less risk with vega hedged where volatility moves, and least with gamma too', () => {
    const market = aMarket({ kind: 'heston' }, 50)
    const delta = run(market, 'delta')
    const vega = run(market, 'delta-vega')
    const both = run(market, 'delta-gamma-vega')
    expect(sdRatioUpper(vega.pnl, delta.pnl)).toBeLessThan(0.85)
    expect(sdRatioUpper(both.pnl, vega.pnl)).toBeLessThan(0.8)
  })

  it('by least squares carries less risk than delta alone, for less than matching costs', () => {
    const market = aMarket({ kind: 'heston' }, 16)
    const [delta, both] = [run(market, 'delta'), run(market, 'delta-gamma-vega')]
    const least = run(market, 'least-squares')
    expect(sdRatioUpper(least.pnl, delta.pnl)).toBeLessThan(0.7)
    expect(mean(least.cost)).toBeLessThan(0.8 * mean(both.cost))
  })

  it('trades options in lots and within its limit', () => {
    const leastSquares = { optionLot: 0.25 }
    const lots = run(aMarket({ kind: 'gbm' }, 4), 'least-squares', { leastSquares, limit: 0.5 })
    expect(mean(lots.optionTurnover)).toBeGreaterThan(0)
    for (const turnover of lots.optionTurnover) expect(turnover / 0.25).toBeCloseTo(Math.round(turnover / 0.25), 12)
  })

  it('pays nothing where nothing costs, and nothing for a hedge that never trades', () => {
    const market = aMarket({ kind: 'gbm' }, 5)
    expect(mean(run(market, 'delta-gamma', { costs: free }).cost)).toBe(0)
    const idle = run(market, 'delta', { strategy: { kind: 'no-hedge' } })
    expect(mean(idle.trades)).toBe(0)
    for (let path = 0; path < 5; path++) {
      const payoff = Math.max(market.spot[path * 61 + 60] - 1, 0)
      expect(idle.pnl[path]).toBeCloseTo(-payoff - idle.premium[path], 12)
    }
  })

  it('strikes its options anew', () => {
    const listings = [{ type: 'call', lifeSteps: 60, restrikeSteps: 10 }] as const
    const once = run(aMarket({ kind: 'gbm' }, 10), 'delta-gamma')
    const anew = run(aMarket({ kind: 'gbm' }, 10), 'delta-gamma', { listings })
    expect(unexplained(anew)).toBeLessThan(1e-12)
    expect(mean(anew.optionTrades)).not.toBe(mean(once.optionTrades))
  })

  it('refuses least squares without a solver and options that do not fit the Greeks', () => {
    const market = aMarket({ kind: 'gbm' }, 1)
    expect(() => runGreekHedge(market, { kind: 'least-squares', costs })).toThrow('needs a solver')
    expect(() => run(market, 'delta-gamma-vega', { listings: [{ type: 'call', lifeSteps: 9 }] })).toThrow('as many')
    expect(() => run({ ...market, paths: 2 }, 'delta')).toThrow('a spot for each')
  })
})

describe('matching Greeks', () => {
  it('solves one Greek with one option and two with two, within the limit', () => {
    expect(matchGreeks([-6], [[2]], [0], 10)).toEqual([3])
    expect(matchGreeks([-6], [[2]], [0], 1)).toEqual([1])
    const [p, q] = matchGreeks(
      [-0.03, -20],
      [
        [0.02, 12],
        [0.01, 25],
      ],
      [0, 0],
      10,
    )
    expect(0.02 * p + 0.01 * q).toBeCloseTo(0.03, 12)
    expect(12 * p + 25 * q).toBeCloseTo(20, 10)
  })

  it('keeps its position where the options do not span the Greeks', () => {
    expect(matchGreeks([1], [[0]], [0.4], 3)).toEqual([0.4])
    expect(
      matchGreeks(
        [1, 2],
        [
          [1, 3],
          [2, 6],
        ],
        [0.1, 0.2],
        3,
      ),
    ).toEqual([0.1, 0.2])
  })
})
