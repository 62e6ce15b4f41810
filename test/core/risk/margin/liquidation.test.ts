import fc from 'fast-check'
import {
  accountAt,
  liquidationDistance,
  touchProbability,
  type LiquidationSearch,
} from '../../../../src/core/risk/margin/liquidation'
import { marginOf, type MarginModel } from '../../../../src/core/risk/margin/margin-model'
import { deribitBtc } from '../../../../src/core/risk/margin/portfolio-margin'
import { deribitBtcStandard } from '../../../../src/core/risk/margin/standard-margin'
import { startRng } from '../../../../src/core/rng'
import { between } from '../../../support/between'
import { aBook, aFuture, anOption, anyBook, scaledBook } from '../a-book'

const portfolio: MarginModel = { kind: 'portfolio', parameters: deribitBtc }
const standard: MarginModel = { kind: 'standard', parameters: deribitBtcStandard }
const flat = (rate: number): MarginModel => ({
  kind: 'linear',
  parameters: { tiers: [{ upTo: Infinity, initial: 2 * rate, maintenance: rate }], mode: 'cross' },
})
const search: LiquidationSearch = { lowest: 0.05, highest: 8, points: 60, vol: 0.6, years: 7 / 365, volSlope: 0 }

test('a short American call on a share that pays is liquidated before its European twin', () => {
  const call = anOption({ strike: 52_000, vol: 0.3, quantity: -2 })
  const dividends = [{ at: call.expiry, amount: 2_500 }]
  const away = (exercise: 'american' | undefined): number => {
    const book = aBook({ options: [{ ...call, exercise }], dividends })
    return liquidationDistance({ book, cash: 30_000, coins: 0 }, standard, search).up?.move ?? Infinity
  }
  expect(away('american')).toBeLessThan(away(undefined) - 0.01)
})

describe('the probability of touching', () => {
  it('agrees with Monte Carlo of a fine path, above and below', () => {
    const rng = startRng(3)
    const [steps, draws, vol, years] = [400, 3000, 0.6, 0.25]
    let [up, down] = [0, 0]
    const sd = vol * Math.sqrt(years / steps)
    // A barrier on a grid is moved outwards by 0.5826 σ √Δt (Broadie, Glasserman & Kou 1997).
    const [high, low] = [Math.log(1.3) - 0.5826 * sd, Math.log(0.75) + 0.5826 * sd]
    for (let i = 0; i < draws; i++) {
      let [x, most, least] = [0, 0, 0]
      for (let step = 0; step < steps; step++) {
        x += sd * rng.normal() - 0.5 * sd * sd
        most = Math.max(most, x)
        least = Math.min(least, x)
      }
      if (most >= high) up++
      if (least <= low) down++
    }
    for (const [count, barrier] of [
      [up, 1.3],
      [down, 0.75],
    ]) {
      const p = touchProbability(1, barrier, vol, years)
      expect(Math.abs(count / draws - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / draws))
    }
  })

  it('is 1 at the spot, 0 without volatility elsewhere, and falls with distance', () => {
    expect(touchProbability(10, 10, 0, 0)).toBe(1)
    expect(touchProbability(10, 11, 0, 1)).toBe(0)
    let last = 1
    for (const barrier of [10.1, 11, 13, 20, 50]) {
      const p = touchProbability(10, barrier, 0.6, 0.5)
      expect(p).toBeLessThan(last)
      last = p
    }
  })
})

describe('distance to liquidation', () => {
  it('has the closed form of a plain future', () => {
    const account = { book: aBook({ futures: [aFuture(2)] }), cash: 20_000, coins: 0 }
    const distance = liquidationDistance(account, flat(0.05), search)
    // cash + 2 (S' − S) = 0.05 · 2 S'
    expect(distance.down!.spot).toBeCloseTo((100_000 - 20_000) / (2 * 0.95), 6)
    expect(distance.up).toBeUndefined()
    expect(distance.down!.deviations).toBeCloseTo(
      Math.abs(Math.log(distance.down!.spot / 50_000)) / (0.6 * Math.sqrt(7 / 365)),
      10,
    )
  })

  it('has equity at the maintenance margin there, and above it at every spot searched before', () => {
    let found = 0
    fc.assert(
      fc.property(anyBook, fc.constantFrom(portfolio, standard), between(1, 2), (book, model, ratio) => {
        const now = accountAt({ book, cash: 0, coins: 0 }, model, book.spot)
        const account = { book, cash: ratio * now.maintenance + 1 - now.equity, coins: 0 }
        const distance = liquidationDistance(account, model, { ...search, points: 25 })
        for (const point of [distance.up, distance.down]) {
          if (point === undefined) continue
          found++
          const { equity, maintenance } = accountAt(account, model, point.spot)
          expect(Math.abs(equity - maintenance)).toBeLessThan(1e-6 * (Math.abs(maintenance) + point.spot))
          const end = Math.log(point.move > 0 ? search.highest : search.lowest)
          for (let step = 1; Math.abs((end * step) / 25) < Math.abs(Math.log(1 + point.move)); step++) {
            const before = accountAt(account, model, book.spot * Math.exp((end * step) / 25))
            expect(before.equity).toBeGreaterThanOrEqual(before.maintenance)
          }
        }
      }),
      { numRuns: 60 },
    )
    expect(found).toBeGreaterThan(20)
  })

  it('finds the nearest crossing of a book that is not monotone', () => {
    // Short two calls against one bought below: safe, then loses, and far up loses without end; far below only the
    // premium.
    const spread = aBook({
      options: [
        anOption({ quantity: 3, strike: 50_000 }),
        anOption({ quantity: -3, strike: 60_000 }),
        anOption({ quantity: 2, strike: 90_000 }),
      ],
      futures: [aFuture(-2)],
    })
    const account = { book: spread, cash: 12_000, coins: 0 }
    const distance = liquidationDistance(account, flat(0.01), { ...search, points: 200 })
    expect(distance.up!.spot).toBeGreaterThan(60_000)
    expect(distance.up!.spot).toBeLessThan(90_000)
    const far = accountAt(account, flat(0.01), 390_000)
    const held = accountAt(account, flat(0.01), distance.up!.spot * 1.05)
    expect(held.equity - held.maintenance).toBeLessThan(0)
    expect(Number.isFinite(far.equity)).toBe(true)
  })

  it('shrinks with leverage and is flagged where equity is below maintenance already', () => {
    const book = aBook({ options: [anOption({ quantity: -2 })], futures: [aFuture(1)] })
    const { maintenance } = marginOf(portfolio, book)
    const nearest = (factor: number): number => {
      const { up, down } = liquidationDistance(
        { book: scaledBook(book, factor), cash: 60_000, coins: 0 },
        portfolio,
        search,
      )
      return Math.min(Math.abs(Math.log(1 + (up?.move ?? 9))), Math.abs(Math.log(1 + (down?.move ?? 9))))
    }
    expect(nearest(1.5)).toBeLessThan(nearest(1))
    expect(nearest(2)).toBeLessThan(nearest(1.5))
    const late = liquidationDistance({ book, cash: 0.5 * maintenance, coins: 0 }, portfolio, search)
    expect(late).toMatchObject({ below: true, up: undefined, down: undefined })
  })

  it('is undefined for a book that cannot lose', () => {
    const none = liquidationDistance({ book: aBook(), cash: 1, coins: 0 }, portfolio, search)
    expect(none).toMatchObject({ below: false, up: undefined, down: undefined })
  })
})
