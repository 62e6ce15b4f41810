import { join } from 'node:path'
import { startRecording } from '../../../src/adapters/recordings'
import { arrivalOf, DAY, emptyQuotation, type FeedEvent } from '../../../src/core/market/event'
import { temporaryFolder, withReader } from './folder'

const coin = { venue: 'venue', symbol: 'COIN' }
const midnight = 1_700_006_400_000_000

/** Venue times and arrivals on either side of midnight, out of each other's order. */
const events: readonly FeedEvent[] = [
  {
    ...{ kind: 'quote', timestamp: midnight - 900, localTimestamp: midnight - 800 },
    ...{ bid: 0.1, bidSize: 1, ask: 0.30000000000000004, askSize: 0 },
  },
  {
    ...{ kind: 'trade', timestamp: midnight + 50, localTimestamp: midnight + 100 },
    ...{ price: 0.2, size: 3, aggressor: undefined },
  },
  {
    ...{ kind: 'trade', timestamp: midnight - 700, localTimestamp: midnight + 200 },
    ...{ price: 0.25, size: 1e-9, aggressor: 'sell' },
  },
  { kind: 'gap', timestamp: midnight + 300, reason: 'sequence' },
  {
    ...{ kind: 'derivative-ticker', timestamp: midnight - 1, localTimestamp: midnight + 400 },
    ...{ lastPrice: 0.2, markPrice: undefined, indexPrice: 0.21, fundingRate: -0.0001, openInterest: 0 },
    fundingTime: midnight + 8 * 3_600_000_000,
  },
  {
    ...{ kind: 'book-change', timestamp: midnight + 400, localTimestamp: midnight + 500 },
    ...{ isSnapshot: true, side: 'ask', price: 0.3, size: 0 },
  },
  {
    ...{ kind: 'option-summary', timestamp: midnight + 400, localTimestamp: midnight + DAY + 600 },
    ...{ instrument: 'COIN-1JAN24-1-C', type: 'call', strike: 1, expiry: midnight + 9 * DAY },
    ...emptyQuotation,
    ...{ underlyingPrice: 0.2, bidIv: undefined, askIv: 0.5, markIv: 0.45, delta: 0.5, gamma: 0, vega: 1 },
    openInterest: undefined,
  },
]

const recorded = async (events: readonly FeedEvent[]): Promise<string> => {
  const folder = join(temporaryFolder(), 'recording')
  const writer = await startRecording(folder, { origin: 'synthetic', title: 'told', licence: 'none' })
  for (const event of events) writer.write(coin, event)
  await writer.commit({ file: 'told', sha256: 'ab'.repeat(32), read: 1, accepted: 1, quarantined: {} })
  return folder
}

const arrivalsOf = (folder: string, span = {}): Promise<readonly FeedEvent[]> =>
  withReader(folder, async (reader) => {
    const events: FeedEvent[] = []
    for await (const some of reader.arrivals(coin, span)) events.push(...some)
    return events
  })

describe('what arrived', () => {
  test('comes back in the order of arrival, whole, whatever the venue says of its time', async () => {
    expect(await arrivalsOf(await recorded(events))).toEqual(events)
  })

  test('does not depend on the order in which it was written', async () => {
    expect(await arrivalsOf(await recorded([...events].reverse()))).toEqual(events)
  })

  test('keeps to a span of arrival, the beginning in it and the end not', async () => {
    const span = { from: midnight + 100, to: midnight + 400 }
    const within = events.filter((event) => arrivalOf(event) >= span.from && arrivalOf(event) < span.to)
    expect(within).toHaveLength(3)
    expect(await arrivalsOf(await recorded(events), span)).toEqual(within)
  })

  test('is nothing of an instrument that is not recorded', async () => {
    const folder = await recorded(events)
    await withReader(folder, async (reader) => {
      for await (const some of reader.arrivals({ venue: 'venue', symbol: 'NONE' })) expect(some).toBeUndefined()
    })
    expect.assertions(0)
  })
})
