import fc from 'fast-check'
import { proportionalCost, tradeCost } from '../../../src/core/execution/cost'
import { mean, standardDeviation } from '../../../src/core/statistics/moments'
import { entropicPrice, expectedShortfall } from '../../../src/core/statistics/risk-measures'

const SIZE = 40
const outcome = fc
  .array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: SIZE, maxLength: SIZE })
  .map((values) => Float64Array.from(values))

const measures = [
  ['entropic price', (pnl: Float64Array) => entropicPrice(pnl, 3)],
  ['expected shortfall', (pnl: Float64Array) => expectedShortfall(pnl, 0.07)],
] as const

describe.each(measures)('the %s', (_, risk) => {
  it('falls by the cash that is added', () => {
    fc.assert(
      fc.property(outcome, fc.double({ min: -10, max: 10, noNaN: true }), (pnl, cash) => {
        expect(risk(pnl.map((x) => x + cash))).toBeCloseTo(risk(pnl) - cash, 10)
      }),
    )
  })

  it('is lower for an outcome that is better everywhere', () => {
    fc.assert(
      fc.property(outcome, outcome, (pnl, gift) => {
        expect(risk(pnl.map((x, i) => x + Math.abs(gift[i])))).toBeLessThanOrEqual(risk(pnl) + 1e-12)
      }),
    )
  })

  it('is convex: a mixture is no riskier than the mixed risks', () => {
    fc.assert(
      fc.property(outcome, outcome, fc.double({ min: 0, max: 1, noNaN: true }), (one, other, share) => {
        const mixture = one.map((x, i) => share * x + (1 - share) * other[i])
        expect(risk(mixture)).toBeLessThanOrEqual(share * risk(one) + (1 - share) * risk(other) + 1e-10)
      }),
    )
  })

  it('lies between minus the mean and the worst loss', () => {
    fc.assert(
      fc.property(outcome, (pnl) => {
        expect(risk(pnl)).toBeGreaterThanOrEqual(-mean(pnl) - 1e-12)
        expect(risk(pnl)).toBeLessThanOrEqual(-Math.min(...pnl) + 1e-12)
      }),
    )
  })

  it('refuses an empty column', () => {
    expect(() => risk(new Float64Array())).toThrow('needs outcomes')
  })
})

describe('risk measures', () => {
  it('meet their closed forms', () => {
    const coin = Float64Array.of(-1, 1)
    expect(entropicPrice(coin, 2)).toBeCloseTo(Math.log(Math.cosh(2)) / 2, 14)
    expect(
      expectedShortfall(
        Float64Array.from({ length: 100 }, (_, i) => i),
        0.05,
      ),
    ).toBeCloseTo(-2, 14)
    expect(expectedShortfall(Float64Array.of(-4, -1, 2), 0.5)).toBeCloseTo(3, 14)
    expect(standardDeviation(Float64Array.of(2, 4, 4, 4, 5, 5, 7, 9))).toBe(2)
  })

  it('do not overflow where the exponent would', () => {
    expect(entropicPrice(Float64Array.of(-1e6, 0), 1)).toBeCloseTo(1e6 - Math.log(2), 6)
  })
})

describe('the cost of trading', () => {
  it('is fee, half the spread and the square root of the participation', () => {
    const inputs = { fee: 5e-4, relativeSpread: 2e-4, impact: 0.02, size: -25, volume: 1e4 }
    expect(proportionalCost(inputs)).toBeCloseTo(5e-4 + 1e-4 + 0.001, 15)
    expect(proportionalCost({ ...inputs, volume: 0 })).toBeCloseTo(6e-4, 15)
  })

  it('charges the ticket only on a trade', () => {
    expect(tradeCost(1e-3, 2, -3, 100)).toBeCloseTo(2.3, 12)
    expect(tradeCost(1e-3, 2, 0, 100)).toBe(0)
  })
})
