import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { WebSocketServer, type WebSocket } from 'ws'

type Request = {
  readonly id: unknown
  readonly method: string
  readonly params: { readonly channels?: readonly string[] } & Readonly<Record<string, unknown>>
}

/** What a method answers that never does. */
export const noAnswer = Symbol('no answer')

/** An error as the answer. */
export const refusal = (error: object): { readonly refusal: object } => ({ refusal: error })
const isRefusal = (result: unknown): result is ReturnType<typeof refusal> =>
  typeof result === 'object' && result !== null && 'refusal' in result

export type DeribitServer = {
  readonly url: string
  /** All requests so far, of all connections. */
  readonly requests: readonly Request[]
  readonly connections: () => number
  /**
   * Answers to further methods: a result of the parameters, `refusal` for an error, undefined for the error that a
   * method is unknown.
   */
  readonly answers: Map<string, (params: Request['params']) => unknown>
  /** Resolves with the next subscription. */
  readonly subscribed: () => Promise<void>
  /** Sends data on a channel to every connection. */
  readonly say: (channel: string, data: unknown) => void
  readonly sayRaw: (text: string) => void
  readonly heartbeat: () => void
  /** Ends all connections: cleanly with a code, or by cutting the socket. */
  readonly cut: (code?: number) => void
  readonly stop: () => Promise<void>
}

/**
 * A server on loopback that speaks as much of Deribit's protocol as market data needs. `unknown` names channels that it
 * does not have.
 */
export const startDeribitServer = async (unknown: readonly string[] = []): Promise<DeribitServer> => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  const requests: Request[] = []
  let waiting: (() => void)[] = []
  let [count, unheard] = [0, 0]
  const sayRaw = (text: string): void => {
    for (const client of server.clients) client.send(text)
  }
  const answers: DeribitServer['answers'] = new Map()
  const resultOf = ({ method, params }: Request, channels: readonly string[]): unknown => {
    if (method === 'public/subscribe') return channels
    const own = answers.get(method)
    if (own !== undefined) return own(params)
    return method === 'public/test' ? { version: '1.2.26' } : method.startsWith('public/get_') ? undefined : 'ok'
  }
  const answer = (socket: WebSocket, request: Request): void => {
    const { id, method, params } = request
    requests.push(request)
    const channels = (params.channels ?? []).filter((channel) => !unknown.includes(channel))
    const result = resultOf(request, channels)
    if (result === noAnswer) return
    const error = isRefusal(result) ? result.refusal : { code: -32601, message: 'Method not found' }
    const outcome = result === undefined || isRefusal(result) ? { error } : { result }
    socket.send(JSON.stringify({ jsonrpc: '2.0', id, ...outcome, usIn: 1, usOut: 2, usDiff: 1, testnet: false }))
    if (method !== 'public/subscribe') return
    if (waiting.length === 0) unheard++
    for (const resolve of waiting) resolve()
    waiting = []
  }
  server.on('connection', (socket) => {
    count++
    socket.on('message', (data: Buffer) => answer(socket, JSON.parse(data.toString()) as Request))
  })
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answers,
    connections: () => count,
    subscribed: () => {
      if (unheard === 0) return new Promise((resolve) => waiting.push(resolve))
      unheard--
      return Promise.resolve()
    },
    say: (channel, data) =>
      sayRaw(JSON.stringify({ jsonrpc: '2.0', method: 'subscription', params: { channel, data } })),
    sayRaw,
    heartbeat: () => sayRaw(JSON.stringify({ jsonrpc: '2.0', method: 'heartbeat', params: { type: 'test_request' } })),
    cut: (code) => {
      for (const client of server.clients)
        if (code === undefined) client.terminate()
        else client.close(code)
    },
    stop: async () => {
      for (const client of server.clients) client.terminate()
      server.close()
      await once(server, 'close')
    },
  }
}
