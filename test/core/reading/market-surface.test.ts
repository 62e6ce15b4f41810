import { DAY, emptyQuotation, SECOND, type FeedEvent, type OptionSummary } from '../../../src/core/market/event'
import { black76Price } from '../../../src/core/pricing/price'
import type { Market } from '../../../src/core/reading/market'
import { startMarket } from '../../../src/core/reading/start-market'

const HOUR = 3_600 * SECOND

describe('the surface of the options of a market', () => {
  const day = Date.UTC(2026, 2, 2) * 1000
  /** Coin-settled calls on 27 March at 50 vols, a millisecond apart, quoted 2 % around their value. */
  const chain = (seconds: number, own: Partial<OptionSummary> = {}): readonly OptionSummary[] =>
    [80, 85, 90, 95, 100, 105, 110, 115, 120].map((share, place) => {
      const [at, expiry, strike] = [day + seconds * SECOND + place * 1_000, day + 25 * DAY + 8 * HOUR, share * 500]
      const terms = { forward: 50_000, strike, years: (expiry - at) / (365 * DAY), vol: 0.5, discount: 1 }
      const price = black76Price({ type: 'call', ...terms }) / 50_000
      return {
        ...{ ...emptyQuotation, kind: 'option-summary', type: 'call', strike, expiry, underlyingPrice: 50_000 },
        ...{ instrument: `BTC-27MAR26-${strike}-C`, timestamp: at, localTimestamp: at },
        ...{ bid: price * 0.99, ask: price * 1.01, indexPrice: 49_990 },
        ...own,
      }
    })
  const followed = (...batches: readonly (readonly FeedEvent[])[]): Market => {
    const market = startMarket({ instrument: 'deribit/BTC' })
    for (const event of batches.flat()) market.apply(event)
    return market
  }

  test('is that of the newest snapshot, and told in the state with its time and sureness', () => {
    const first = followed(chain(0))
    expect(first.surface()).toMatchObject({ time: day + 8_000, age: 0 })
    const market = followed(chain(0), chain(60))
    const { surface, time, age, chain: quoted } = market.surface()!
    expect([time, age]).toEqual([day + 60 * SECOND + 8_000, 0])
    expect(surface.expiries.map(({ quotes }) => quotes)).toEqual([9])
    expect(quoted.map(({ forward }) => forward)).toEqual([50_000])
    const { fitted, ...told } = market.state()!.surface!
    expect(told).toEqual({ time, expiries: 1, quotes: 9, inside: 1, carried: undefined })
    expect(fitted).toMatchObject({ time, index: 49_990, slices: [{ forward: 50_000 }] })
    expect(JSON.parse(JSON.stringify(fitted))).toEqual(fitted)
    for (const event of chain(75)) market.apply(event)
    expect(market.surface()).toMatchObject({ time, age: 15 * SECOND })
  })

  test('is fitted once a minute where quotations never cease, and from those of more than one snapshot', () => {
    const steady = Array.from({ length: 650 }, (_, i) => {
      const [seconds, place] = [i / 5, i % 9]
      return chain(seconds)[place]
    })
    const market = followed(steady)
    expect(market.surface()!.time).toBeGreaterThan(day + 115 * SECOND)
    expect(market.surface()!.quotes).toBe(9)
  })

  test('is the same of the same events, whatever is asked in between', () => {
    const events = [chain(0), chain(60), chain(130, { ask: undefined }), chain(200)].flat()
    const asked = startMarket({ instrument: 'deribit/BTC' })
    for (const event of events) {
      asked.apply(event)
      asked.surface()
      asked.state()
    }
    expect(asked.state()).toEqual(followed(events).state())
    expect(asked.surface()).toEqual(followed(events).surface())
  })

  test('goes on with its age and the reason after a gap', () => {
    const gap: FeedEvent = { kind: 'gap', timestamp: day + 100 * SECOND, reason: 'disconnect' }
    const market = followed(chain(0), chain(60), [gap])
    expect(market.state()).toMatchObject({ gapSince: gap.timestamp, surface: { time: day + 8_000 } })
    expect(market.state()!.surface!.carried).toBe('no-quotes')
    for (const event of [...chain(120), ...chain(181)]) market.apply(event)
    expect(market.state()).toMatchObject({ gapSince: undefined, surface: { time: day + 181 * SECOND + 8_000 } })
    expect(market.state()!.surface!.carried).toBeUndefined()
  })

  test('a market of options alone stands at their index price, one that trades at its own', () => {
    expect(followed(chain(0)).state()).toMatchObject({ spot: 49_990, venueTime: day + 8_000, bars: 0 })
    const [at, price] = [day + 9 * SECOND, 50_100]
    const trade: FeedEvent = { kind: 'trade', timestamp: at, localTimestamp: at, price, size: 1, aggressor: 'buy' }
    const trades = [trade, ...chain(10)]
    expect(followed(chain(0), trades).state()).toMatchObject({ spot: 50_100, venueTime: day + 9 * SECOND })
    expect(followed(chain(0, { indexPrice: undefined })).state()).toBeUndefined()
  })

  test('is not made of options whose names do not tell how they settle', () => {
    const unnamed = [chain(0), chain(60)].flat().map((option) => ({ ...option, instrument: `x-${option.strike}` }))
    expect(followed(unnamed).surface()).toBeUndefined()
  })
})
