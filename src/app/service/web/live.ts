import type { FastifyInstance } from 'fastify'
import type { WebSocket } from 'ws'
import type { Log } from '../../log'
import type { Guarded } from './guard/guard'
import type { LiveUpdate, ServiceView } from './view'

/** Where the page listens. */
const livePath = '/api/v1/live'

/** Updates without a successor that may wait for one viewer. */
const mostWaiting = 5_000

/** What waits to be sent to one viewer. */
type Outbox = {
  readonly add: (update: LiveUpdate) => void
  /** Takes everything that waits, in order. */
  readonly take: () => readonly LiveUpdate[]
  /** True from the moment more updates waited than allowed: some are lost, and the viewer must reload. */
  readonly overflowed: () => boolean
}

/** Microseconds within which the charts of a market keep one row. */
const marketStep = 10_000_000

/** The key under which a later update replaces this one; undefined where every update is sent. */
const subject = (update: LiveUpdate): string | undefined => {
  switch (update.kind) {
    case 'status':
      return 'status'
    case 'market':
      return `market ${update.market.instrument} ${update.point === undefined ? '' : Math.floor(update.point.at / marketStep)}`
    case 'portfolio':
      return update.point === undefined ? `portfolio ${update.portfolio.id}` : undefined
    default:
      return undefined
  }
}

/**
 * Starts an empty outbox. Of updates of a current state only the last is kept, of a market's rows the last of each
 * step; decisions, orders and fills are all kept. @internal exported for its test.
 */
export const startOutbox = (): Outbox => {
  let waiting: (LiveUpdate | undefined)[] = []
  let latest = new Map<string, number>()
  let overflowed = false
  return {
    add(update) {
      if (overflowed) return
      const name = subject(update)
      const earlier = name === undefined ? undefined : latest.get(name)
      if (earlier !== undefined) waiting[earlier] = undefined
      if (name !== undefined) latest.set(name, waiting.length)
      waiting.push(update)
      if (waiting.length <= mostWaiting) return
      waiting = waiting.filter((kept) => kept !== undefined)
      latest = new Map(waiting.flatMap((kept, place) => (kept && subject(kept) ? [[subject(kept)!, place]] : [])))
      overflowed = waiting.length > mostWaiting
      if (overflowed) waiting = []
    },
    take() {
      const taken = waiting.filter((update) => update !== undefined)
      waiting = []
      latest = new Map()
      return taken
    },
    overflowed: () => overflowed,
  }
}

const pingMs = 15_000

/** Bytes that may wait in a viewer's socket; a viewer that is further behind is dropped and must reload. */
const mostBuffered = 1_048_576

const tooMany = 1013

const tooSlow = 4008

const goingAway = 1001

export type LiveOptions = {
  /** At a time. */
  readonly viewers: number
  /** Between two batches to a viewer, milliseconds. */
  readonly batchMs: number
}

/** Viewers over WebSocket: how many are connected, and how many were dropped. */
export type LiveUpdates = { readonly viewers: () => number; readonly dropped: () => number }

/**
 * Sends the updates to every viewer, as JSON arrays, a batch every `batchMs`. Bounded in every direction: the number of
 * viewers, what waits for each, and what one may send (nothing: a message from a viewer ends it).
 */
export const serveLive = (app: FastifyInstance, view: ServiceView, log: Log, options: LiveOptions): LiveUpdates => {
  const viewers = new Map<WebSocket, { readonly close: () => void }>()
  let dropped = 0
  const config: Guarded = { access: 'read' }

  const join = (socket: WebSocket): void => {
    const outbox = startOutbox()
    let hasAnswered = true
    const drop = (code: number, reason: string): void => {
      dropped++
      log.warn({ event: 'viewer.dropped', reason })
      socket.close(code, reason)
      // A peer that does not read never answers the close frame either.
      socket.terminate()
    }
    const flush = (): void => {
      if (socket.bufferedAmount > mostBuffered || outbox.overflowed()) return drop(tooSlow, 'too slow')
      const updates = outbox.take()
      if (updates.length > 0) socket.send(JSON.stringify(updates))
    }
    const batches = setInterval(flush, options.batchMs)
    const pings = setInterval(() => {
      if (!hasAnswered) return drop(tooSlow, 'no answer')
      hasAnswered = false
      socket.ping()
    }, pingMs)
    const leave = view.subscribe((update: LiveUpdate) => outbox.add(update))
    const close = (): void => {
      clearInterval(batches)
      clearInterval(pings)
      leave()
      viewers.delete(socket)
    }
    viewers.set(socket, { close })
    socket.on('pong', () => (hasAnswered = true))
    socket.on('message', () => socket.close(1008, 'no messages are accepted'))
    socket.on('error', (error) => log.warn({ event: 'viewer.failed', error }))
    socket.on('close', close)
  }

  app.get(livePath, { websocket: true, config }, (socket: WebSocket) => {
    if (viewers.size >= options.viewers) return socket.close(tooMany, 'too many viewers')
    join(socket)
  })
  app.addHook('preClose', async () => {
    for (const [socket, { close }] of viewers) {
      close()
      socket.close(goingAway, 'the service stops')
      socket.terminate()
    }
  })
  return { viewers: () => viewers.size, dropped: () => dropped }
}
