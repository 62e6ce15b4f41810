import { DAY } from '../../../../src/core/market/event'
import { withImplied } from '../../../../training/studies/forecasters/implied'
import { dailyMarket } from '../../../../training/studies/forecasters/markets'

describe('a market with an index of implied volatility', () => {
  const days = 400
  const variance = new Float64Array(days).fill(1e-4)
  const market = dailyMarket('index', {
    variance,
    bipower: variance,
    downside: undefined,
    quarticity: undefined,
    close: undefined,
  })
  const times = Float64Array.from({ length: days }, (_, day) => day * DAY)
  // 20 % until day 79, 30 % from day 80 on; nothing before day 40.
  const index = Array.from({ length: 80 }, (_, i) => ({ knownFrom: (40 + i) * DAY, vol: i < 40 ? 0.2 : 0.3 }))
  const { first, rows, columns, x } = withImplied(market, times, index)
  const at = (day: number, name: string): number => x[(day - first) * columns.length + columns.indexOf(name)]

  test('begins once the index has a change, with the columns of the market before its own', () => {
    expect([first, rows]).toEqual([50, 350])
    expect(columns).toEqual([...market.dataset.columns, 'implied-minus-realized-22', 'implied-vol-change-10'])
    expect(at(60, 'realized-variance-5')).toBeCloseTo(Math.log(1e-4), 12)
  })

  test('holds the premium over realized variance and the change, known at the bar', () => {
    expect(at(79, 'implied-minus-realized-22')).toBeCloseTo(Math.log(0.2 ** 2 / 252 / 1e-4), 12)
    expect(at(80, 'implied-minus-realized-22')).toBeCloseTo(Math.log(0.3 ** 2 / 252 / 1e-4), 12)
    expect(at(79, 'implied-vol-change-10')).toBeCloseTo(0, 12)
    expect(at(80, 'implied-vol-change-10')).toBeCloseTo(Math.log(1.5), 12)
  })

  test('has no rows where the index begins after the market', () => {
    expect(withImplied(market, times, [{ knownFrom: 500 * DAY, vol: 0.2 }]).rows).toBe(0)
  })
})
