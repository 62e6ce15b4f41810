import fc from 'fast-check'
import { legPrice, legValue } from '../../../../src/core/pricing/leg'
import { bsmPrice } from '../../../../src/core/pricing/price'
import { bookColumns, movePnl, optionDeltas, optionsValue } from '../../../../src/core/risk/margin/book-columns'
import { linearMargin, type MarginTier } from '../../../../src/core/risk/margin/linear-margin'
import { movedBook, withCurves, type MarginBook } from '../../../../src/core/risk/margin/margin-book'
import { marginOf, type MarginModel } from '../../../../src/core/risk/margin/margin-model'
import { deribitBtc, portfolioMargin, riskMatrix } from '../../../../src/core/risk/margin/portfolio-margin'
import { deribitBtcStandard, standardMargin } from '../../../../src/core/risk/margin/standard-margin'
import { between } from '../../../support/between'
import { aBook, aFuture, anOption, anyBook, DAY, joinedBook, NOW, scaledBook } from '../a-book'

const tiers: readonly MarginTier[] = [
  { upTo: 50_000, initial: 0.01, maintenance: 0.004 },
  { upTo: 500_000, initial: 0.02, maintenance: 0.01 },
  { upTo: Infinity, initial: 0.1, maintenance: 0.05 },
]
const models: readonly MarginModel[] = [
  { kind: 'portfolio', parameters: deribitBtc },
  { kind: 'portfolio', parameters: { ...deribitBtc, settlement: 'currency', shortOption: 0.01 } },
  { kind: 'standard', parameters: deribitBtcStandard },
  { kind: 'linear', parameters: { tiers, mode: 'cross' } },
  { kind: 'linear', parameters: { tiers, mode: 'isolated' } },
]
const plain = { ...deribitBtc, extendedDampener: 0 }

describe('a book of American options on a share that pays', () => {
  const dividends = [
    { at: NOW + 10 * DAY, amount: 800 },
    { at: NOW + 40 * DAY, amount: 800 },
  ]
  const american = { exercise: 'american' } as const
  const share = (change: Partial<MarginBook> = {}): MarginBook =>
    aBook({
      ...{ rate: 0.04, dividends, futures: [aFuture(2)] },
      options: [
        anOption({ ...american, type: 'put', strike: 56_000, vol: 0.25, quantity: -2 }),
        anOption({ ...american, strike: 45_000, vol: 0.3 }),
        anOption({ strike: 52_000, vol: 0.3, quantity: 3 }),
      ],
      ...change,
    })

  it('is valued by its own exercise at every spot, to 1e-4 of it', () => {
    const book = share()
    const columns = bookColumns(book)
    for (const spot of [5_000, 26_000, 30_000, 44_000, 50_000, 50_390, 57_000, 80_000, 400_000]) {
      const expected = book.options.reduce(
        (sum, { quantity, vol, ...leg }) => sum + quantity * legPrice({ ...book, spot }, leg, vol),
        0,
      )
      expect(Math.abs(optionsValue(columns, spot, columns.vol) - expected) / spot).toBeLessThan(1e-4)
    }
    const deltas = optionDeltas(columns)
    book.options.forEach(({ quantity, vol, ...leg }, i) =>
      expect(Math.abs(deltas[i] / quantity - legValue(book, leg, vol).delta)).toBeLessThan(2e-3),
    )
  })

  it('demands at least what the mark of a short option rises by, by every model', () => {
    const put = anOption({ ...american, type: 'put', strike: 80_000, vol: 0.25 })
    const early = share({ rate: 0.08, options: [put], futures: [], dividends: undefined })
    const european = share({ ...early, options: [{ ...put, exercise: undefined }] })
    const added = optionsValue(bookColumns(european), 50_000, Float64Array.of(0.25)) + 30_000
    // Exercise now is best: the mark is the payoff.
    expect(added).toBeGreaterThan(300)
    for (const field of ['initial', 'maintenance'] as const)
      expect(standardMargin(early, deribitBtcStandard)[field]).toBeGreaterThan(
        standardMargin(european, deribitBtcStandard)[field] + 0.9 * added,
      )
    expect(portfolioMargin(share(), deribitBtc).initial).toBeGreaterThan(0)
  })

  it('makes one grid a leg and volatility for all spots', () => {
    const book = withCurves(share())
    const first = book.curves?.(0, 0.25)
    expect(first).toBeDefined()
    expect(withCurves(movedBook(book, 60_000, 1)).curves?.(0, 0.25)).toBe(first)
    expect(withCurves(share({ dividends: undefined })).curves?.(2, 0.3)).toBeUndefined()
  })
})

describe('revaluation in columns', () => {
  it('agrees with the pricer, option by option and in sum', () => {
    fc.assert(
      fc.property(anyBook, between(5000, 300_000), (book, spot) => {
        const columns = bookColumns(book)
        let expected = 0
        for (const { type, strike, expiry, quantity, vol } of book.options) {
          const years = Math.max(expiry - NOW, 0) / (365 * DAY)
          expected += quantity * bsmPrice({ type, spot, strike, years, vol, rate: book.rate })
        }
        expect(Math.abs(optionsValue(columns, spot, columns.vol) - expected)).toBeLessThan(
          1e-13 * 60 * (spot + 120_000),
        )
        const bump = 1e-4 * book.spot
        const slope =
          optionsValue(columns, book.spot + bump, columns.vol) - optionsValue(columns, book.spot - bump, columns.vol)
        const curved = book.options.some(({ vol, expiry }) => vol < 0.05 || expiry < NOW + 3 * DAY)
        if (!curved)
          expect(slope / (2 * bump)).toBeCloseTo(
            optionDeltas(columns).reduce((a, b) => a + b, 0),
            2,
          )
      }),
    )
  })
})

describe('the profit of a move', () => {
  const pnlOf = (book: MarginBook, move: number, shock: number): number => {
    const columns = bookColumns(book)
    const base = optionsValue(columns, columns.spot, columns.vol)
    return movePnl(
      columns,
      base,
      move,
      columns.vol.map((vol) => vol * (1 + shock)),
    )
  }

  it('is exactly 0 where nothing moves, and adds up over books', () => {
    fc.assert(
      fc.property(anyBook, anyBook, (a, other) => {
        const b: MarginBook = { ...other, rate: a.rate }
        expect(pnlOf(a, 0, 0)).toBe(0)
        for (const move of [-0.5, -0.1, 0, 0.1, 1])
          for (const shock of [-1, -0.3, 0, 0.5]) {
            const [pa, pb, both] = [a, b, joinedBook(a, b)].map((book) => pnlOf(book, move, shock))
            expect(Math.abs(both - pa - pb)).toBeLessThan(1e-5)
          }
      }),
    )
  })

  it('is the payoff’s change without volatility, and a future’s is its notional times the move', () => {
    const book = aBook({ options: [anOption({ vol: 0, strike: 45_000 })], futures: [aFuture(2)] })
    expect(pnlOf(book, -0.5, 0)).toBeCloseTo(5000 - 50_000, 8)
    expect(pnlOf(book, 0.1, 0)).toBeCloseTo(-5000 + 10_000, 8)
  })
})

describe('portfolio margin', () => {
  it('is that of the venue’s published example: risk vectors, roll shock, worst case and maintenance', () => {
    const spot = 65_666.19
    // 2024-06-17 to 2024-06-28; sizes in coin at each contract's mark.
    const time = 1_718_619_740_501_000
    const perpetual = { quantity: 0.314538364, price: spot, expiry: undefined }
    const june = { quantity: -0.001187534, price: spot, expiry: 1_719_561_600_000_000 }
    const alone = riskMatrix(bookColumns(aBook({ spot, time, futures: [perpetual] })), plain)
    const coin = (i: number): number => alone[i].pnl / spot
    expect(coin(0)).toBeCloseTo(-0.05991206933333334, 12)
    expect(coin(3)).toBeCloseTo(-0.04289159509090909, 12)
    expect(coin(26)).toBeCloseTo(0.043384601931034494, 12)
    expect(alone.slice(27).map(({ pnl }) => Number((pnl / spot).toFixed(12)))).toEqual([
      -0.059912069333, -0.059912069333, 0.043384601931, 0.043384601931, 0.043384601931, 0.043384601931, 0.043384601931,
      0.043384601931,
    ])
    const margin = portfolioMargin(aBook({ spot, time, futures: [perpetual, june] }), deribitBtc)
    expect(margin.worstLoss / spot).toBeCloseTo(0.05968587238095239, 12)
    expect(margin.worst).toMatchObject({ kind: 'standard', move: -0.16 })
    expect(margin.rollShock / spot).toBeCloseTo(0.00315725898, 12)
    expect(margin.deltaShock).toBe(0)
    expect(margin.initial / spot).toBeCloseTo(0.06284313098, 8)
    expect(margin.maintenance / spot).toBeCloseTo(0.050274504784, 8)
  })

  it('is sub-additive in its worst case and its roll, and scales with the book', () => {
    fc.assert(
      fc.property(anyBook, anyBook, between(0.1, 10), (a, other, factor) => {
        const b: MarginBook = { ...other, rate: a.rate }
        const [ma, mb, both] = [a, b, joinedBook(a, b)].map((book) => portfolioMargin(book, plain))
        expect(both.worstLoss).toBeLessThanOrEqual((ma.worstLoss + mb.worstLoss) * (1 + 1e-9) + 1e-4)
        expect(both.rollShock).toBeLessThanOrEqual((ma.rollShock + mb.rollShock) * (1 + 1e-9) + 1e-6)
        const scaled = portfolioMargin(scaledBook(a, factor), plain)
        expect(Math.abs(scaled.worstLoss - factor * ma.worstLoss)).toBeLessThan(1e-9 * scaled.worstLoss + 1e-4)
        expect(Math.abs(scaled.rollShock - factor * ma.rollShock)).toBeLessThan(1e-9 * scaled.rollShock + 1e-6)
      }),
    )
  })

  it('never loses more in its worst case with any share of an exact hedge, nothing with all of it', () => {
    fc.assert(
      fc.property(anyBook, between(0, 1), (book, share) => {
        const before = portfolioMargin(book, deribitBtc).worstLoss
        const hedged = joinedBook(book, scaledBook(book, -share))
        expect(portfolioMargin(hedged, deribitBtc).worstLoss).toBeLessThanOrEqual(before + 1e-4)
        const none = portfolioMargin(joinedBook(book, scaledBook(book, -1)), deribitBtc)
        expect(none.initial).toBeLessThan(1e-4)
      }),
    )
  })

  it('charges a sold wing by the extended moves and the least volatility, less the dampener', () => {
    const wing = aBook({ options: [anOption({ strike: 150_000, quantity: -500, vol: 0.4, expiry: NOW + 7 * DAY })] })
    const free = portfolioMargin(wing, plain)
    expect(free.worst).toMatchObject({ kind: 'extended', move: 5, vol: 'up' })
    expect(portfolioMargin(wing, { ...plain, extendedMoves: [] }).worstLoss).toBeLessThan(0.01 * free.worstLoss)
    expect(portfolioMargin(wing, deribitBtc).worstLoss).toBeLessThan(free.worstLoss)
    const calm = { ...plain, extendedMoves: [] }
    expect(portfolioMargin(wing, { ...calm, leastVolUp: 1 }).worstLoss).toBeGreaterThan(
      portfolioMargin(wing, calm).worstLoss,
    )
  })

  it('charges a large delta beyond the threshold at a rising rate up to its most', () => {
    const shock = (quantity: number): number =>
      portfolioMargin(aBook({ futures: [aFuture(quantity)] }), deribitBtc).deltaShock / 50_000
    expect(shock(400)).toBe(0)
    expect(shock(1400)).toBeCloseTo(1400 * 0.00005 * 1000, 8)
    expect(shock(-1400)).toBeCloseTo(1400 * 0.00005 * 1000, 8)
    expect(shock(1e5)).toBeCloseTo(1e4, 6)
    const bought = aBook({ options: [anOption({ quantity: 5000, strike: 1000 })] })
    expect(portfolioMargin(bought, deribitBtc).deltaShock).toBe(0)
    const relieved = aBook({ ...bought, futures: [aFuture(-5000)] })
    expect(portfolioMargin(relieved, deribitBtc).deltaShock).toBeLessThan(1)
    const short = { ...deribitBtc, shortOption: 0.01 }
    const strike = aBook({ options: [anOption({ quantity: 10 }), anOption({ type: 'put', quantity: -20 })] })
    expect(portfolioMargin(strike, short).shortOptions).toBeCloseTo(10 * 0.01 * 50_000, 8)
  })
})

describe('standard margin', () => {
  it('is that of the venue’s published examples for futures', () => {
    const coins = (quantity: number) => {
      const { initial, maintenance } = standardMargin(aBook({ futures: [aFuture(quantity)] }), deribitBtcStandard)
      return [initial / 50_000, maintenance / 50_000]
    }
    expect(coins(25)[0]).toBeCloseTo(0.53125, 12)
    expect(coins(-25)[1]).toBeCloseTo(0.28125, 12)
    expect(coins(350)[0]).toBeCloseTo(13.125, 12)
    expect(coins(0)).toEqual([0, 0])
  })

  it('is the published formula for short options and nothing for long ones', () => {
    const of = (type: 'call' | 'put', strike: number, quantity: number) => {
      const years = 30 / 365
      const mark = bsmPrice({ type, spot: 50_000, strike, years, vol: 0.6 }) / 50_000
      const book = aBook({ options: [anOption({ type, strike, quantity })] })
      const { initial, maintenance } = standardMargin(book, deribitBtcStandard)
      return { mark, initial: initial / 50_000, maintenance: maintenance / 50_000 }
    }
    const near = of('call', 51_000, -1)
    expect(near.initial).toBeCloseTo(0.15 - 0.02 + near.mark, 10)
    expect(near.maintenance).toBeCloseTo(0.075 + near.mark, 10)
    const far = of('call', 80_000, -3)
    expect(far.initial).toBeCloseTo(3 * (0.1 + far.mark), 10)
    const deep = of('put', 200_000, -1)
    expect(deep.maintenance).toBeCloseTo(0.075 * deep.mark + deep.mark, 10)
    expect(deep.initial).toBeCloseTo(Math.max(0.15 + deep.mark, deep.maintenance), 10)
    expect(of('put', 40_000, 5).initial).toBe(0)
  })
})

describe('linear margin', () => {
  it('takes each tier’s rate on its part of the notional', () => {
    const tiered = (notional: number) =>
      linearMargin(aBook({ futures: [aFuture(notional, 1)] }), { tiers, mode: 'cross' })
    expect(tiered(40_000)).toEqual({ initial: 400, maintenance: 160 })
    const large = tiered(600_000)
    expect(large.initial).toBeCloseTo(500 + 9000 + 10_000, 8)
    expect(large.maintenance).toBeCloseTo(200 + 4500 + 5000, 8)
  })

  it('nets futures in cross mode alone', () => {
    const book = aBook({ futures: [aFuture(3), aFuture(-3)] })
    expect(linearMargin(book, { tiers, mode: 'cross' }).initial).toBe(0)
    expect(linearMargin(book, { tiers, mode: 'isolated' }).initial).toBeCloseTo(2 * (500 + 2000), 8)
    expect(() => linearMargin(book, { tiers: [...tiers].reverse(), mode: 'cross' })).toThrow('rising limits')
  })
})

describe('any margin', () => {
  it('is finite, not negative, maintenance not above initial, and 0 for no book', () => {
    fc.assert(
      fc.property(anyBook, fc.constantFrom(...models), (book, model) => {
        const { initial, maintenance } = marginOf(model, book)
        expect(Number.isFinite(initial + maintenance)).toBe(true)
        expect(maintenance).toBeGreaterThanOrEqual(0)
        expect(initial).toBeGreaterThanOrEqual(maintenance * (1 - 1e-12))
        expect(marginOf(model, aBook())).toMatchObject({ initial: 0, maintenance: 0 })
      }),
      { numRuns: 200 },
    )
    expect(() => marginOf(models[0], aBook({ spot: NaN }))).toThrow('spot > 0')
    expect(() => marginOf(models[0], aBook({ options: [anOption({ vol: -1 })] }))).toThrow('vols ≥ 0')
  })
})
