import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocketServer } from 'ws'
import { systemTimers } from '../src/adapters/clock/system-clock'
import { deribitSource, supervise } from '../src/adapters/feeds'
import { startSubscription } from '../src/adapters/feeds/deribit/subscription'
import { startRecorder } from '../src/adapters/recordings'
import type { FeedEvent } from '../src/core/market/event'
import { startRng } from '../src/core/rng'
import { peakRssMiB, percentiles, type Bench, type Measurement } from './measurement'

const perpetual = 'BTC-PERPETUAL'

type DeribitMessage = { readonly channel: string; readonly data: unknown }

/**
 * The message of a place in the stream as Deribit sends it, at a time in milliseconds since the epoch: eight quotes, a
 * trade and a ticker of ten, around a price that wanders.
 */
const deribitMessage = (place: number, timestamp: number): DeribitMessage => {
  const price = 60_000 + Math.round(200 * Math.sin(place / 5_000)) / 2
  const named = { instrument_name: perpetual, timestamp }
  const top = {
    ...{ best_bid_price: price - 0.5, best_bid_amount: 5_000 + (place % 97), best_ask_price: price + 0.5 },
    best_ask_amount: 7_000 + (place % 89),
  }
  if (place % 10 === 8) {
    const direction = place % 20 === 8 ? 'buy' : 'sell'
    const trade = {
      ...{ trade_seq: place, trade_id: String(place), tick_direction: 0, price, mark_price: price, amount: 10 },
      ...{ index_price: price, direction, contracts: 1 },
    }
    return { channel: `trades.${perpetual}.100ms`, data: [{ ...named, ...trade }] }
  }
  if (place % 10 === 9) {
    const ticker = {
      ...{ state: 'open', last_price: price, mark_price: price, index_price: price - 1, current_funding: 0 },
      ...{ funding_8h: 0.0001, open_interest: 1_000, min_price: 1, max_price: 1e6, settlement_price: price },
    }
    return { channel: `ticker.${perpetual}.100ms`, data: { ...named, ...ticker, ...top, stats: {} } }
  }
  return { channel: `quote.${perpetual}`, data: { ...named, ...top } }
}

/** A message as it comes over the socket. */
const deribitText = (place: number, timestamp: number): string =>
  JSON.stringify({ jsonrpc: '2.0', method: 'subscription', params: deribitMessage(place, timestamp) })

const instrument = { venue: 'deribit', symbol: perpetual }
const began = 1_700_000_000_000

type Notification = { readonly params: { readonly channel: unknown; readonly data: unknown } }

const perSecond = (count: number, milliseconds: number): number => (1_000 * count) / milliseconds

const row = (name: string, value: number): Measurement => ({
  ...{ case: name, value, unit: 'events/s' },
  peakRssMiB: peakRssMiB(),
})

/** Texts into events, and the same texts only parsed. */
const measureMapper = (texts: readonly string[]): readonly [Measurement, Measurement, readonly FeedEvent[]] => {
  const run = (take: (notification: Notification) => void): number => {
    const start = performance.now()
    for (const text of texts) take(JSON.parse(text) as Notification)
    return perSecond(texts.length, performance.now() - start)
  }
  const map = (): readonly [number, readonly FeedEvent[]] => {
    const events: FeedEvent[] = []
    const fail = (): void => {
      throw new Error('feeds: a message was refused')
    }
    const tell = startSubscription({ event: (_, event) => events.push(event), refused: fail, broken: fail })
    return [run(({ params }) => tell(params.channel, params.data)), events]
  }
  map()
  const [rate, events] = map()
  const parsed = run(() => undefined)
  if (events.length !== texts.length) throw new Error('feeds: the mapper lost events')
  return [row('Deribit messages into events', rate), row('floor: the same messages parsed alone', parsed), events]
}

/** Events into a recording, from the first to the end of the last write that a crash would survive. */
const measureRecorder = async (events: readonly FeedEvent[]): Promise<Measurement> => {
  const folder = mkdtempSync(join(tmpdir(), 'bandshift-bench-'))
  try {
    const identity = { origin: 'synthetic', title: 'bench', licence: 'none' } as const
    const recorder = await startRecorder(join(folder, 'recording'), { identity, timers: systemTimers })
    const start = performance.now()
    for (const [place, event] of events.entries()) {
      const localTimestamp = (began + place) * 1_000 + 500
      recorder.write({ kind: 'event', instrument, event: { ...event, localTimestamp } as FeedEvent })
      if (place % 10_000 === 9_999) await recorder.flush()
    }
    await recorder.flush()
    const rate = perSecond(events.length, performance.now() - start)
    await recorder.close()
    if (recorder.counts().committed !== events.length) throw new Error('feeds: the recorder lost events')
    return row('events into a recording, flushed', rate)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * Milliseconds from before a message is sent on a socket of this machine to its event out of the supervised feed, one
 * at a time.
 */
const measureSocket = async (rounds: number): Promise<readonly number[]> => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  server.on('connection', (socket) =>
    socket.on('message', (data: Buffer) => {
      const { id, params } = JSON.parse(data.toString()) as { id: unknown; params: { channels?: unknown } }
      socket.send(JSON.stringify({ jsonrpc: '2.0', id, result: params.channels ?? 'ok' }))
    }),
  )
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
  const feed = supervise(deribitSource({ names: [perpetual], url }), {
    ...{ clock: { now: () => Math.round((performance.timeOrigin + performance.now()) * 1_000) } },
    ...{ timers: systemTimers, rng: startRng(3) },
  })
  const times: number[] = []
  let [sent, place] = [0, 0]
  const say = (): void => {
    const text = deribitText(place++, Date.now())
    sent = performance.now()
    for (const client of server.clients) client.send(text)
  }
  // The screen holds the first prices back until it has their median; from then on one message is on its way at a time.
  const first = 20
  for await (const item of feed.items()) {
    if (item.kind === 'status' && item.status === 'connected') for (let i = 0; i < first; i++) say()
    if (item.kind !== 'event') continue
    times.push(performance.now() - sent)
    if (times.length === first + rounds) break
    if (times.length >= first) setImmediate(say)
  }
  await feed.close()
  for (const client of server.clients) client.terminate()
  server.close()
  await once(server, 'close')
  return times.slice(first)
}

/**
 * How many messages of a venue become events and a recording a second, and how long after a message its event is there?
 */
export const bench: Bench = {
  name: 'feeds',
  async run({ short = false } = {}) {
    const texts = Array.from({ length: short ? 50_000 : 500_000 }, (_, place) => deribitText(place, began + place))
    const [mapped, floor, events] = measureMapper(texts)
    return [
      mapped,
      floor,
      await measureRecorder(events.slice(0, short ? 20_000 : 200_000)),
      ...percentiles('socket to event, loopback', await measureSocket(short ? 500 : 10_000), 'ms'),
    ]
  },
}
