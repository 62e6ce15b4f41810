import type { FeedEvent } from '../../core/market/event'
import type { RefusalReason } from '../../core/market/row-check'
import type { InstrumentId } from '../../ports/recording-store'

/** A message or event that was not passed on. */
export type FeedRefusal = {
  /** Undefined where the message does not name it. */
  readonly instrument: InstrumentId | undefined
  readonly reason: RefusalReason
  /** The message or event, cut short. */
  readonly detail: string
}

/** Receives the events of a connection and of its instruments; nothing after `closed`. */
export type Listener = {
  /** The venue has accepted the subscriptions. */
  readonly opened: () => void
  /** An event with the venue's time; the listener sets its `localTimestamp` and a gap's time. */
  readonly event: (instrument: InstrumentId, event: FeedEvent) => void
  /** The venue has begun to list an instrument that `instruments` of the source does not name; once is enough. */
  readonly listed: (instrument: InstrumentId) => void
  /** It lists the instrument no more: its record ends with a gap. */
  readonly ended: (instrument: InstrumentId) => void
  /** A message is missing: the record of the instrument is broken. */
  readonly broken: (instrument: InstrumentId) => void
  readonly refused: (refusal: FeedRefusal) => void
  /** The connection has ended; called at most once. */
  readonly closed: (reason: string) => void
}

/** A venue to which connections are made, one at a time. */
export type FeedSource = {
  readonly name: string
  /** Known from the start: the connection is given up where nothing is heard of one of them. */
  readonly instruments: readonly InstrumentId[]
  /** `close` ends the connection at once, also a silent one or one that is not open yet. */
  readonly connect: (listener: Listener) => { readonly close: () => void }
}
