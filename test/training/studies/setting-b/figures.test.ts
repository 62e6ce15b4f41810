import { startRng } from '../../../../src/core/rng'
import { entropicPrice } from '../../../../src/core/statistics/risk-measures'
import { excessShortfallFigure, gapShares, pairedZs, priceFigure } from '../../../../training/studies/setting-b/figures'

const a = 2
const rng = startRng(5)
const wide = Float64Array.from({ length: 2000 }, () => 2 * rng.normal())
const narrow = wide.map((x) => x / 2)
const middle = wide.map((x) => 0.75 * x)
const cash = wide.map((x) => x + 0.25)

describe('the share of a gap', () => {
  const { gap, shares } = gapShares(
    { from: wide, to: narrow, between: [wide, narrow, middle, cash] },
    a,
    100,
    startRng(1),
  )

  it('is 0 at its start and 1 at its end, with intervals of no width', () => {
    expect([shares[0].price, shares[0].es95]).toEqual([0, 0])
    expect([shares[1].price, shares[1].es95]).toEqual([1, 1])
    expect(shares[0].ci).toEqual({ price: [0, 0], es95: [0, 0] })
    expect(shares[1].ci).toEqual({ price: [1, 1], es95: [1, 1] })
  })

  it('equals the value worked out by hand', () => {
    const price = entropicPrice(wide, a) - entropicPrice(narrow, a)
    expect(gap.price).toBeCloseTo(price, 10)
    expect(shares[2].price).toBeCloseTo((entropicPrice(wide, a) - entropicPrice(middle, a)) / price, 10)
    // Shortfall is linear in scale: three quarters of the P&L is half the way to a half of it.
    expect(shares[2].es95).toBeCloseTo(0.5, 10)
    // Cash lowers the price by itself and demeaned shortfall not at all.
    expect(shares[3].price).toBeCloseTo(0.25 / price, 10)
    expect(shares[3].es95).toBeCloseTo(0, 10)
  })

  it('lies within its interval, and the same draws give the same interval', () => {
    const [low, high] = shares[2].ci.price
    expect(low).toBeLessThan(shares[2].price)
    expect(high).toBeGreaterThan(shares[2].price)
    expect(gapShares({ from: wide, to: narrow, between: [middle] }, a, 100, startRng(1)).shares[0]).toEqual(shares[2])
  })

  it('of no gap is refused', () => {
    expect(() => gapShares({ from: wide, to: wide, between: [narrow] }, a, 10, startRng(1))).toThrow('no gap')
  })
})

describe('standard errors', () => {
  it('of price and excess shortfall are the spread over repeated samples', () => {
    const draws = startRng(9)
    const samples = Array.from({ length: 300 }, () => Float64Array.from({ length: 800 }, () => 0.02 * draws.normal()))
    for (const figure of [priceFigure, excessShortfallFigure]) {
      const figures = samples.map(figure)
      const centre = figures.reduce((sum, { value }) => sum + value, 0) / figures.length
      const spread = Math.sqrt(figures.reduce((sum, { value }) => sum + (value - centre) ** 2, 0) / figures.length)
      const claimed = figures.reduce((sum, { standardError }) => sum + standardError, 0) / figures.length
      // The spread of 300 samples is known to 4 %.
      expect(Math.abs(claimed / spread - 1)).toBeLessThan(0.16)
    }
  })

  it('of a paired difference leave out the common noise', () => {
    const base = Float64Array.from({ length: 4000 }, () => 0.02 * rng.normal())
    const better = base.map((x) => x + 1e-4 + 1e-4 * rng.normal())
    expect(pairedZs(base, better).price).toBeGreaterThan(20)
    expect(pairedZs(better, base).price).toBeCloseTo(-pairedZs(base, better).price, 8)
    // Half the P&L has half the shortfall.
    expect(
      pairedZs(
        base,
        base.map((x) => x / 2),
      ).es95,
    ).toBeGreaterThan(20)
    expect(pairedZs(base, base)).toEqual({ price: 0, es95: 0 })
  })
})
