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
  /** Everything that waits, in order; it waits no more. */
  readonly take: () => readonly LiveUpdate[]
  /** True for good once more waited than may: something is lost, and the viewer must load anew. */
  readonly overflowed: () => boolean
}

/** Microseconds within which the charts of a market keep one row. */
const marketStep = 10_000_000

/** What a later update of the same thing makes superfluous; undefined where every one counts. */
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
 * Starts an empty outbox. Of updates that only say how a thing is now, the last stays, of a market's rows the last of
 * each step; decisions, orders and fills all stay. @internal exported for its test.
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

const beatMs = 15_000

/** What may wait in a viewer's socket; one that is further behind is dropped and loads anew. */
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
export type Live = { readonly viewers: () => number; readonly dropped: () => number }

/**
 * Sends every viewer what changes, as JSON arrays of updates, a batch every `batchMs`. Bounded in every direction:
 * the number of viewers, what waits for each, and what one may send (nothing: a message from a viewer ends it).
 */
export const serveLive = (app: FastifyInstance, view: ServiceView, log: Log, options: LiveOptions): Live => {
  const viewers = new Map<WebSocket, { readonly close: () => void }>()
  let dropped = 0
  const config: Guarded = { access: 'read' }

  const join = (socket: WebSocket): void => {
    const outbox = startOutbox()
    let alive = true
    const drop = (code: number, reason: string): void => {
      dropped++
      log.warn({ event: 'viewer.dropped', reason })
      socket.close(code, reason)
      // A peer that reads nothing never answers the closing either.
      socket.terminate()
    }
    const flush = (): void => {
      if (socket.bufferedAmount > mostBuffered || outbox.overflowed()) return drop(tooSlow, 'too slow')
      const updates = outbox.take()
      if (updates.length > 0) socket.send(JSON.stringify(updates))
    }
    const batches = setInterval(flush, options.batchMs)
    const beats = setInterval(() => {
      if (!alive) return drop(tooSlow, 'no answer')
      alive = false
      socket.ping()
    }, beatMs)
    const leave = view.subscribe((update: LiveUpdate) => outbox.add(update))
    const close = (): void => {
      clearInterval(batches)
      clearInterval(beats)
      leave()
      viewers.delete(socket)
    }
    viewers.set(socket, { close })
    socket.on('pong', () => (alive = true))
    socket.on('message', () => socket.close(1008, 'nothing is asked here'))
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
