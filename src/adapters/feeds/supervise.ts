import { Fault } from '../../core/error'
import type { FeedEvent, Gap } from '../../core/market/event'
import { startEventScreen, type EventScreen } from '../../core/market/event-screen'
import { instrumentName, type InstrumentId } from '../../core/market/instrument'
import type { RefusalReason } from '../../core/market/row-check'
import type { Rng } from '../../core/rng'
import type { Clock } from '../../ports/clock'
import type { FeedItem, MarketFeed } from '../../ports/market-feed'
import type { Timers } from '../../ports/timers'
import { startItemQueue } from './item-queue'
import { startConnectPause, startSilenceWatch, type ConnectLimits } from './reconnection'
import { arrivedAt, startRising } from './rising'
import type { FeedRefusal, FeedSource, Listener } from './source'

export type SupervisionLimits = ConnectLimits & {
  /** Milliseconds within which a connection must open. */
  readonly openWithin: number
  /** Milliseconds without an event of an instrument after which the connection is given up. */
  readonly staleAfter: number
  /** Items that may wait for the consumer; with one more the connection is ended and a gap announced. */
  readonly buffered: number
}

/** Half of what Deribit allows an address a minute, so that two processes of one machine may start at once. */
const usualLimits: SupervisionLimits = {
  firstPause: 500,
  longestPause: 60_000,
  connectsPerMinute: 10,
  steadyAfter: 60_000,
  openWithin: 10_000,
  staleAfter: 30_000,
  buffered: 65_536,
}

export type Supervision = {
  readonly clock: Clock
  readonly timers: Timers
  readonly rng: Rng
  readonly limits?: Partial<SupervisionLimits> | undefined
  /** Called with every message and event that was not passed on. */
  readonly onRefused?: ((refusal: FeedRefusal) => void) | undefined
}

/** The state of one instrument: its screen, whether an event of it was passed on, whether its record is broken. */
type Market = { readonly instrument: InstrumentId; readonly screen: EventScreen; isKnown: boolean; isBroken: boolean }

const startMarket = (instrument: InstrumentId): Market => ({
  ...{ instrument, screen: startEventScreen(), isKnown: false, isBroken: false },
})

type Status = Extract<FeedItem, { kind: 'status' }>['status']

/**
 * Keeps one connection of a source open and passes its events on, screened and stamped by the clock, each stamp later
 * than all before (a clock set back stands still until time has caught up). Any end of the connection, the silence of
 * an instrument, a missing message or a consumer that lags by more than the buffer ends the connection: a gap at once
 * for each instrument with an event so far; then a new connection after a jittered pause that doubles, within a limit
 * of attempts a minute, and not before a lagging consumer has taken half of what waits. It connects when its items are
 * first asked for, once.
 */
export const supervise = (source: FeedSource, supervision: Supervision): MarketFeed => {
  const { clock, timers, rng, onRefused = () => undefined } = supervision
  const limits = { ...usualLimits, ...supervision.limits }
  const { name, instruments } = source
  const markets = new Map<string, Market>(
    instruments.map((instrument) => [instrumentName(instrument), startMarket(instrument)]),
  )
  const queue = startItemQueue<FeedItem>()
  const rising = startRising()
  const pause = startConnectPause(limits, rng)
  const watch = startSilenceWatch([...markets.keys()], limits.staleAfter)
  /** The current connection, from the attempt on; `openedAt` once it is open. */
  let link: { close: () => void; openedAt: number | undefined } | undefined
  /** Number of the current connection; events of an older one are dropped. */
  let generation = 0
  let isRead = false
  let isClosed = false
  let isWaitingForRoom = false
  let cancelTimer = (): void => undefined

  const status = (status: Status, reason?: string): void =>
    queue.push({ kind: 'status', source: name, at: rising.next(clock.now()), status, reason })

  const judged =
    (market: Market) =>
    (event: FeedEvent, reason: RefusalReason | undefined): void => {
      if (reason !== undefined) {
        onRefused({ instrument: market.instrument, reason, detail: JSON.stringify(event).slice(0, 500) })
        return
      }
      market.isKnown = true
      market.isBroken = false
      const arrival = event.kind === 'gap' ? event.timestamp : event.localTimestamp
      queue.push({ kind: 'event', instrument: market.instrument, event: arrivedAt(event, rising.next(arrival)) })
    }

  const pushGap = (market: Market, reason: Gap['reason']): void => {
    if (!market.isKnown || market.isBroken) return
    market.isBroken = true
    const event: Gap = { kind: 'gap', timestamp: rising.next(clock.now()), reason }
    queue.push({ kind: 'event', instrument: market.instrument, event })
  }

  const drop = (reason: string): void => {
    if (link === undefined) return
    const { close, openedAt } = link
    link = undefined
    generation++
    cancelTimer()
    pause.lost(openedAt === undefined ? 0 : timers.now() - openedAt)
    close()
    for (const market of markets.values()) market.screen.lost(judged(market))
    status('disconnected', reason)
    for (const market of markets.values()) pushGap(market, 'disconnect')
    if (!isClosed) plan()
  }

  const checkSilence = (): void => {
    const silent = watch.silent(timers.now())
    for (const { key, milliseconds } of silent)
      status('stale', `nothing of ${key} for ${Math.round(milliseconds / 1000)} s`)
    if (silent.length > 0) {
      drop(`silent: ${silent.map(({ key }) => key).join(', ')}`)
      return
    }
    for (const market of markets.values()) market.screen.settle(judged(market))
    cancelTimer = timers.after(limits.staleAfter / 8, checkSilence)
  }

  const listener = (own: number): Listener => {
    const isCurrent = (): boolean => own === generation && !isClosed
    return {
      opened: () => {
        if (!isCurrent() || link === undefined || link.openedAt !== undefined) return
        cancelTimer()
        link.openedAt = timers.now()
        watch.begin(link.openedAt)
        status('connected')
        checkSilence()
      },
      event: (instrument, event) => {
        if (!isCurrent()) return
        const key = instrumentName(instrument)
        const market = markets.get(key)
        if (market === undefined) {
          onRefused({ instrument, reason: 'not-needed', detail: 'an instrument that was not asked for' })
          return
        }
        watch.received(key, timers.now())
        market.screen.take(arrivedAt(event, Math.max(clock.now(), rising.last())), judged(market))
        if (queue.size() >= limits.buffered) drop(`the consumer lags: ${queue.size()} items wait`)
      },
      listed: (instrument) => {
        const key = instrumentName(instrument)
        if (isCurrent() && !markets.has(key)) markets.set(key, startMarket(instrument))
      },
      ended: (instrument) => {
        const market = markets.get(instrumentName(instrument))
        if (!isCurrent() || market === undefined) return
        market.screen.lost(judged(market))
        pushGap(market, 'session-end')
        markets.delete(instrumentName(instrument))
      },
      broken: (instrument) => {
        if (!isCurrent()) return
        const market = markets.get(instrumentName(instrument))
        if (market !== undefined) pushGap(market, 'sequence')
        drop(`a message of ${instrumentName(instrument)} is missing`)
      },
      refused: (refusal) => {
        if (isCurrent()) onRefused(refusal)
      },
      closed: (reason) => {
        if (isCurrent()) drop(reason)
      },
    }
  }

  const connect = (): void => {
    pause.attempted(timers.now())
    status('connecting')
    const own = ++generation
    const attempt = { close: (): void => undefined, openedAt: undefined }
    link = attempt
    cancelTimer = timers.after(limits.openWithin, () => drop(`not open within ${limits.openWithin / 1000} s`))
    try {
      const made = source.connect(listener(own))
      if (link === attempt) attempt.close = made.close
      else made.close()
    } catch (error) {
      if (link === attempt) drop(error instanceof Error ? error.message : String(error))
    }
  }

  const plan = (): void => {
    isWaitingForRoom = queue.size() > limits.buffered / 2
    if (isWaitingForRoom) return
    const { milliseconds, isLimited } = pause.wait(timers.now())
    if (isLimited) status('disconnected', `${limits.connectsPerMinute} connections a minute are made: waiting`)
    if (milliseconds === 0) connect()
    else cancelTimer = timers.after(milliseconds, connect)
  }

  const close = (): Promise<void> => {
    if (isClosed) return Promise.resolve()
    isClosed = true
    generation++
    cancelTimer()
    link?.close()
    link = undefined
    for (const market of markets.values()) market.screen.lost(judged(market))
    status('ended', 'closed')
    queue.end()
    return Promise.resolve()
  }

  const items = async function* (): AsyncGenerator<FeedItem> {
    if (isRead) throw new Fault('usage', 'a feed is read once')
    isRead = true
    if (!isClosed) plan()
    try {
      for (;;) {
        const next = queue.take()
        const item = next instanceof Promise ? await next : next
        if (item === undefined) return
        yield item
        if (isWaitingForRoom && !isClosed && queue.size() <= limits.buffered / 2) plan()
      }
    } finally {
      await close()
    }
  }

  return { name, instruments, items, close }
}
