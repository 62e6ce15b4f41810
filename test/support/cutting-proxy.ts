import { once } from 'node:events'
import { createConnection, createServer, type AddressInfo, type Socket } from 'node:net'

export type CuttingProxy = {
  readonly port: number
  /** Breaks every connection when so many more answers have come from the server, that answer not passed on. */
  readonly cutAfter: (answers: number) => void
  /** Whether it has cut a connection since the last call. */
  readonly hasCut: () => boolean
  /** Breaks the connection whose client sends `text`, right before the server's answer to it. */
  readonly cutAnswerTo: (text: string) => void
  readonly close: () => Promise<void>
}

/** A proxy between a client and a server on this machine that breaks their connection where the test sets. */
export const startCuttingProxy = async (target: number): Promise<CuttingProxy> => {
  let [left, text, cut]: [number, string | undefined, boolean] = [Infinity, undefined, false]
  const open = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = createConnection({ port: target, host: '127.0.0.1' })
    let isToCut = false
    const end = (): void => {
      client.destroy()
      upstream.destroy()
    }
    for (const socket of [client, upstream]) {
      open.add(socket)
      socket.on('error', end)
      socket.on('close', () => {
        open.delete(socket)
        end()
      })
    }
    client.on('data', (chunk) => {
      if (text !== undefined && chunk.toString('latin1').includes(text)) isToCut = true
      upstream.write(chunk)
    })
    upstream.on('data', (chunk) => {
      if (isToCut || --left < 0) {
        ;[left, text, cut] = [Infinity, undefined, true]
        end()
      } else client.write(chunk)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    cutAfter: (answers) => {
      ;[left, cut] = [answers, false]
    },
    hasCut: () => cut,
    cutAnswerTo: (said) => {
      ;[text, cut] = [said, false]
    },
    close: async () => {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
