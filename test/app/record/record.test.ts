import { join } from 'node:path'
import { recordLive, type RecordRequest } from '../../../src/app/record/record'
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

  test('ends by itself after its minutes', async () => {
    const { summary } = await record(join(temporaryFolder(), 'recording'), { minutes: 0.001 })
    expect(await summary).toMatchObject({ recorded: 0, refused: {} })
  })
})
