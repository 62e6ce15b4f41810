import fc from 'fast-check'
import { fitSurface, type ExpiryQuotes, type SmileQuote } from '../../../src/core/surface/fit-surface'
import { surfaceForward, surfaceVariance, surfaceVol } from '../../../src/core/surface/surface-vol'
import { butterfly, totalVariance, type Svi } from '../../../src/core/surface/svi'

const day = 86_400e6

const quotesOn = (smile: Svi, years: number, noise: (i: number) => number = () => 0): readonly SmileQuote[] =>
  Array.from({ length: 21 }, (_, i) => {
    const k = (i - 10) * 0.04
    const midVol = Math.sqrt(totalVariance(smile, k) / years) + noise(i)
    return { k, midVol, bidVol: midVol - 0.005, askVol: midVol + 0.005 }
  })

const anExpiry = (days: number, smile: Svi, noise?: (i: number) => number): ExpiryQuotes => ({
  expiry: days * day,
  years: days / 365,
  forward: 100 + days / 10,
  forwardError: 0,
  quotes: quotesOn(smile, days / 365, noise),
})

const at = (years: number): Svi => ({ a: 0.16 * years, b: 0.3 * years ** 0.7, rho: -0.3, m: 0.01, s: 0.15 })

const ofDays = (days: number, noise?: (i: number) => number): ExpiryQuotes => anExpiry(days, at(days / 365), noise)

describe('a surface', () => {
  test('gives the smiles back that its quotes were made of', () => {
    const { expiries, leftOut } = fitSurface([ofDays(60), ofDays(7), ofDays(30)])
    expect(leftOut).toEqual([])
    expect(expiries.map(({ years }) => Math.round(365 * years))).toEqual([7, 30, 60])
    for (const { smile, years, inside, error } of expiries) {
      expect(smile.a).toBeCloseTo(at(years).a, 6)
      expect(inside).toBe(1)
      expect(error).toBeLessThan(1e-6)
    }
  })

  test('has no arbitrage however noisy its quotes', () => {
    const noises = fc.array(fc.double({ min: -0.05, max: 0.05, noNaN: true }), { minLength: 84, maxLength: 84 })
    fc.assert(
      fc.property(noises, (noise) => {
        const chain = [1, 5, 6, 40].map((days, j) => ofDays(days, (i) => noise[21 * j + i]))
        const { expiries, leftOut } = fitSurface(chain)
        expect(expiries.length + leftOut.length).toBe(4)
        for (let k = -0.6; k <= 0.6; k += 0.005)
          expiries.forEach(({ smile }, i) => {
            expect(butterfly(smile, k)).toBeGreaterThanOrEqual(-1e-9)
            if (i > 0)
              expect(totalVariance(smile, k)).toBeGreaterThanOrEqual(totalVariance(expiries[i - 1].smile, k) - 1e-12)
          })
      }),
      { numRuns: 40 },
    )
  })

  test('keeps expiries that no smile fits well: volatilities linear in log-moneyness, which reach zero', () => {
    const linear = (days: number): ExpiryQuotes => {
      const years = days / 365
      const quotes = Array.from({ length: 7 }, (_, i) => {
        const k = 0.2 * (i - 3) * Math.sqrt(years)
        const midVol = 0.3 - 0.3 * k
        return { k, midVol, bidVol: midVol - 0.001, askVol: midVol + 0.001 }
      })
      return { ...ofDays(days), quotes }
    }
    const { expiries, leftOut } = fitSurface([7, 30, 90, 180].map(linear))
    expect(leftOut).toEqual([])
    for (const { error } of expiries) expect(error).toBeLessThan(0.005)
  })

  test('names the expiries that it leaves out', () => {
    const thin = { ...ofDays(30), quotes: ofDays(30).quotes.slice(0, 4) }
    const repeated = { ...ofDays(14), quotes: Array.from({ length: 9 }, () => ofDays(14).quotes[10]) }
    const { expiries, leftOut } = fitSurface([ofDays(7), repeated, thin])
    expect(expiries).toHaveLength(1)
    expect(leftOut).toEqual([
      { expiry: 14 * day, reason: 'too-few-quotes' },
      { expiry: 30 * day, reason: 'too-few-quotes' },
    ])
  })

  test('begun from the one before ends in the same smiles', () => {
    const chain = [ofDays(7), ofDays(30)]
    const before = fitSurface([7, 30].map((days) => anExpiry(days, { ...at(days / 365), m: 0.05 })))
    const [cold, warm] = [fitSurface(chain), fitSurface(chain, before)]
    for (const [i, { smile }] of warm.expiries.entries())
      for (const name of ['a', 'b', 'rho', 'm', 's'] as const)
        expect(smile[name]).toBeCloseTo(cold.expiries[i].smile[name], 6)
  })
})

describe('the volatility of a surface', () => {
  const surface = fitSurface([ofDays(7), ofDays(30), ofDays(60)])

  test('is that of its smiles at their expiries', () => {
    for (const { smile, years } of surface.expiries)
      expect(surfaceVariance(surface, 0.1, years)).toBeCloseTo(totalVariance(smile, 0.1), 12)
  })

  test('never falls in total variance as time goes on, before, between and beyond its expiries', () => {
    for (const k of [-0.3, 0, 0.2]) {
      let last = 0
      for (let days = 0.5; days < 200; days += 0.5) {
        const variance = surfaceVariance(surface, k, days / 365)
        expect(variance).toBeGreaterThanOrEqual(last)
        last = variance
      }
    }
  })

  test('is constant in time before the first expiry', () => {
    expect(surfaceVol(surface, 0.1, 1 / 365)).toBeCloseTo(surfaceVol(surface, 0.1, 7 / 365), 12)
  })

  test('is refused of no surface and of no time', () => {
    expect(() => surfaceVol({ expiries: [], leftOut: [] }, 0, 1)).toThrow('without an expiry')
    expect(() => surfaceVol(surface, 0, 0)).toThrow('years > 0')
  })

  test('has forwards on the line of their logarithm', () => {
    expect(surfaceForward(surface, 100, 30 / 365)).toBeCloseTo(103, 9)
    expect(surfaceForward(surface, 100, 0)).toBeCloseTo(100, 9)
    expect(surfaceForward(surface, 100, 45 / 365)).toBeCloseTo(Math.sqrt(103 * 106), 9)
    expect(surfaceForward({ expiries: [], leftOut: [] }, 100, 1)).toBe(100)
  })
})
