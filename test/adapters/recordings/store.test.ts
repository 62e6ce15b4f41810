import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { openRecording, startRecording } from '../../../src/adapters/recordings'
import { DAY, type MarketEvent, type OptionSummary, type Truth } from '../../../src/core/market/event'
import type { SourceDescription } from '../../../src/ports/recording-store'
import { eventsOf, temporaryFolder, withReader } from './folder'

const instrument = { venue: 'deribit', symbol: 'BTC/USD' }
const identity = { origin: 'synthetic', title: 'a test', licence: 'Apache-2.0' } as const
const start = Date.UTC(2024, 0, 31) * 1000
const source = (digit: string): SourceDescription => ({
  ...{ file: 'made here', sha256: digit.repeat(64), read: 1, accepted: 1, quarantined: {} },
})

const record = async (out: string, events: readonly MarketEvent[], digit = 'a'): Promise<void> => {
  const writer = await startRecording(out, identity)
  for (const event of events) writer.write(instrument, event)
  await writer.commit(source(digit))
}

const hash = (out: string): Promise<string> => withReader(out, async (reader) => (await reader.describe()).sha256)

const price = fc.double({ min: 1e-6, max: 1e9, noNaN: true })
const stamp = fc.integer({ min: 0, max: 3 * DAY }).map((after) => start + after)
const event = fc.oneof(
  fc.record({
    kind: fc.constant('trade' as const),
    ...{ timestamp: stamp, localTimestamp: stamp, price, size: price },
    aggressor: fc.constantFrom('buy' as const, 'sell' as const, undefined),
  }),
  fc.record({
    kind: fc.constant('quote' as const),
    ...{ timestamp: stamp, localTimestamp: stamp, bid: price, bidSize: price, ask: price, askSize: price },
  }),
  fc.record({ kind: fc.constant('gap' as const), timestamp: stamp, reason: fc.constant('disconnect' as const) }),
)

const rank = { quote: 0, trade: 1, gap: 2 }
const sides = { buy: 1, sell: -1 }
type Event = Extract<MarketEvent, { kind: keyof typeof rank }>
const asRead = (row: Event) => {
  if (row.kind === 'gap') return { at: row.timestamp, gap: true }
  if (row.kind === 'quote') {
    const { timestamp: at, bid, bidSize, ask, askSize } = row
    return { at, bid, bidSize, ask, askSize }
  }
  return { at: row.timestamp, price: row.price, size: row.size, side: row.aggressor ? sides[row.aggressor] : 0 }
}
const inOrder = (rows: readonly Event[]): readonly Event[] =>
  [...rows].sort((a, b) => a.timestamp - b.timestamp || rank[a.kind] - rank[b.kind])

test('gives back exactly the rows that were written, in time order, over several days and in every span', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 60 }), stamp, async (rows, from) => {
      const out = temporaryFolder()
      await record(out, rows)
      expect(await eventsOf(out, instrument)).toEqual(inOrder(rows).map(asRead))
      const late = inOrder(rows).filter(({ timestamp }) => timestamp >= from && timestamp < from + DAY)
      expect(await eventsOf(out, instrument, { from, to: from + DAY })).toEqual(late.map(asRead))
    }),
    { numRuns: 12, seed: 7 },
  )
})

test('reads blocks of at most 65,536 rows and loses none at their borders', async () => {
  const out = temporaryFolder()
  const writer = await startRecording(out, identity)
  const trade = { kind: 'trade', localTimestamp: start, size: 1, aggressor: undefined } as const
  for (let i = 0; i < 70_000; i++) writer.write(instrument, { ...trade, timestamp: start + i, price: i + 1 })
  await writer.commit(source('a'))
  const lengths = await withReader(out, async (reader) => {
    const found: number[] = []
    for await (const { length } of reader.events(instrument)) found.push(length)
    return found
  })
  expect(lengths).toEqual([65_536, 4_464])
  expect((await eventsOf(out, instrument)).map((row) => 'price' in row && row.price)).toEqual(
    Array.from({ length: 70_000 }, (_, i) => i + 1),
  )
})

test('stores options, truth and the other channels with absent values absent', async () => {
  const out = temporaryFolder()
  const clocks = { timestamp: start, localTimestamp: start + 5 }
  const option: OptionSummary = {
    ...{ kind: 'option-summary', ...clocks, instrument: "it's", type: 'put', strike: 100, expiry: start + DAY },
    ...{ bid: 0.01, bidSize: 3, ask: undefined, askSize: undefined, markPrice: 0, underlying: "it's later" },
    ...{ underlyingPrice: undefined, indexPrice: 99.5, bidIv: 0.5, askIv: undefined, markIv: 0.55 },
    ...{ delta: -0.5, gamma: 0, vega: 1, openInterest: undefined },
  }
  const truth: Truth = { kind: 'truth', timestamp: start + 1, state: 2, variance: 0.64 }
  await record(out, [
    option,
    truth,
    { kind: 'book-snapshot', ...clocks, bids: [{ price: 99.5, size: 2 }], asks: [] },
    { kind: 'book-change', ...clocks, isSnapshot: true, side: 'ask', price: 101, size: 0 },
    {
      kind: 'derivative-ticker',
      ...clocks,
      lastPrice: 1,
      markPrice: 2,
      indexPrice: undefined,
      fundingRate: -1e-4,
      openInterest: 3,
    },
  ])
  const { options, truths, channels } = await withReader(out, async (reader) => {
    const options: OptionSummary[] = []
    const truths: Truth[] = []
    for await (const rows of reader.options(instrument)) options.push(...rows)
    for await (const rows of reader.truth(instrument)) truths.push(...rows)
    const { instruments } = await reader.describe()
    return { options, truths, channels: instruments[0].channels.map(({ channel, rows }) => [channel, rows]) }
  })
  expect(options).toEqual([option])
  expect(truths).toEqual([truth])
  expect(channels).toEqual(['book_change', 'book_snapshot', 'derivative_ticker', 'options', 'truth'].map((c) => [c, 1]))
})

test('the same rows make the same bytes, and a source committed twice is there once', async () => {
  const rows = fc.sample(event, { numRuns: 300, seed: 3 })
  const [first, second] = [temporaryFolder(), temporaryFolder()]
  await record(first, rows)
  await record(second, rows)
  expect(await hash(second)).toBe(await hash(first))
  await record(second, rows)
  expect(await hash(second)).toBe(await hash(first))
  expect(await eventsOf(second, instrument)).toHaveLength(300)
  await record(second, rows, 'b')
  expect(await hash(second)).not.toBe(await hash(first))
  expect(await eventsOf(second, instrument)).toHaveLength(600)
})

test('shows nothing before commit and leaves nothing behind when abandoned', async () => {
  const out = temporaryFolder()
  const writer = await startRecording(out, identity)
  writer.write(instrument, { kind: 'gap', timestamp: start, reason: 'sequence' })
  await expect(openRecording(out)).rejects.toMatchObject({ code: 'missing-data' })
  await writer.abandon()
  expect(readdirSync(out)).toEqual([])
  expect(() => writer.write(instrument, { kind: 'gap', timestamp: start, reason: 'sequence' })).toThrow(
    /commit or abandon/,
  )
})

test('a partition that the manifest does not list, as a crash leaves it, is no part of the recording', async () => {
  const out = temporaryFolder()
  await record(out, [{ kind: 'gap', timestamp: start, reason: 'sequence' }])
  const before = { hash: await hash(out), manifest: readFileSync(join(out, 'recording.json')) }
  await record(out, [{ kind: 'gap', timestamp: start, reason: 'disconnect' }], 'b')
  expect(await eventsOf(out, instrument)).toHaveLength(2)
  writeFileSync(join(out, 'recording.json'), before.manifest)
  expect(await eventsOf(out, instrument)).toHaveLength(1)
  expect(await hash(out)).toBe(before.hash)
})

test('refuses to mix synthetic rows into a real recording', async () => {
  const out = temporaryFolder()
  await record(out, [{ kind: 'gap', timestamp: start, reason: 'sequence' }])
  await expect(startRecording(out, { ...identity, origin: 'real' })).rejects.toMatchObject({ code: 'bad-input' })
})

test('stores as many partitions as it wants with the bytes that each has alone', async () => {
  const rows = Array.from({ length: 60 }, (_, i) => ({
    ...{ kind: 'trade', timestamp: start + ((i * 7) % 20) * DAY - i, localTimestamp: start, price: i + 1 },
    ...{ size: 1, aggressor: undefined },
  })) satisfies readonly object[] as readonly MarketEvent[]
  const [together, alone] = [temporaryFolder(), temporaryFolder()]
  await record(together, rows)
  const days = new Map<number, MarketEvent[]>()
  for (const row of rows)
    days.set(Math.floor(row.timestamp / DAY), [...(days.get(Math.floor(row.timestamp / DAY)) ?? []), row])
  expect(days.size).toBeGreaterThan(16)
  const bytesOf = (out: string): readonly string[] =>
    readdirSync(out, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.parquet'))
      .map((name) => `${dirname(name)} ${readFileSync(join(out, name), 'base64')}`)
      .sort()
  for (const [day, own] of days) await record(alone, own, String.fromCharCode(97 + (day % 26)))
  expect(bytesOf(together)).toEqual(bytesOf(alone))
})
