import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'

export type BinanceServer = {
  readonly url: string
  /** Streams subscribed to, of all connections. */
  readonly streams: readonly string[]
  readonly connections: () => number
  readonly say: (stream: string, data: unknown) => void
  readonly cut: (code?: number) => void
  readonly stop: () => Promise<void>
}

/** A server on loopback that speaks Binance's combined streams; `greet` is sent after each subscription. */
export const startBinanceServer = async (greet: (say: BinanceServer['say']) => void): Promise<BinanceServer> => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  const streams: string[] = []
  let count = 0
  const say = (stream: string, data: unknown): void => {
    for (const client of server.clients) client.send(JSON.stringify({ stream, data }))
  }
  server.on('connection', (socket) => {
    count++
    socket.on('message', (data: Buffer) => {
      const { id, params } = JSON.parse(data.toString()) as { id: number; params: readonly string[] }
      streams.push(...params)
      socket.send(JSON.stringify({ result: null, id }))
      if (params.some((name) => name.endsWith('@bookTicker'))) greet(say)
    })
  })
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    streams,
    connections: () => count,
    say,
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
