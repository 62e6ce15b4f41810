import { startRng } from '../../../../src/core/rng'
import type { PaidMarket } from '../../../../training/studies/variance-premium/markets'
import { premiumMoments } from '../../../../training/studies/variance-premium/variance-premium'

const rule = { confidence: 0.5, margin: 0, cost: 0, revisionYears: 1 / 365, volSpread: 0 }

/** Days of an annual volatility that drifts about .6, whose options cost `markup` times .6. */
const aMarket = (markup: number, days = 400): PaidMarket => {
  const rng = startRng(7)
  let level = 0
  const variance = Float64Array.from({ length: days }, () => {
    level = 0.9 * level + 0.1 * (rng.uniform() - 0.5)
    return (0.36 / 365) * Math.exp(level)
  })
  const market = { name: 'a market', tenorDays: 7, horizon: 7, barsPerYear: 365, lags: [1, 7, 28], variance }
  return { ...market, squares: variance, implied: new Float64Array(days).fill(0.6 * markup) }
}

describe('moments at which variance may be sold', () => {
  test('are called, and paid, by what options cost', () => {
    const dear = premiumMoments(aMarket(1.3), false, rule)
    expect(dear.length).toBeGreaterThan(200)
    for (const { call, profit, isPaid, told } of dear) {
      expect([call, isPaid]).toEqual(['sell', true])
      expect(profit).toBeGreaterThan(0)
      expect(told).toBeGreaterThan(0.99)
    }
    for (const { call, isPaid } of premiumMoments(aMarket(0.7), false, rule))
      expect([call, isPaid]).toEqual(['buy', false])
  })

  test('pay half the difference of the variances over the implied volatility, in vol points', () => {
    const [{ profit, implied, realized }] = premiumMoments(aMarket(1.3), false, rule)
    expect(implied).toBeCloseTo(0.78 ** 2, 12)
    expect(profit).toBeCloseTo((100 * (implied - realized)) / (2 * 0.78), 12)
  })

  test.each([false, true])('do not see what comes after them (with implied volatility: %s)', (isInformed) => {
    const market = aMarket(1.1)
    const implied = market.implied.map((vol, i) => vol * (1 + 0.1 * Math.sin(i)))
    const from = 300
    const later = market.variance.map((value, i) => (i > from ? 9 * value : value))
    const told = (variance: Float64Array) =>
      premiumMoments({ ...market, implied, variance, squares: variance }, isInformed, rule).map((moment) => moment.told)
    const [seen, changed] = [told(market.variance), told(later)]
    const moments = seen.length - (market.variance.length - market.horizon - from - 1)
    expect(moments).toBeGreaterThan(50)
    expect(changed.slice(0, moments)).toEqual(seen.slice(0, moments))
    expect(changed.slice(moments)).not.toEqual(seen.slice(moments))
  })
})
