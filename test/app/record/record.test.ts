import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { openRecording, readChain } from '../../../src/adapters/recordings'
import { readManifest } from '../../../src/adapters/recordings/manifest'
import { recordLive, type RecordRequest } from '../../../src/app/record/record'
import { black76Price } from '../../../src/core/pricing/price'
import { chainQuotes } from '../../../src/core/surface/chain-quotes'
import { fitSurface } from '../../../src/core/surface/fit-surface'
import { totalVariance } from '../../../src/core/surface/svi'
import { perpetual, quoteData, tradeData } from '../../adapters/feeds/deribit-messages'
import { eventsOf, temporaryFolder } from '../../adapters/recordings/folder'
import { refusal, startDeribitServer, type DeribitServer } from '../../support/deribit-server'

const now = Date.now()
let server: DeribitServer

/** The perpetual as Deribit lists it. */
const listed = {
  ...{ instrument_name: perpetual, kind: 'future', base_currency: 'BTC', quote_currency: 'USD' },
  ...{ counter_currency: 'USD', settlement_currency: 'BTC', settlement_period: 'perpetual', tick_size: 0.5 },
  ...{ contract_size: 10, min_trade_amount: 10, expiration_timestamp: 32_503_708_800_000 },
  ...{ maker_commission: 0, taker_commission: 0.0005 },
}
const list = (own: object = {}): void => void server.answers.set('public/get_instrument', () => ({ ...listed, ...own }))

beforeEach(async () => {
  server = await startDeribitServer()
  list()
})

afterEach(() => server.stop())

const sayFive = (from: number): void =>
  server.say(
    `trades.${perpetual}.100ms`,
    [0, 1, 2, 3, 4].map((i) => tradeData(from + i, now + from + i, 50_000 + i)),
  )

/** Records until the test's last, crossed quote arrives. */
const record = async (out: string, more: Partial<RecordRequest> = {}) => {
  let end = (): void => undefined
  const ended = new Promise<void>((resolve) => (end = resolve))
  const statuses: string[] = []
  const notes: string[] = []
  const summary = recordLive(
    { source: 'deribit', instruments: [perpetual], out, url: server.url, seed: 1, ...more },
    ended,
    {
      onStatus: ({ status }) => statuses.push(status),
      onFacts: (note) => notes.push(note),
      onRefused: end,
      onUnpublished: () => undefined,
      onClockJump: () => undefined,
    },
  )
  await Promise.race([server.subscribed(), summary])
  return { summary, statuses, notes }
}

describe('recordLive', () => {
  test('writes the events of a venue into a recording, and continues it with a gap', async () => {
    const out = join(temporaryFolder(), 'recording')
    for (const from of [0, 100]) {
      const { summary, statuses } = await record(out)
      sayFive(from)
      server.say(`quote.${perpetual}`, quoteData(now + from, 50_001, 50_000))
      expect(await summary).toEqual({
        ...{ recording: out, recovered: 0, recorded: from === 0 ? 5 : 6, gaps: 0, facts: [], refused: { crossed: 1 } },
      })
      expect(statuses).toEqual(['connecting', 'connected', 'ended'])
    }
    const events = await eventsOf(out, { venue: 'deribit', symbol: perpetual })
    expect(events.filter((event) => 'gap' in event)).toHaveLength(1)
    expect(events.filter((event) => 'price' in event)).toHaveLength(10)
  })

  test('stores what the venue says its instruments are', async () => {
    const out = join(temporaryFolder(), 'recording')
    const { summary, notes } = await record(out)
    sayFive(0)
    server.say(`quote.${perpetual}`, quoteData(now, 50_001, 50_000))
    await summary
    expect(notes).toEqual([])
    expect((await readManifest(out))?.instruments).toMatchObject([
      {
        ...{ venue: 'deribit', symbol: perpetual, kind: 'perpetual', settlement: 'inverse', amounts: 'quote' },
        ...{ tick: 0.5, lot: 10, contract: { size: 10, unit: 'quote' }, fees: { maker: 0, taker: 0.0005 } },
      },
    ])
  })

  test('says where the venue contradicts the name; refuses to go on where it contradicts the recording', async () => {
    const out = join(temporaryFolder(), 'recording')
    const once = async (from: number, more: Partial<RecordRequest> = {}) => {
      const { summary, notes } = await record(out, more)
      sayFive(from)
      server.say(`quote.${perpetual}`, quoteData(now + from, 50_001, 50_000))
      return { ...(await summary), notes }
    }
    list({ contract_size: 100 })
    expect((await once(0)).notes).toEqual([
      `deribit/${perpetual}: contract-size is 100 at the venue and 10 by its name: the venue's counts`,
    ])
    list({ contract_size: 1_000 })
    await expect(record(out).then(({ summary }) => summary)).rejects.toThrow(
      `${out}: deribit/${perpetual}: contract-size is 100 in the recording and 1000 now; record into a new folder, or go on with the recording's by --keep-facts`,
    )
    const { facts, recorded } = await once(100, { keepFacts: true })
    expect(recorded).toBe(6)
    expect(facts[1]).toBe(`deribit/${perpetual}: contract-size is 100 in the recording and 1000 now: 100 is kept`)
    expect((await readManifest(out))?.instruments?.[0].contract?.size).toBe(100)
  })

  test('takes instruments for what their names say where the venue does not tell, and says so', async () => {
    const out = join(temporaryFolder(), 'recording')
    server.answers.clear()
    const { summary, notes } = await record(out)
    sayFive(0)
    server.say(`quote.${perpetual}`, quoteData(now, 50_001, 50_000))
    await summary
    expect(notes).toEqual([expect.stringMatching(/^Deribit does not tell .*Method not found.*what their names say$/)])
    expect((await readManifest(out))?.instruments?.[0].contract?.size).toBe(10)
  })

  test.each([
    ['has none of the name', { code: 13020, message: 'not_found' }],
    ['cannot have one', { code: -32602, message: 'Invalid params', data: { param: 'instrument_name' } }],
  ])('ends at once, with nothing made, where the venue says that it %s', async (_, error) => {
    const out = join(temporaryFolder(), 'recording')
    server.answers.set('public/get_instrument', ({ instrument_name }) =>
      instrument_name === perpetual ? listed : refusal(error),
    )
    const summary = record(out, { instruments: [perpetual, 'NONE-PERPETUAL'] }).then((made) => made.summary)
    await expect(summary).rejects.toMatchObject({
      ...{ code: 'bad-input', message: 'Deribit has no instrument NONE-PERPETUAL' },
    })
    expect(existsSync(out)).toBe(false)
  })

  test('refuses a chain that the venue does not have', async () => {
    server.answers.set('public/get_instruments', () => [])
    const { summary } = await record(join(temporaryFolder(), 'recording'), { instruments: [], chain: 'XYZ' }).catch(
      (error: unknown) => ({ summary: Promise.reject(error as Error) }),
    )
    await expect(summary).rejects.toThrow('Deribit has no options of XYZ')
  })

  test('writes the chain of a currency, whose surface can be read', async () => {
    const out = join(temporaryFolder(), 'recording')
    const strikes = [80, 85, 90, 95, 100, 105, 110, 115, 120]
    const expiry = Math.ceil(now / 86_400_000) * 86_400_000 + 30 * 86_400_000 + 8 * 3_600_000
    const [, day, month, year] = /, 0?(\d+) (\w+) \d\d(\d\d)/.exec(new Date(expiry).toUTCString())!
    const years = (expiry - now) / (365 * 86_400_000)
    const rows = strikes.map((strike) => {
      const terms = { type: 'call', forward: 100, strike, years, vol: 0.6, discount: 0.01 } as const
      const price = black76Price(terms)
      return {
        ...{ instrument_name: `BTC-${day}${month.toUpperCase()}${year}-${strike}-C`, creation_timestamp: now },
        ...{ bid_price: price * 0.99, ask_price: price * 1.01, mark_price: price, mark_iv: 60, underlying_price: 100 },
      }
    })
    const crossed = { ...rows[0], creation_timestamp: now + 1, bid_price: 1 }
    server.answers.set('public/get_book_summary_by_currency', ({ kind }) =>
      kind === 'option' ? [...rows, crossed] : [],
    )
    const { summary } = await record(out, { instruments: [], chain: 'BTC' })
    expect(await summary).toMatchObject({ recorded: 9, gaps: 0, refused: { crossed: 1 } })
    const reader = await openRecording(out)
    const at = now * 1_000
    const chain = await readChain(reader, { instrument: { venue: 'deribit', symbol: 'BTC' }, at, staleAfter: 1 })
    await reader.close()
    expect(chain).toHaveLength(9)
    const quotes = chainQuotes(chain, { at, settlement: 'inverse', staleAfter: 1 })
    expect(quotes.refused).toEqual({})
    const [{ smile, years: life }] = fitSurface(quotes.expiries).expiries
    expect(Math.sqrt(totalVariance(smile, 0) / life)).toBeCloseTo(0.6, 3)
  })

  test('ends by itself after its minutes', async () => {
    const { summary } = await record(join(temporaryFolder(), 'recording'), { minutes: 0.001 })
    expect(await summary).toMatchObject({ recorded: 0, refused: {} })
  })
})
