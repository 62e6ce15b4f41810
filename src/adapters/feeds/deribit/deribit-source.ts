import WebSocket, { type RawData } from 'ws'
import type { InstrumentId } from '../../../ports/recording-store'
import { isMessage, type Message } from '../messages'
import type { FeedSource, Listener } from '../source'
import { deribitChannels, deribitInstrument, startSubscription } from './subscription'

export type DeribitSettings = {
  /** Names as Deribit spells them: 'BTC-PERPETUAL', 'BTC-27DEC24', 'BTC-27DEC24-100000-C'. */
  readonly names: readonly string[]
  /** The whole book besides its top. */
  readonly withBook?: boolean | undefined
  /** Deribit's test exchange. */
  readonly sandbox?: boolean | undefined
  readonly url?: string | undefined
}

const mainUrl = 'wss://www.deribit.com/ws/api/v2'
const sandboxUrl = 'wss://test.deribit.com/ws/api/v2'

/** A whole book of a busy instrument is far below this. */
const maxPayload = 4 * 1024 * 1024
/** Seconds between Deribit's test requests, which the client must answer. */
const heartbeat = 30
const channelsPerRequest = 100

const textOf = (data: RawData): string =>
  (Array.isArray(data) ? Buffer.concat(data) : Buffer.isBuffer(data) ? data : Buffer.from(data)).toString()

const open = (url: string, channels: readonly string[], listener: Listener): { readonly close: () => void } => {
  const socket = new WebSocket(url, { maxPayload, perMessageDeflate: false, followRedirects: false })
  const passOn = startSubscription(listener)
  const awaited = new Set<unknown>()
  let nextId = 1
  let isOver = false

  const end = (reason: string): void => {
    if (isOver) return
    isOver = true
    socket.terminate()
    listener.closed(reason)
  }

  const ask = (method: string, params: Message): number => {
    const id = nextId++
    socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }))
    return id
  }

  const answered = (message: Message): void => {
    if (message.error !== undefined) {
      end(`refused by the venue: ${JSON.stringify(message.error).slice(0, 300)}`)
      return
    }
    if (!awaited.delete(message.id)) return
    const taken: readonly unknown[] = Array.isArray(message.result) ? message.result : []
    for (const channel of taken) missing.delete(channel)
    if (awaited.size > 0) return
    if (missing.size > 0) end(`no such channel: ${[...missing].slice(0, 5).join(', ')}`)
    else listener.opened()
  }
  const missing = new Set<unknown>(channels)

  const hear = (text: string): void => {
    let message: unknown
    try {
      message = JSON.parse(text)
    } catch {
      listener.refused({ instrument: undefined, reason: 'not-json', detail: text.slice(0, 500) })
      return
    }
    if (!isMessage(message)) listener.refused({ instrument: undefined, reason: 'columns', detail: text.slice(0, 500) })
    else if (message.method === 'subscription' && isMessage(message.params))
      passOn(message.params.channel, message.params.data)
    else if (message.method === 'heartbeat') {
      if (isMessage(message.params) && message.params.type === 'test_request') ask('public/test', {})
    } else if (message.id !== undefined) answered(message)
    else listener.refused({ instrument: undefined, reason: 'columns', detail: text.slice(0, 500) })
  }

  socket.on('open', () => {
    ask('public/set_heartbeat', { interval: heartbeat })
    for (let i = 0; i < channels.length; i += channelsPerRequest)
      awaited.add(ask('public/subscribe', { channels: channels.slice(i, i + channelsPerRequest) }))
  })
  socket.on('message', (data) => {
    if (!isOver) hear(textOf(data))
  })
  socket.on('error', (error) => end(error.message))
  socket.on('close', (code, reason) => end(`closed by the venue: ${code} ${reason.toString()}`.trim()))
  return {
    close: () => {
      isOver = true
      socket.terminate()
    },
  }
}

/**
 * Deribit's public market data over JSON-RPC on a WebSocket: trades, top of book, tickers of futures, perpetuals and
 * options, and whole books with their sequence checked. Each name is an instrument; options form one chain under their
 * underlying.
 */
export const deribitSource = ({ names, withBook = false, sandbox = false, url }: DeribitSettings): FeedSource => {
  const channels = names.flatMap((name) => deribitChannels(name, withBook))
  const instruments = new Map<string, InstrumentId>(
    names.map((name) => [deribitInstrument(name).symbol, deribitInstrument(name)]),
  )
  return {
    name: 'deribit',
    instruments: [...instruments.values()],
    connect: (listener) => open(url ?? (sandbox ? sandboxUrl : mainUrl), channels, listener),
  }
}
