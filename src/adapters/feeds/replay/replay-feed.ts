import { Fault } from '../../../core/error'
import { arrivalOf, type FeedEvent, type Timestamp } from '../../../core/market/event'
import { instrumentName, type InstrumentId } from '../../../core/market/instrument'
import { mergeBlocks } from '../../../core/market/merge-blocks'
import type { Clock } from '../../../ports/clock'
import type { FeedItem, MarketFeed } from '../../../ports/market-feed'
import type { RecordingReader } from '../../../ports/recording-store'
import type { Timers } from '../../../ports/timers'
import { arrivedAt, startRising } from '../rising'

/** Events due within this many milliseconds go in one step. */
const step = 20

/** Waits until a recorded time is due; `stop` ends a wait at once, and every later one. */
type Pace = { readonly until: (time: Timestamp) => Promise<void> | undefined; readonly stop: () => void }

/**
 * Recorded time from `start` on, `speed` times as fast as real time. Each wait is computed from the beginning, so that
 * late timers do not add up.
 */
const startPace = (timers: Timers, start: Timestamp, speed: number): Pace => {
  const began = timers.now()
  let isStopped = false
  let wake: (() => void) | undefined
  return {
    until: (time) => {
      const wait = began + (time - start) / 1000 / speed - timers.now()
      if (isStopped || !(wait >= step)) return undefined
      return new Promise<void>((resolve) => {
        const cancel = timers.after(wait, resolve)
        wake = () => {
          cancel()
          resolve()
        }
      })
    },
    stop: () => {
      isStopped = true
      wake?.()
    },
  }
}

export type ReplaySettings = {
  readonly reader: Pick<RecordingReader, 'arrivals' | 'describe'>
  readonly instruments: readonly InstrumentId[]
  /** Span of arrival: inclusive and exclusive; all of the recording by default. */
  readonly from?: Timestamp | undefined
  readonly to?: Timestamp | undefined
  /** Recorded seconds a second, > 0; Infinity, the default, is as fast as the consumer takes them. */
  readonly speed?: number | undefined
  readonly timers: Timers
  /**
   * Awaited before the clock moves to the time of the next event and the event is given: the replay waits until the
   * work on earlier events is done, so that every run of it is the same.
   */
  readonly hold?: ((next: Timestamp) => Promise<void> | undefined) | undefined
}

/** A feed with the clock of its events: the arrival of the last one taken, and nothing else. */
export type ReplayFeed = MarketFeed & { readonly clock: Clock }

type Arrived = { readonly instrument: InstrumentId; readonly event: FeedEvent }

const tagged = async function* (
  { reader, from, to }: ReplaySettings,
  instrument: InstrumentId,
): AsyncGenerator<readonly Arrived[]> {
  const span = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
  for await (const events of reader.arrivals(instrument, span)) yield events.map((event) => ({ instrument, event }))
}

/** Why a recording has no arrivals of the instruments in the span. */
const whyNothing = async ({ reader, instruments }: ReplaySettings): Promise<string> => {
  const names = instruments.map(instrumentName)
  const recorded = (await reader.describe()).instruments.filter((own) => names.includes(instrumentName(own)))
  const channels = recorded.flatMap((own) => own.channels.map(({ channel }) => channel))
  if (channels.length === 0 || channels.some((channel) => channel !== 'bars' && channel !== 'truth'))
    return `nothing is recorded of ${names.join(', ')} in the span`
  return (
    `of ${names.join(', ')} bars alone are recorded, and a replay needs what arrived between their closes: quotes, ` +
    'a book or trades, against which orders are matched. `bandshift backtest` and `bandshift evaluate` hedge on bars'
  )
}

/**
 * A recording as a feed: everything that arrived of the instruments, merged by arrival, as recorded; arrivals of one
 * microsecond are given a microsecond apart, so that recording a replay and replaying that gives the same events. Ends
 * with status 'ended'. The reader stays open. Throws `missing-data` where nothing is recorded of the instruments in the
 * span or bars alone, `usage` for a speed that is not positive.
 */
export const openReplay = async (settings: ReplaySettings): Promise<ReplayFeed> => {
  const { instruments, speed = Infinity, timers, hold } = settings
  if (!(speed > 0)) throw new Fault('usage', `the speed of a replay is positive, not ${speed}`)
  const blocks = mergeBlocks(
    instruments.map((instrument) => tagged(settings, instrument)),
    ({ event }) => arrivalOf(event),
  )
  const opening = await blocks.next()
  if (opening.done) throw new Fault('missing-data', await whyNothing(settings))
  const start = arrivalOf(opening.value[0].event)
  const rising = startRising(start - 1)
  const name = 'replay'
  let pace: ReturnType<typeof startPace> | undefined
  let isClosed = false

  const status = (status: 'connected' | 'ended', reason?: string): FeedItem => ({
    kind: 'status',
    source: name,
    at: rising.last(),
    status,
    reason,
  })

  const items = async function* (): AsyncGenerator<FeedItem> {
    if (pace !== undefined) throw new Fault('usage', 'a replay is read once')
    pace = startPace(timers, start, speed)
    try {
      yield status('connected')
      for (let next: IteratorResult<readonly Arrived[], void> = opening; !next.done; next = await blocks.next())
        for (const { instrument, event } of next.value) {
          const due = speed === Infinity ? undefined : pace.until(arrivalOf(event))
          if (due !== undefined) await due
          if (!isClosed && hold !== undefined) await hold(Math.max(arrivalOf(event), rising.last() + 1))
          if (isClosed) return yield status('ended', 'closed')
          const time = rising.next(arrivalOf(event))
          yield { kind: 'event', instrument, event: arrivalOf(event) === time ? event : arrivedAt(event, time) }
        }
      yield status('ended', 'the recording is over')
    } finally {
      await blocks.return(undefined)
    }
  }

  return {
    name,
    instruments,
    clock: { now: rising.last },
    items,
    close: async () => {
      isClosed = true
      if (pace === undefined) await blocks.return(undefined)
      else pace.stop()
    },
  }
}
