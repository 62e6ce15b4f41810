import { yearsBetween } from '../../../../src/core/hedging/book-run/book-market'
import { runGammaScalp } from '../../../../src/core/hedging/book-run/gamma-scalp'
import { evaluate } from '../../../../src/core/hedging/evaluate'
import { bsmGreeks } from '../../../../src/core/pricing/greeks'
import { mean, standardDeviation } from '../../../../src/core/statistics/moments'
import { aMarket, costs, free, unexplained } from './a-market'

const everyStep = { kind: 'every-step' } as const
const band = { kind: 'whalley-wilmott', riskAversion: 30, multiplier: 1 } as const
/** A world in which the spot realizes 0.8 and options are marked at 0.6, or as given. */
const mispriced = (paths: number, vol = 0.8, implied = 0.6, steps = 120) => ({
  ...aMarket({ kind: 'gbm', vol }, paths, 3, steps),
  impliedVol: () => implied,
})

describe('a gamma scalp', () => {
  it('earns ½ Γ S² of realized over implied variance, before costs', () => {
    const market = mispriced(24, 0.8, 0.6, 360)
    const run = runGammaScalp(market, { strategy: everyStep, costs: free })
    const { steps, spot } = market
    const expected = run.pnl.map((_, path) => {
      let sum = 0
      for (let step = 0; step < steps; step++) {
        const at = path * (steps + 1) + step
        const years = yearsBetween(market, step, steps)
        const { gamma } = bsmGreeks({ type: 'call', spot: spot[at], strike: 1, years, vol: 0.6 })
        const move = spot[at + 1] / spot[at] - 1
        sum += gamma * spot[at] ** 2 * (move * move - 0.36 * yearsBetween(market, step, step + 1))
      }
      return sum
    })
    const missed = run.pnl.map((value, path) => value - expected[path])
    expect(standardDeviation(missed)).toBeLessThan(0.15 * standardDeviation(run.pnl))
    expect(Math.abs(mean(missed))).toBeLessThan(0.05 * mean(run.pnl))
  })

  it('is what it scalped less decay and cost, without a remainder', () => {
    const run = runGammaScalp(mispriced(20), { strategy: band, costs, fundingRate: 0.05 })
    expect(unexplained(run)).toBeLessThan(1e-12)
    run.pnl.forEach((pnl, path) => {
      const { funding } = run.attribution
      const made = run.scalped[path] - run.thetaPaid[path] - run.cost[path] + funding[path]
      expect(made).toBeCloseTo(pnl, 12)
      expect(run.thetaPaid[path]).toBeGreaterThan(0)
      expect(run.attribution.gamma[path]).toBeGreaterThan(0)
      expect(run.cost[path]).toBeGreaterThan(run.entryCost[path])
    })
  })

  it('pays where realized volatility passes implied and loses where it falls short', () => {
    const rich = runGammaScalp(mispriced(40), { strategy: band, costs })
    const poor = runGammaScalp(mispriced(40, 0.45), { strategy: band, costs })
    const error = (pnl: Float64Array): number => standardDeviation(pnl) / Math.sqrt(pnl.length)
    expect(mean(rich.pnl)).toBeGreaterThan(3 * error(rich.pnl))
    expect(mean(poor.pnl)).toBeLessThan(-3 * error(poor.pnl))
    expect(mean(rich.realizedVol)).toBeCloseTo(0.8, 1)
    expect(rich.impliedVol[0]).toBeCloseTo(0.6, 12)
  })

  it('breaks even on a day that moves by a day of implied volatility', () => {
    const run = runGammaScalp(mispriced(3), { strategy: everyStep, costs })
    expect(run.breakevenDailyMove[0]).toBeCloseTo(0.6 / Math.sqrt(365), 12)
  })

  it('spends less within a band than at every step', () => {
    const market = mispriced(20)
    const wide = runGammaScalp(market, { strategy: band, costs })
    const tight = runGammaScalp(market, { strategy: everyStep, costs })
    expect(mean(wide.cost)).toBeLessThan(0.8 * mean(tight.cost))
  })

  it('buys only where the forecast pays for the options and their hedge', () => {
    const market = mispriced(10)
    const forecast = (path: number) => ({ forecast: path % 2 === 0 ? 0.8 : 0.6, logError: 0.3 })
    const entry = { forecast, confidence: 0.5, margin: 0.02, revisionYears: 1 / 365 }
    const some = runGammaScalp(market, { strategy: band, costs, entry })
    const all = runGammaScalp(market, { strategy: band, costs })
    expect([...some.entered]).toEqual([1, 0, 1, 0, 1, 0, 1, 0, 1, 0])
    some.pnl.forEach((pnl, path) => expect(pnl).toBe(path % 2 === 0 ? all.pnl[path] : 0))
    expect(some.realizedVol).toEqual(all.realizedVol)
    const never = { ...entry, margin: 1 }
    expect(mean(runGammaScalp(market, { strategy: band, costs, entry: never }).cost)).toBe(0)
  })

  it('hedges a long book at a narrower volatility than a short one, by Zakamouline and by Leland', () => {
    const month = (30 / 365) * 365 * 86_400e6
    const centre = (quantity: number, strategy: Parameters<typeof evaluate>[0]['strategy']) =>
      evaluate({
        time: 0,
        spot: 1,
        legs: [{ type: 'call', strike: 1.1, expiry: month, quantity }],
        yearsPerMicrosecond: 1 / (365 * 86_400e6),
        position: 0,
        oneWayCost: 2e-3,
        posterior: [],
        volatility: [{ years: 1, vol: 0.6 }],
        rate: 0,
        toxicityPercentile: undefined,
        strategy,
        scale: { contracts: 1, price: 1 },
        last: undefined,
      }).band?.centre ?? 0
    const plain = centre(1, everyStep)
    // Out of the money, delta rises with volatility.
    for (const strategy of [
      { kind: 'zakamouline', riskAversion: 10 } as const,
      { kind: 'leland', seconds: 86_400 } as const,
    ]) {
      expect(centre(1, strategy)).toBeGreaterThan(plain)
      expect(centre(-1, strategy)).toBeGreaterThan(-plain)
    }
  })
})
