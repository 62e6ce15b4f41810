import { openEmbedded, type EmbeddedDatabase } from '../../../src/adapters/database/embedded'
import { openMarketStore } from '../../../src/adapters/market-store/postgres'
import type { MarketState } from '../../../src/core/reading/market-state'
import type { MarketStore } from '../../../src/ports/market-store'
import { aStateFolder } from '../queue/state-folder'

const fail = (error: Error): never => {
  throw error
}

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
  models: undefined,
  trust: { kind: 'baseline', reasons: ['not warm'] },
  ...change,
})

describe('the market store on PostgreSQL, written by one connection and read by another', () => {
  const home = aStateFolder()
  let database: EmbeddedDatabase
  let [writer, reader]: MarketStore[] = []
  beforeAll(async () => {
    database = await openEmbedded({ home: home.path, onError: fail })
    const open = () => openMarketStore(database.connection, fail)
    ;[writer, reader] = await Promise.all([open(), open()])
  })
  afterAll(async () => {
    await Promise.all([writer, reader].map((store) => store?.close()))
    await database?.close()
    home.remove()
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
})

test('reports a PostgreSQL that does not answer without its password', async () => {
  const opened = openMarketStore({ connectionString: 'postgres://me:hunter2@127.0.0.1:1/db' }, () => undefined)
  await expect(opened).rejects.toMatchObject({ code: 'unavailable', message: expect.not.stringContaining('hunter2') })
})
