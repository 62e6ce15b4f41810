import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { systemTimers } from '../../../src/adapters/clock/system-clock'
import { openReplay } from '../../../src/adapters/feeds'
import { startRecorder, type Recorder, type RecorderSettings } from '../../../src/adapters/recordings'
import { readManifest } from '../../../src/adapters/recordings/manifest'
import { arrivalOf, DAY, type FeedEvent } from '../../../src/core/market/event'
import { startRng } from '../../../src/core/rng'
import type { FeedItem } from '../../../src/ports/market-feed'
import type { InstrumentId } from '../../../src/ports/recording-store'
import { startFakeTimers } from '../../support/fake-timers'
import { temporaryFolder, withReader } from './folder'

const coin: InstrumentId = { venue: 'venue', symbol: 'COIN' }
const chain: InstrumentId = { venue: 'venue', symbol: 'CHAIN' }
const identity = { origin: 'synthetic', title: 'recorded', licence: 'none' } as const

const open: Recorder[] = []

afterEach(async () => {
  for (const recorder of open.splice(0)) await recorder.close()
})

const record = async (folder: string, more: Partial<RecorderSettings> = {}): Promise<Recorder> => {
  const recorder = await startRecorder(folder, { identity, timers: systemTimers, ...more })
  open.push(recorder)
  return recorder
}

const start = 1_700_000_000_000_000

const aTrade = (number: number): FeedItem => ({
  kind: 'event',
  instrument: coin,
  event: {
    ...{ kind: 'trade', timestamp: start + number * 1000 - 500, localTimestamp: start + number * 1000 },
    ...{ price: number + 1, size: 1, aggressor: 'buy' },
  },
})

const arrivalsOf = (folder: string, instrument = coin): Promise<readonly FeedEvent[]> =>
  withReader(folder, async (reader) => {
    const events: FeedEvent[] = []
    for await (const some of reader.arrivals(instrument)) events.push(...some)
    return events
  })

const pricesOf = (events: readonly FeedEvent[]): readonly number[] =>
  events.flatMap((event) => (event.kind === 'trade' ? [event.price] : []))

const filesOf = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.parquet'))

const someEvent = (kind: number, timestamp: number, localTimestamp: number, value: number): FeedEvent => {
  const stamps = { timestamp, localTimestamp }
  if (kind === 0) return { kind: 'trade', ...stamps, price: value, size: value / 3, aggressor: undefined }
  if (kind === 1) return { kind: 'quote', ...stamps, bid: value, bidSize: 0, ask: value * 1.1, askSize: 1 / value }
  if (kind === 2) return { kind: 'gap', timestamp: localTimestamp, reason: 'sequence' }
  if (kind === 3)
    return {
      ...{ kind: 'derivative-ticker', ...stamps, lastPrice: value, markPrice: undefined, indexPrice: value / 7 },
      ...{ fundingRate: -value / 1e9, openInterest: undefined },
    }
  if (kind === 4) return { kind: 'book-change', ...stamps, isSnapshot: false, side: 'bid', price: value, size: 0 }
  const levels = [{ price: value, size: 1 }]
  if (kind === 5) return { kind: 'book-snapshot', ...stamps, bids: levels, asks: [] }
  return {
    ...{ kind: 'option-summary', ...stamps, instrument: 'X', type: 'put', strike: value, expiry: start + DAY },
    ...{ bid: undefined, bidSize: undefined, ask: value / 3e5, askSize: 1 / value, markPrice: 0 },
    ...{ underlying: value > 5e4 ? 'X-1' : undefined, underlyingPrice: undefined, indexPrice: value },
    ...{ bidIv: 0.1, askIv: undefined, markIv: 0.1 + value / 1e5, delta: -0.5, gamma: 0, vega: 1, openInterest: 0 },
  }
}

/** Two days of every kind of event, of two instruments, venue times up to two seconds off. */
const twoDays = (count: number): readonly FeedItem[] => {
  const rng = startRng(5)
  let time = start
  return Array.from({ length: count }, (_, i): FeedItem => {
    time += Math.ceil(rng.exponential() * ((2 * DAY) / count))
    const event = someEvent(i % 7, time - rng.integer(2_000_000), time, 1 + rng.uniform() * 1e5)
    return { kind: 'event', instrument: event.kind === 'option-summary' ? chain : coin, event }
  })
}

const replayed = (folder: string, take: (item: FeedItem) => void): Promise<void> =>
  withReader(folder, async (reader) => {
    const feed = await openReplay({ reader, instruments: [coin, chain], timers: systemTimers })
    for await (const item of feed.items()) take(item)
  })

describe('a live recording', () => {
  test('replays as it was, recorded anew and replayed again to the same bytes', async () => {
    const [first, second] = [join(temporaryFolder(), 'first'), join(temporaryFolder(), 'second')]
    const recorded = twoDays(3500)
    const timers = startFakeTimers()
    const recorder = await record(first, { timers, segmentSeconds: 60 })
    for (const [i, item] of recorded.entries()) {
      recorder.write(item)
      if (i % 1000 !== 999) continue
      timers.advance(61_000)
      await recorder.flush()
    }
    await recorder.close()
    const again = await record(second)
    const [once, twice]: [FeedItem[], FeedItem[]] = [[], []]
    await replayed(first, (item) => {
      once.push(item)
      again.write(item)
    })
    await again.close()
    await replayed(second, (item) => void twice.push(item))
    expect(once.filter(({ kind }) => kind === 'event')).toEqual(recorded)
    expect(JSON.stringify(twice)).toBe(JSON.stringify(once))
  })

  test('leaves one file a day and channel of many segments, and counts all rows in its manifest', async () => {
    const folder = join(temporaryFolder(), 'recording')
    const timers = startFakeTimers()
    const recorder = await record(folder, { timers, segmentSeconds: 1 })
    let most = 0
    for (let i = 0; i < 8; i++) {
      for (let j = 0; j < 10; j++) recorder.write(aTrade(i * 10 + j))
      recorder.refuse('crossed')
      timers.advance(1000)
      await recorder.flush()
      most = Math.max(most, filesOf(folder).length)
    }
    expect(most).toBeGreaterThan(5)
    await recorder.close()
    expect(recorder.counts()).toEqual({ written: 80, committed: 80 })
    expect(filesOf(folder)).toHaveLength(1)
    expect(readdirSync(join(folder, 'live'))).toEqual([])
    const manifest = await readManifest(folder)
    expect(manifest?.sources).toMatchObject([{ read: 88, accepted: 80, quarantined: { crossed: 8 } }])
    expect(manifest?.parts).toMatchObject([{ rows: 80, from: start - 500, to: start + 79_000 - 500 }])
    expect(pricesOf(await arrivalsOf(folder))).toEqual(Array.from({ length: 80 }, (_, i) => i + 1))
  })

  test('makes one file of a day once that is over, while it goes on', async () => {
    const folder = join(temporaryFolder(), 'recording')
    const timers = startFakeTimers()
    const recorder = await record(folder, { timers, segmentSeconds: 1 })
    const hours = 3 * 3_600_000
    for (let i = 0; i < 14; i++) {
      recorder.write(aTrade(i * hours))
      timers.advance(1000)
      await recorder.flush()
    }
    const days = new Map<string, number>()
    for (const { path } of (await readManifest(folder))!.parts) {
      const day = /date=[^/]+/.exec(path)![0]
      days.set(day, (days.get(day) ?? 0) + 1)
    }
    expect([...days.values()].slice(0, 2)).toEqual([1, 1])
    expect([...days.values()][2]).toBeGreaterThan(2)
    expect(pricesOf(await arrivalsOf(folder)).length).toBeGreaterThan(10)
    await recorder.close()
    expect(pricesOf(await arrivalsOf(folder))).toEqual(Array.from({ length: 14 }, (_, i) => i * hours + 1))
  })

  test('goes on where it stopped, with a gap', async () => {
    const folder = join(temporaryFolder(), 'recording')
    for (const from of [0, 10]) {
      const recorder = await record(folder)
      for (let i = from; i < from + 3; i++) recorder.write(aTrade(i))
      await recorder.close()
    }
    const events = await arrivalsOf(folder)
    expect(events.map(({ kind }) => kind)).toEqual(['trade', 'trade', 'trade', 'gap', 'trade', 'trade', 'trade'])
    expect(events[3]).toEqual({ kind: 'gap', timestamp: start + 9999, reason: 'session-end' })
  })

  test('refuses events with a NaN and counts them', async () => {
    const folder = join(temporaryFolder(), 'recording')
    const recorder = await record(folder)
    const { instrument, event } = aTrade(1) as Extract<FeedItem, { kind: 'event' }>
    recorder.write({ kind: 'event', instrument, event: { ...event, price: NaN } as FeedEvent })
    recorder.write(aTrade(2))
    await recorder.close()
    expect(pricesOf(await arrivalsOf(folder))).toEqual([3])
    expect((await readManifest(folder))?.sources).toMatchObject([{ accepted: 1, quarantined: { 'not-a-number': 1 } }])
  })

  test('takes a journal with a torn end and a damaged line, and keeps these beside the data', async () => {
    const folder = join(temporaryFolder(), 'recording')
    const recorder = await record(folder)
    await recorder.close()
    const line = JSON.stringify(['venue', 'COIN', (aTrade(4) as { event: FeedEvent }).event])
    writeFileSync(join(folder, 'live', 'left.ndjson'), `${line}\n\0\0\0\n["crossed"]\n${line.slice(0, 40)}`)
    const next = await record(folder)
    expect(next.recovered).toBe(1)
    await next.close()
    expect(pricesOf(await arrivalsOf(folder))).toEqual([5])
    expect((await readManifest(folder))?.sources).toMatchObject([
      { file: 'live left', read: 4, accepted: 1, quarantined: { crossed: 1, 'not-json': 2 } },
    ])
    expect(readdirSync(join(folder, 'quarantine'))).toEqual(['left.csv'])
  })

  test('is written by one process at a time; the lock of one that died is taken over', async () => {
    const folder = join(temporaryFolder(), 'recording')
    const recorder = await record(folder)
    await expect(record(folder)).rejects.toThrow(`process ${process.pid} on ${hostname()} records into it`)
    await recorder.close()
    const gone = spawn('true')
    await once(gone, 'exit')
    writeFileSync(join(folder, 'live', 'lock'), JSON.stringify({ host: hostname(), pid: gone.pid }))
    await (await record(folder)).close()
    expect(existsSync(join(folder, 'live', 'lock'))).toBe(false)
  })

  test('is refused where the folder cannot be made', async () => {
    const file = join(temporaryFolder(), 'file')
    writeFileSync(file, '')
    await expect(record(join(file, 'recording'))).rejects.toThrow(
      `${join(file, 'recording')}: cannot be a folder here (ENOTDIR)`,
    )
  })
})

const child = (folder: string, first: number, perTurn: number, limit = '') =>
  spawn(
    'sh',
    [
      '-c',
      `${limit} exec "$0" "$@"`,
      process.execPath,
      ...[join(__dirname, '../../support/typescript-child.cjs'), join(__dirname, 'recording-child.ts')],
      ...[folder, String(first), String(perTurn)],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )

describe('a recording process', () => {
  test('loses nothing that it reported as safe when it is killed at any moment', async () => {
    const folder = join(temporaryFolder(), 'recording')
    const rng = startRng(Number(process.env.PROPERTY_SEED ?? 11))
    let [first, safe] = [0, 0]
    for (let round = 0; round < 6; round++) {
      const killed = child(folder, first, 50)
      const ended = once(killed, 'exit')
      let turns = 1 + rng.integer(60)
      for await (const line of createInterface(killed.stdout)) {
        expect(line).not.toMatch(/^fault/)
        const [word, number] = line.split(' ')
        if (word === 'safe') safe = Number(number)
        if (word === 'safe' && --turns === 0) killed.kill('SIGKILL')
      }
      await ended
      first = safe + 10_000
    }
    const recorder = await record(folder)
    await recorder.close()
    const events = await arrivalsOf(folder)
    const numbers = pricesOf(events).map((price) => price - 1)
    expect(new Set(numbers).size).toBe(numbers.length)
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b))
    // Each round wrote without a hole from its beginning to what it reported as safe, or further.
    const breaks = numbers.filter((number, i) => i > 0 && number !== numbers[i - 1] + 1)
    expect(breaks).toHaveLength(5)
    expect(numbers[numbers.length - 1]).toBeGreaterThanOrEqual(safe - 1)
    // Each round after the first begins with a gap.
    const begins = events.flatMap((event, i) => (event.kind === 'gap' ? [events[i + 1]] : []))
    expect(pricesOf(begins).map((price) => price - 1)).toEqual(breaks)
    expect(events.map(arrivalOf)).toEqual(events.map(arrivalOf).sort((a, b) => a - b))
    expect(filesOf(folder)).toHaveLength(2)
  })

  test('fails with advice when the disk is full, and keeps what was safe', async () => {
    const folder = join(temporaryFolder(), 'recording')
    // A file that may not grow past 200 KiB is a disk that is full.
    const full = child(folder, 0, 200, 'ulimit -f 400;')
    const lines: string[] = []
    const ended = once(full, 'exit')
    for await (const line of createInterface(full.stdout)) lines.push(line)
    const [code] = (await ended) as [number]
    expect(code).toBe(3)
    expect(lines[lines.length - 1]).toBe(
      `fault ${folder}: no room left to record; free some and start again, nothing committed is lost`,
    )
    const safe = Number(
      lines
        .filter((line) => line.startsWith('safe'))
        .pop()
        ?.slice(5) ?? 0,
    )
    const recorder = await record(folder)
    await recorder.close()
    expect(pricesOf(await arrivalsOf(folder)).length).toBeGreaterThanOrEqual(safe)
    expect(safe).toBeGreaterThan(0)
  })
})
