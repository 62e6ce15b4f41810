import { join } from 'node:path'
import { openRecording, readChain } from '../../../src/adapters/recordings'
import { recordLive, type RecordRequest } from '../../../src/app/record/record'
import { black76Price } from '../../../src/core/pricing/price'
import { chainQuotes } from '../../../src/core/surface/chain-quotes'
import { fitSurface } from '../../../src/core/surface/fit-surface'
import { totalVariance } from '../../../src/core/surface/svi'
import { perpetual, quoteData, tradeData } from '../../adapters/feeds/deribit-messages'
import { eventsOf, temporaryFolder } from '../../adapters/recordings/folder'
import { startDeribitServer, type DeribitServer } from '../../support/deribit-server'

const now = Date.now()
let server: DeribitServer

beforeEach(async () => {
  server = await startDeribitServer()
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
  const summary = recordLive(
    { source: 'deribit', instruments: [perpetual], out, url: server.url, seed: 1, ...more },
    ended,
    {
      onStatus: ({ status }) => statuses.push(status),
      onRefused: end,
      onClockJump: () => undefined,
    },
  )
  await server.subscribed()
  return { summary, statuses }
}

describe('recordLive', () => {
  test('writes the events of a venue into a recording, and continues it with a gap', async () => {
    const out = join(temporaryFolder(), 'recording')
    for (const from of [0, 100]) {
      const { summary, statuses } = await record(out)
      sayFive(from)
      server.say(`quote.${perpetual}`, quoteData(now + from, 50_001, 50_000))
      expect(await summary).toEqual({
        ...{ recording: out, recovered: 0, recorded: from === 0 ? 5 : 6, gaps: 0, refused: { crossed: 1 } },
      })
      expect(statuses).toEqual(['connecting', 'connected', 'ended'])
    }
    const events = await eventsOf(out, { venue: 'deribit', symbol: perpetual })
    expect(events.filter((event) => 'gap' in event)).toHaveLength(1)
    expect(events.filter((event) => 'price' in event)).toHaveLength(10)
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
