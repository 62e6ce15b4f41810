import { systemTimers } from '../../../src/adapters/clock/system-clock'
import type { FeedRefusal, Listener } from '../../../src/adapters/feeds/source'
import { supervise } from '../../../src/adapters/feeds/supervise'
import { SECOND, type Quote, type Timestamp } from '../../../src/core/market/event'
import { startRng } from '../../../src/core/rng'
import type { Clock } from '../../../src/ports/clock'
import type { MarketFeed } from '../../../src/ports/market-feed'
import type { InstrumentId } from '../../../src/ports/recording-store'

/** A live feed that a test drives, screened and supervised as a venue's own. */
export type HandFeed = {
  readonly feed: MarketFeed
  /** Sends a quote around a mid, of a venue time so many seconds ago. */
  readonly quote: (mid: number, secondsAgo?: number) => void
  /** Sends any event of a venue. */
  readonly emit: (event: Quote) => void
  /** Ends the connection; while `isDown` none opens. */
  readonly cut: () => void
  readonly refused: readonly FeedRefusal[]
}

const spread = 0.001

/** A quote a tenth of a percent wide. */
export const aQuoteAround = (mid: number, timestamp: Timestamp): Quote => ({
  kind: 'quote',
  timestamp,
  localTimestamp: timestamp,
  bid: mid * (1 - spread / 2),
  ask: mid * (1 + spread / 2),
  bidSize: 100,
  askSize: 100,
})

/** A feed of one instrument by hand; connects within milliseconds, and again after a cut. */
export const aHandFeed = (instrument: InstrumentId, clock: Clock): HandFeed => {
  const refused: FeedRefusal[] = []
  let listener: Listener | undefined
  const feed = supervise(
    {
      name: 'hand',
      instruments: [instrument],
      connect: (own) => {
        listener = own
        setImmediate(own.opened)
        return { close: () => (listener = undefined) }
      },
    },
    {
      clock,
      timers: systemTimers,
      rng: startRng(1),
      limits: { firstPause: 20, longestPause: 50, connectsPerMinute: 1_000, steadyAfter: 1 },
      onRefused: (refusal) => void refused.push(refusal),
    },
  )
  const emit = (event: Quote): void => listener?.event(instrument, event)
  return {
    feed,
    emit,
    quote: (mid, secondsAgo = 0) => emit(aQuoteAround(mid, clock.now() - secondsAgo * SECOND)),
    cut: () => listener?.closed('cut'),
    refused,
  }
}
