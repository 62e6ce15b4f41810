import type { MarketState } from '../../../src/core/reading/market-state'
import type { MarketStore } from '../../../src/ports/market-store'

const aState = (change: Partial<MarketState> = {}): MarketState => ({
  instrument: 'deribit/BTC-PERPETUAL',
  events: 10,
  time: 1_000,
  venueTime: 990,
  spot: 0.1 + 0.2,
  bid: undefined,
  ask: 50_001,
  bidSize: undefined,
  askSize: 1,
  gapSince: undefined,
  barTime: 900,
  bars: 3,
  posterior: [0.2, 0.8],
  regime: 1,
  volatility: [{ years: 0.1, vol: 0.5 }],
  interval: [],
  realizedVol: 0.4,
  toxicityPercentile: undefined,
  recentReturns: [],
  models: undefined,
  trust: { kind: 'baseline', reasons: ['not warm'] },
  ...change,
})

/** What every market store does; `writer` and `reader` may be of two processes. */
export const itKeepsTheMarketStoresPromise = (
  open: () => Promise<{ readonly writer: MarketStore; readonly reader: MarketStore }>,
): void => {
  let [writer, reader]: MarketStore[] = []
  beforeAll(async () => {
    ;({ writer, reader } = await open())
  })
  afterAll(async () => {
    await Promise.all([...new Set([writer, reader])].map((store) => store.close()))
  })

  test('gives the last state of each instrument as it was published', async () => {
    expect(await reader.latest('deribit/BTC-PERPETUAL')).toBeUndefined()
    await writer.publish(aState())
    await writer.publish(aState({ instrument: 'binance/ETHUSDT', spot: 3 }))
    expect(await reader.latest('deribit/BTC-PERPETUAL')).toEqual(aState())
    expect((await reader.latest('binance/ETHUSDT'))?.spot).toBe(3)
  })

  test('never lets an older state replace a newer one, in whatever order they come', async () => {
    const instrument = 'order'
    await writer.publish(aState({ instrument, time: 5, events: 5 }))
    await writer.publish(aState({ instrument, time: 4, events: 9 }))
    await writer.publish(aState({ instrument, time: 5, events: 4 }))
    expect(await reader.latest(instrument)).toMatchObject({ time: 5, events: 5 })
    await writer.publish(aState({ instrument, time: 5, events: 6 }))
    expect(await reader.latest(instrument)).toMatchObject({ time: 5, events: 6 })
    const times = Array.from({ length: 40 }, (_, place) => 100 + ((place * 7) % 40))
    await Promise.all(times.map((time) => writer.publish(aState({ instrument, time }))))
    expect((await reader.latest(instrument))?.time).toBe(139)
  })

  test('refuses a state that JSON would change', async () => {
    await expect(writer.publish(aState({ spot: NaN }))).rejects.toMatchObject({ code: 'bad-input' })
  })
}
