import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { freePort } from './free-port'
import { aStateFolder } from './state-folder'
import type { StoreServer } from './store-server'

export const hasRedis = spawnSync('redis-server', ['--version']).status === 0

/** A suite on a real Redis; skipped, with the reason in its name, where none is installed. */
export const describeWithRedis = (name: string, suite: () => void): void => {
  if (hasRedis) describe(name, suite)
  else describe.skip(`${name} (skipped: no redis-server on this machine)`, suite)
}

/** A Redis of its own on a free port, with the settings `doctor` asks for; what it holds outlives a stop. */
export const startRedis = async (): Promise<StoreServer & { readonly url: string }> => {
  const port = await freePort()
  const folder = aStateFolder()
  const settings = { port, bind: '127.0.0.1', save: '', appendonly: 'yes', hz: 100, dir: folder.path }
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)])
  const launch = async (): Promise<StoreServer['stop']> => {
    const server = spawn('redis-server', [...args, '--maxmemory-policy', 'noeviction'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = once(server, 'exit')
    for await (const line of createInterface(server.stdout)) if (line.includes('Ready to accept connections')) break
    server.stdout.resume()
    return async (mode = 'fast') => {
      server.kill(mode === 'fast' ? 'SIGTERM' : 'SIGKILL')
      await ended
    }
  }
  let stop = await launch()
  const url = `redis://127.0.0.1:${port}`
  return {
    url,
    store: { kind: 'redis', url },
    stop: (mode) => stop(mode),
    start: async () => {
      stop = await launch()
    },
    remove: async () => {
      await stop()
      folder.remove()
    },
  }
}
