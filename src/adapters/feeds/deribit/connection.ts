import WebSocket, { type RawData } from 'ws'
import { isMessage, type Message } from '../messages'
import type { FeedRefusal } from '../source'

/** Where Deribit is reached. */
export type DeribitAddress = {
  /** Deribit's test exchange. */
  readonly sandbox?: boolean | undefined
  /** Address of its WebSocket instead, for tests. */
  readonly url?: string | undefined
}

/** What is heard on a connection; nothing after `closed`, which is called at most once. */
export type DeribitHearing = {
  readonly opened: () => void
  /** Data on a channel that was subscribed to. */
  readonly told: (channel: unknown, data: unknown) => void
  readonly refused: (refusal: FeedRefusal) => void
  /** `refusal`: the error by which the venue answered, where that was the reason. */
  readonly closed: (reason: string, refusal?: unknown) => void
}

/** Deribit's JSON-RPC on a WebSocket. */
export type DeribitConnection = {
  /** Asks; `answered` is called with the result. An error as the answer ends the connection. */
  readonly ask: (method: string, params: Message, answered: (result: unknown) => void) => void
  /** Ends the connection and says so to the hearing. */
  readonly end: (reason: string) => void
  /** Ends it without a word. */
  readonly close: () => void
}

const mainUrl = 'wss://www.deribit.com/ws/api/v2'
const sandboxUrl = 'wss://test.deribit.com/ws/api/v2'

/** Seconds between Deribit's test requests, which the client must answer. */
const heartbeat = 30
const mebibyte = 1024 * 1024

const textOf = (data: RawData): string =>
  (Array.isArray(data) ? Buffer.concat(data) : Buffer.isBuffer(data) ? data : Buffer.from(data)).toString()

/** Connects, asks for heartbeats and answers them. A message beyond `mostMebibytes` ends the connection. */
export const openDeribit = (
  { url, sandbox = false }: DeribitAddress,
  mostMebibytes: number,
  hearing: DeribitHearing,
): DeribitConnection => {
  const socket = new WebSocket(url ?? (sandbox ? sandboxUrl : mainUrl), {
    ...{ maxPayload: mostMebibytes * mebibyte, perMessageDeflate: false, followRedirects: false },
  })
  const waiting = new Map<unknown, (result: unknown) => void>()
  let nextId = 1
  let isOver = false

  const end = (reason: string, refusal?: unknown): void => {
    if (isOver) return
    isOver = true
    socket.terminate()
    hearing.closed(reason, refusal)
  }

  const ask: DeribitConnection['ask'] = (method, params, answered) => {
    const id = nextId++
    waiting.set(id, answered)
    socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }))
  }

  const answered = (message: Message): void => {
    if (message.error !== undefined) {
      end(`refused by the venue: ${JSON.stringify(message.error).slice(0, 300)}`, message.error)
      return
    }
    const take = waiting.get(message.id)
    waiting.delete(message.id)
    take?.(message.result)
  }

  const hear = (text: string): void => {
    const refuse = (reason: 'not-json' | 'columns'): void =>
      hearing.refused({ instrument: undefined, reason, detail: text.slice(0, 500) })
    let message: unknown
    try {
      message = JSON.parse(text)
    } catch {
      refuse('not-json')
      return
    }
    if (!isMessage(message)) refuse('columns')
    else if (message.method === 'subscription' && isMessage(message.params))
      hearing.told(message.params.channel, message.params.data)
    else if (message.method === 'heartbeat') {
      if (isMessage(message.params) && message.params.type === 'test_request') ask('public/test', {}, () => undefined)
    } else if (message.id !== undefined) answered(message)
    else refuse('columns')
  }

  socket.on('open', () => {
    if (isOver) return
    ask('public/set_heartbeat', { interval: heartbeat }, () => undefined)
    hearing.opened()
  })
  socket.on('message', (data) => {
    if (!isOver) hear(textOf(data))
  })
  socket.on('error', (error) => end(error.message))
  socket.on('close', (code, reason) => end(`closed by the venue: ${code} ${reason.toString()}`.trim()))
  return {
    ask,
    end,
    close: () => {
      isOver = true
      socket.terminate()
    },
  }
}
