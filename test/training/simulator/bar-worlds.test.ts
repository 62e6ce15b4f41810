import fc from 'fast-check'
import { DAY, SECOND } from '../../../src/core/market/event'
import type { World } from '../../../training/simulator/world'
import { aWorld, barsOf, closeReturns, eventsOf, mean, moment, truthOf } from './support'

const perYear = 525_600

describe('bar worlds', () => {
  const worlds: World[] = [aWorld('gbm'), aWorld('regimes'), aWorld('heston'), aWorld('jumps')]

  it.each(worlds.map((world) => [world.kind, world] as const))(
    '%s: bars are consistent, joined and in order',
    (_, world) => {
      const events = eventsOf(world, 2)
      const bars = barsOf(events)
      expect(bars).toHaveLength(2880)
      expect(truthOf(events)).toHaveLength(2880)
      const truth = truthOf(events)
      const wrong = bars.filter(
        (bar, i) =>
          !(
            bar.low > 0 &&
            bar.low <= Math.min(bar.open, bar.close) &&
            bar.high >= Math.max(bar.open, bar.close) &&
            bar.buyVolume! > 0 &&
            bar.buyVolume! < bar.volume &&
            bar.localTimestamp - bar.timestamp === 60 * SECOND &&
            truth[i].timestamp === bar.localTimestamp &&
            (i === 0 || (bar.open === bars[i - 1].close && bar.timestamp === bars[i - 1].localTimestamp))
          ),
      )
      expect(wrong).toEqual([])
    },
  )

  it.each(worlds.map((world) => [world.kind, world] as const))(
    '%s: a short span is a prefix of a longer one',
    (_, world) => {
      const text = (days: number, seed: number) => JSON.stringify(eventsOf(world, days, seed)).slice(1, -1)
      const short = text(0.1, 5)
      expect(text(0.2, 5).startsWith(short)).toBe(true)
      expect(text(0.1, 6)).not.toBe(short)
    },
  )

  it('keeps prices positive and bars whole for any volatility and period', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 5, noNaN: true }),
        fc.integer({ min: 10, max: 86_400 }),
        fc.integer(),
        (vol, periodSeconds, seed) => {
          const bars = barsOf(eventsOf(aWorld('gbm', { vol, periodSeconds, substeps: 3 }), 0.02, seed))
          expect(bars).toHaveLength(Math.floor(1728 / periodSeconds))
          expect(bars.every(({ low, volume }) => low > 0 && volume > 0 && Number.isFinite(volume))).toBe(true)
        },
      ),
      { numRuns: 25 },
    )
  })

  it('the share of buyers is larger in rising bars', () => {
    const bars = barsOf(eventsOf(aWorld('gbm'), 3))
    const share = (rising: boolean) =>
      mean(
        bars.filter(({ open, close }) => close > open === rising).map(({ buyVolume, volume }) => buyVolume! / volume),
      )
    expect(share(true) - share(false)).toBeGreaterThan(0.05)
  })
})

describe('gbm', () => {
  it('has the volatility of its parameters', () => {
    const returns = closeReturns(barsOf(eventsOf(aWorld('gbm', { vol: 0.6, substeps: 1, tradesPerBar: 0 }), 60)))
    expect(Math.sqrt(moment(returns, 2) * perYear)).toBeCloseTo(0.6, 2)
    expect(moment(returns, 4) / moment(returns, 2) ** 2).toBeCloseTo(3, 0)
  })

  it('grows at its drift: the mean of the price is the exponential', () => {
    const ends = Array.from({ length: 4000 }, (_, seed) => {
      const world = aWorld('gbm', {
        vol: 0.4,
        drift: 0.5,
        periodSeconds: 604_800,
        substeps: 1,
        spot: 1,
        tradesPerBar: 0,
      })
      return barsOf(eventsOf(world, 70, seed)).at(-1)!.close
    })
    const sd = Math.sqrt(moment(ends, 2) / ends.length)
    expect(Math.abs(mean(ends) - Math.exp((0.5 * 70) / 365))).toBeLessThan(4 * sd)
  })
})

describe('regimes', () => {
  const world = aWorld('regimes', { meanDays: [2, 0.5], substeps: 1, periodSeconds: 600, tradesPerBar: 0 })
  const events = eventsOf(world, 1500)
  const bars = barsOf(events)
  const truth = truthOf(events)

  it('has the mean stays of its parameters, and truth rows with the variance of the state', () => {
    const stays: number[][] = [[], []]
    let since = truth[0].timestamp
    for (let i = 1; i < truth.length; i++)
      if (truth[i].state !== truth[i - 1].state) {
        stays[truth[i - 1].state].push((truth[i].timestamp - since) / DAY)
        since = truth[i].timestamp
      }
    expect(mean(stays[0]) / 2).toBeGreaterThan(0.88)
    expect(mean(stays[0]) / 2).toBeLessThan(1.12)
    expect(mean(stays[1]) / 0.5).toBeGreaterThan(0.88)
    expect(mean(stays[1]) / 0.5).toBeLessThan(1.12)
    expect(truth.every(({ state, variance }) => variance === [0.35, 0.95][state] ** 2)).toBe(true)
  })

  it('has the volatility of each state', () => {
    for (const state of [0, 1]) {
      const returns = bars
        .filter((_, i) => i > 0 && truth[i].state === state && truth[i - 1].state === state)
        .map(({ open, close }) => Math.log(close / open))
      expect(Math.sqrt(moment(returns, 2) * 52_560) / [0.35, 0.95][state]).toBeCloseTo(1, 1)
    }
  })

  it('visits K states in the proportions of the chain', () => {
    const three = aWorld('regimes', { vols: [0.2, 0.5, 1], meanDays: [1, 1, 1], periodSeconds: 3600, substeps: 1 })
    const rows = truthOf(eventsOf(three, 2000))
    for (const state of [0, 1, 2])
      expect(rows.filter((row) => row.state === state).length / rows.length).toBeCloseTo(1 / 3, 1)
  })
})

describe('heston', () => {
  it('has the mean, spread, memory and leverage of its variance', () => {
    const world = aWorld('heston', { periodSeconds: 3600, substeps: 4, tradesPerBar: 0, kappa: 100, xi: 5.6 })
    const events = eventsOf(world, 1500)
    const levels = truthOf(events).map(({ variance }) => variance)
    expect(mean(levels) / 0.36).toBeCloseTo(1, 1)
    expect(moment(levels, 2) / ((0.36 * 5.6 ** 2) / 200)).toBeGreaterThan(0.8)
    expect(moment(levels, 2) / ((0.36 * 5.6 ** 2) / 200)).toBeLessThan(1.2)
    const centre = mean(levels)
    const lag = 24
    const covariance = mean(levels.slice(lag).map((v, i) => (v - centre) * (levels[i] - centre)))
    expect(covariance / moment(levels, 2)).toBeCloseTo(Math.exp(-100 / 365), 1)
    const returns = closeReturns(barsOf(events)).slice(1)
    const changes = returns.map((_, i) => levels[i + 1] - levels[i])
    const correlation = mean(returns.map((r, i) => r * changes[i])) / Math.sqrt(moment(returns, 2) * moment(changes, 2))
    expect(correlation).toBeCloseTo(-0.5, 1)
  })
})

describe('jumps', () => {
  it('has the total variance and the jumps of its parameters', () => {
    const world = aWorld('jumps', { substeps: 1, periodSeconds: 600, tradesPerBar: 0 })
    const returns = closeReturns(barsOf(eventsOf(world, 730)))
    const large = returns.filter((r) => Math.abs(r) > 0.0087)
    const expected = 200 * 0.7748 // jumps in two years, times the share of N(−0.005, 0.03²) beyond ±0.0087
    expect(large.length / expected).toBeGreaterThan(0.8)
    expect(large.length / expected).toBeLessThan(1.2)
    const calm = returns.filter((r) => Math.abs(r) <= 0.0087)
    expect(Math.sqrt(moment(calm, 2) * 52_560)).toBeCloseTo(0.5, 1)
    expect(truthOf(eventsOf(world, 0.01))[0].variance).toBeCloseTo(0.25 + 100 * (0.005 ** 2 + 0.03 ** 2), 12)
  })
})
