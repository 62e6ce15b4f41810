import fc from 'fast-check'
import { boundedMultiplier, gapRisk } from '../../../../src/core/mandates/insurance/gap-risk'
import {
  grossReturnCdf,
  grossReturnQuantile,
  grossReturnShortfall,
  logReturnMixture,
  type ReturnForecast,
} from '../../../../src/core/mandates/insurance/gross-return'
import { normalCdf } from '../../../../src/core/pricing/normal'
import { startRng } from '../../../../src/core/rng'
import { between } from '../../../support/between'

const jumpy: ReturnForecast = { vol: 0.5, drift: 0.1, jumps: { perYear: 40, mean: -0.08, sd: 0.1 } }
const WEEK = 7 / 365

const drawGross = (rng: ReturnType<typeof startRng>, { vol, drift, jumps }: ReturnForecast, years: number): number => {
  const { perYear, mean, sd } = jumps!
  const compensator = perYear * Math.expm1(mean + 0.5 * sd * sd)
  let x = (drift - 0.5 * vol * vol - compensator) * years + vol * Math.sqrt(years) * rng.normal()
  for (let n = rng.poisson(perYear * years); n > 0; n--) x += mean + sd * rng.normal()
  return Math.exp(x)
}

describe('the law of the return', () => {
  it('sums to one and grows at the drift, by whatever number of jumps', () => {
    for (const perYear of [0, 0.5, 50, 5000, 200_000]) {
      const mixture = logReturnMixture({ ...jumpy, jumps: { perYear, mean: -0.02, sd: 0.03 } }, WEEK)
      let [weight, growth] = [0, 0]
      for (const part of mixture) {
        weight += part.weight
        growth += part.weight * Math.exp(part.mean + 0.5 * part.sd * part.sd)
      }
      expect(weight).toBeCloseTo(1, 10)
      expect(growth).toBeCloseTo(Math.exp(0.1 * WEEK), 8)
    }
  })

  it('has a quantile that its distribution function undoes', () => {
    fc.assert(
      fc.property(between(1e-4, 0.9999), fc.boolean(), (level, jumps) => {
        const forecast = jumps ? jumpy : { vol: 0.5, drift: 0.1 }
        const q = grossReturnQuantile(forecast, WEEK, level)
        expect(grossReturnCdf(logReturnMixture(forecast, WEEK), q)).toBeCloseTo(level, 10)
      }),
    )
  })

  it('is an atom without volatility', () => {
    const still = { vol: 0, drift: 0.2 }
    expect(grossReturnQuantile(still, 1, 0.01)).toBeCloseTo(Math.exp(0.2), 14)
    expect(grossReturnCdf(logReturnMixture(still, 1), 1)).toBe(0)
    expect(grossReturnShortfall(logReturnMixture(still, 1), 2)).toBeCloseTo(2 - Math.exp(0.2), 14)
  })
})

describe('gap risk', () => {
  it('agrees with Monte Carlo under jumps, probability and shortfall', () => {
    const rng = startRng(7)
    const [multiplier, draws] = [4, 200_000]
    let [gaps, loss, square] = [0, 0, 0]
    for (let i = 0; i < draws; i++) {
      const cushion = Math.exp(0.03 * WEEK) * (1 - multiplier) + multiplier * drawGross(rng, jumpy, WEEK)
      if (cushion < 0) {
        gaps++
        loss -= cushion
        square += cushion * cushion
      }
    }
    const risk = gapRisk(multiplier, jumpy, WEEK, 0.03)
    const p = gaps / draws
    expect(p).toBeGreaterThan(0.01)
    expect(Math.abs(risk.probability - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / draws))
    const se = Math.sqrt((square / draws - (loss / draws) ** 2) / draws)
    expect(Math.abs(risk.expectedShortfall - loss / draws)).toBeLessThan(4 * se)
    expect(risk.conditionalShortfall).toBeCloseTo(risk.expectedShortfall / risk.probability, 12)
  })

  it('under continuous trading is what is left as the interval shrinks: the jumps alone', () => {
    const periods = 200_000
    const short = gapRisk(4, { ...jumpy, drift: 0 }, 1 / periods)
    // R. Cont & P. Tankov, Mathematical Finance 19 (2009) 379–401: a jump below ln(1 − 1/m) loses the cushion.
    const { perYear, mean, sd } = jumpy.jumps!
    const exact = -Math.expm1(-perYear * normalCdf((Math.log1p(-1 / 4) - mean) / sd))
    expect(-Math.expm1(periods * Math.log1p(-short.probability))).toBeCloseTo(exact, 3)
    expect(exact).toBeGreaterThan(0.1)
  })

  it('vanishes at a multiplier of 1 and rises with the multiplier, the volatility and the interval', () => {
    expect(gapRisk(1, jumpy, 1).probability).toBe(0)
    expect(gapRisk(3, { vol: 0, drift: 0 }, 1, 0)).toEqual({
      probability: 0,
      expectedShortfall: 0,
      conditionalShortfall: 0,
    })
    fc.assert(
      fc.property(between(1.1, 20), between(0.05, 2), between(1e-4, 0.1), (multiplier, vol, years) => {
        const at = (m: number, v: number, h: number) => gapRisk(m, { vol: v, drift: 0 }, h).expectedShortfall
        const base = at(multiplier, vol, years)
        expect(base).toBeGreaterThanOrEqual(0)
        expect(at(multiplier * 1.1, vol, years)).toBeGreaterThanOrEqual(base)
        expect(at(multiplier, vol * 1.1, years)).toBeGreaterThanOrEqual(base)
        expect(at(multiplier, vol, years * 1.1)).toBeGreaterThanOrEqual(base)
      }),
    )
  })

  it('bounds the multiplier: at the bound the gap probability is what was allowed', () => {
    fc.assert(
      fc.property(between(0.2, 2), between(0.9, 0.9999), fc.boolean(), (vol, confidence, jumps) => {
        const forecast = { ...(jumps ? jumpy : {}), vol, drift: 0 }
        const bound = boundedMultiplier(forecast, WEEK, 0.02, { confidence, ceiling: 1000 })
        expect(bound).toBeGreaterThanOrEqual(1)
        expect(gapRisk(bound, forecast, WEEK, 0.02).probability).toBeCloseTo(1 - confidence, 8)
        expect(
          boundedMultiplier({ ...forecast, vol: vol * 1.2 }, WEEK, 0.02, { confidence, ceiling: 1000 }),
        ).toBeLessThan(bound)
      }),
    )
    expect(boundedMultiplier({ vol: 0, drift: 0 }, WEEK, 0, { confidence: 0.99, ceiling: 12 })).toBe(12)
    expect(() => boundedMultiplier({ vol: NaN, drift: 0 }, WEEK, 0, { confidence: 0.99, ceiling: 12 })).toThrow(
      'vol ≥ 0',
    )
    expect(() => boundedMultiplier({ vol: 1, drift: 0 }, WEEK, 0, { confidence: 1, ceiling: 12 })).toThrow('confidence')
  })
})
