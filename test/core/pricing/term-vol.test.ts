import { termVol } from '../../../src/core/pricing/term-vol'

describe('the volatility term structure', () => {
  const points = [
    { years: 0.1, vol: 0.8 },
    { years: 0.5, vol: 0.6 },
    { years: 1, vol: 0.5 },
  ]

  it('passes through its points, is flat outside and linear in total variance between', () => {
    expect([0, 0.1, 0.5, 1, 3].map((years) => termVol(points, years))).toEqual([0.8, 0.8, 0.6, 0.5, 0.5])
    const total = (0.8 ** 2 * 0.1 + 0.6 ** 2 * 0.5) / 2
    expect(termVol(points, 0.3)).toBeCloseTo(Math.sqrt(total / 0.3), 14)
  })
})
