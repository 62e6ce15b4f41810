import fc from 'fast-check'
import { DAY, emptyQuotation, SECOND, type OptionSummary } from '../../../src/core/market/event'
import { black76Price } from '../../../src/core/pricing/price'
import {
  startChainSurface,
  type ChainSurface,
  type ChainSurfaceSettings,
} from '../../../src/core/reading/chain-surface'
import { surfaceVol } from '../../../src/core/surface/surface-vol'
import { butterfly, totalVariance } from '../../../src/core/surface/svi'

const start = 20_000 * DAY
const minute = 60 * SECOND
const strikes = [80, 85, 90, 95, 100, 105, 110, 115, 120]

type Own = { readonly days?: number; readonly strikes?: readonly number[]; readonly vol?: (k: number) => number }

/** Calls of one expiry, counted from `start`, quoted a hundredth around their value. */
const expiry = (at: number, { days = 30, vol = () => 0.5, ...own }: Own = {}): readonly OptionSummary[] =>
  (own.strikes ?? strikes).map((strike) => {
    const end = start + days * DAY
    const years = (end - at) / (365 * DAY)
    const terms = { type: 'call', forward: 100, strike, years, vol: vol(Math.log(strike / 100)), discount: 1 } as const
    const price = black76Price(terms)
    return {
      ...{ ...emptyQuotation, kind: 'option-summary', type: 'call', strike, expiry: end, underlyingPrice: 100 },
      ...{ instrument: `X-${days}-${strike}-C`, timestamp: at, localTimestamp: at },
      ...{ bid: price * 0.99, ask: price * 1.01 },
    }
  })

const followed = (settings: Partial<ChainSurfaceSettings> = {}): ChainSurface =>
  startChainSurface({ settlement: 'linear', ...settings })

const tell = (chain: ChainSurface, at: number, ...expiries: readonly (readonly OptionSummary[])[]): void => {
  for (const option of expiries.flat()) chain.take(option)
  chain.advance(at)
}

/** The volatility at the money of options of `days` counted from `start`, seen from `at`. */
const atMoney = (chain: ChainSurface, at: number, days = 30): number =>
  surfaceVol(chain.at(at)!.surface, 0, days / 365 - (at - start) / (365 * DAY))

describe('the surface of a followed chain', () => {
  test('is that of the newest quotations, with how sure it is', () => {
    const chain = followed()
    expect(chain.at(start)).toBeUndefined()
    tell(chain, start + 1, expiry(start), expiry(start, { days: 60 }))
    const { surface, fitted, chain: quoted, ...reading } = chain.at(start + 5 * SECOND + 1)!
    expect(fitted).toMatchObject({ time: start + 1, index: 100 })
    expect(fitted.slices.map(({ years }) => years)).toEqual(
      chain.at(start + 1)!.surface.expiries.map(({ years }) => years),
    )
    expect(reading).toEqual({
      ...{ time: start + 1, age: 5 * SECOND, quotes: 18, inside: 1, refused: {}, carried: undefined },
    })
    expect(surface.expiries).toHaveLength(2)
    expect(quoted.map(({ quotes }) => quotes.length)).toEqual([9, 9])
    expect(atMoney(chain, start + 1)).toBeCloseTo(0.5, 3)
    tell(chain, start + minute + 1, expiry(start + minute, { vol: () => 0.7 }), expiry(start + minute, { days: 60 }))
    expect(atMoney(chain, start + minute + 1)).toBeCloseTo(0.7, 3)
  })

  test('is fitted no more often than asked, and not again where nothing new is quoted', () => {
    const chain = followed({ everySeconds: 10 })
    tell(chain, start + 1, expiry(start))
    tell(chain, start + 9 * SECOND, expiry(start + 9 * SECOND, { vol: () => 0.9 }))
    expect(chain.at(start + 9 * SECOND)!.time).toBe(start + 1)
    chain.advance(start + 11 * SECOND)
    expect(chain.at(start + 11 * SECOND)!.time).toBe(start + 11 * SECOND)
    chain.advance(start + 30 * SECOND)
    expect(chain.at(start + 30 * SECOND)).toMatchObject({ time: start + 11 * SECOND, age: 19 * SECOND })
  })

  test('is that of a snapshot that is due although nothing has come after it, and is fitted to it alone then', () => {
    const [asked, silent] = [followed(), followed()]
    const later = start + minute
    for (const chain of [asked, silent]) {
      tell(chain, start, expiry(start))
      for (const option of expiry(later, { vol: () => 0.7 })) chain.take(option)
    }
    expect(asked.at(later)).toMatchObject({ time: later, age: 0, quotes: 9 })
    expect(asked.at(later - SECOND)).toMatchObject({ time: start })
    for (const chain of [asked, silent]) chain.advance(later + SECOND)
    expect(asked.at(later + SECOND)).toEqual(silent.at(later + SECOND))
  })

  test('is carried with its age and the reason while too little is quoted, and renewed once enough is', () => {
    const chain = followed({ staleSeconds: 30 })
    const [first, second, third] = [start, start + minute, start + 2 * minute]
    tell(chain, first, expiry(start), expiry(start, { days: 60 }))
    const [thin, wide] = [{ strikes: strikes.slice(0, 3) }, { vol: () => 0.9 }]
    tell(chain, second, expiry(second, thin), expiry(second, { ...thin, days: 60 }))
    // The one before is stale as well, but nothing takes its place.
    expect(chain.at(second)).toMatchObject({ time: first, age: second - first, carried: 'too-few-quotes' })
    expect(atMoney(chain, second)).toBeCloseTo(0.5, 3)
    tell(chain, third, expiry(third, wide), expiry(third, { ...wide, days: 60 }))
    expect(chain.at(third)).toMatchObject({ time: third, age: 0, carried: undefined })
    expect(atMoney(chain, third)).toBeCloseTo(0.9, 3)
  })

  test('is not replaced by one of fewer than half of its expiries before it is stale', () => {
    const chain = followed({ everySeconds: 10, staleSeconds: 30 })
    const lives = [10, 20, 30, 40, 60]
    tell(chain, start, ...lives.map((days) => expiry(start, { days })))
    const alone = { days: 30, vol: () => 0.8 }
    tell(chain, start + 31 * SECOND - 1, expiry(start + 31 * SECOND - 1, alone))
    expect(chain.at(start + 31 * SECOND)).toMatchObject({ time: start + 31 * SECOND - 1 })
    const other = followed({ everySeconds: 10, staleSeconds: 300 })
    tell(other, start, ...lives.map((days) => expiry(start, { days })))
    other.gap()
    expect(other.at(start + SECOND)).toMatchObject({ time: start, carried: 'no-quotes' })
    tell(other, start + 20 * SECOND, expiry(start + 20 * SECOND, alone))
    expect(other.at(start + 20 * SECOND)).toMatchObject({ time: start, carried: 'no-quotes' })
  })

  test('is stale where nothing is quoted for long, and says which quotations do not count', () => {
    const chain = followed()
    const [one, ...others] = expiry(start)
    tell(chain, start + 1, [{ ...one, bid: undefined }, ...others])
    expect(chain.at(start + 1)).toMatchObject({ refused: { 'one-sided': 1 }, quotes: 8 })
    expect(chain.at(start + 901 * SECOND)).toMatchObject({ carried: 'stale', age: 901 * SECOND - 1 })
    tell(chain, start + 1_000 * SECOND, expiry(start + 1_000 * SECOND, { days: 60, strikes: [100] }))
    expect(chain.at(start + 1_000 * SECOND)).toMatchObject({ carried: 'too-few-quotes', refused: {} })
    expect(chain.option(one.instrument)).toBeUndefined()
  })

  test('loses its expiries as they pass', () => {
    const chain = followed()
    tell(chain, start, expiry(start), expiry(start, { days: 60 }))
    expect(chain.at(start + 30 * DAY)!.surface.expiries.map(({ years }) => 365 * years)).toEqual([expect.closeTo(30)])
    expect(chain.at(start + 60 * DAY)).toBeUndefined()
  })

  test('has no arbitrage at any age, and the volatilities of its fit', () => {
    const chain = followed()
    const smile = (level: number) => (k: number) => level + 0.4 * k * k - 0.2 * k
    tell(chain, start, expiry(start, { days: 7, vol: smile(0.7) }), expiry(start, { vol: smile(0.6) }))
    const fitted = chain.at(start)!.surface
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 6.99, noNaN: true }),
        fc.double({ min: -1, max: 1, noNaN: true }),
        (age, k) => {
          const { expiries } = chain.at(start + age * DAY)!.surface
          expiries.forEach((own, i) => {
            const variance = totalVariance(own.smile, k)
            expect(butterfly(own.smile, k)).toBeGreaterThanOrEqual(-1e-9)
            if (i > 0) expect(variance).toBeGreaterThanOrEqual(totalVariance(expiries[i - 1].smile, k) - 1e-12)
            const before = fitted.expiries[i]
            expect(variance / own.years).toBeCloseTo(totalVariance(before.smile, k) / before.years, 9)
          })
        },
      ),
      { numRuns: 50 },
    )
  })

  test('is the same of the same calls, whatever is asked in between', () => {
    const [one, other] = [followed(), followed()]
    for (let i = 0; i < 5; i++) {
      const at = start + i * minute
      for (const chain of [one, other]) tell(chain, at, expiry(at, { vol: (k) => 0.5 + 0.02 * i + k * k }))
      for (let j = 0; j < i; j++) other.at(at + j)
    }
    expect(other.at(start + DAY)).toEqual(one.at(start + DAY))
  })

  test('rests on the newest quotation of an option, of two at one time on the later', () => {
    const chain = followed()
    const [option] = expiry(start)
    chain.take(option)
    chain.take({ ...option, bid: 1 })
    chain.take({ ...option, timestamp: start - 1, bid: 2 })
    // A venue's clock that runs ahead makes no later quotation.
    expect(chain.option(option.instrument)).toMatchObject({ bid: 1 })
    chain.take({ ...option, timestamp: start + 10 * SECOND, localTimestamp: start + SECOND, bid: 3 })
    expect(chain.option(option.instrument)).toMatchObject({ bid: 3, timestamp: start + SECOND })
  })

  test('needs seconds above 0', () => {
    for (const settings of [{ everySeconds: 0 }, { staleSeconds: NaN }])
      expect(() => followed(settings)).toThrow('seconds > 0')
  })
})
