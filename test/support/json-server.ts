import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server that answers every question with one text, and what it was asked. */
export type JsonServer = { readonly url: string; readonly asked: string[]; body: string; readonly close: () => void }

/** Starts a server on this machine: what a venue's public interface answers, for tests. */
export const startJsonServer = async (): Promise<JsonServer> => {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.end(answering.body)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const answering: JsonServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    body: '{}',
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
  return answering
}
