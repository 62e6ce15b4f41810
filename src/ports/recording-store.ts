import type { Bar } from '../core/market/bar'
import type {
  BookChange,
  BookSnapshot,
  DeliveryPrice,
  DerivativeTicker,
  FeedEvent,
  MarketEvent,
  OptionSummary,
  PublishedFunding,
  RecordedBar,
  Timestamp,
  Truth,
} from '../core/market/event'
import type { EventBlock } from '../core/market/event-block'
import type { Instrument, InstrumentId } from '../core/market/instrument'

export type { InstrumentId } from '../core/market/instrument'

/** What the rows of a channel are; one Parquet schema each. */
export type Channel =
  | (
      | 'trades'
      | 'quotes'
      | 'book_snapshot'
      | 'book_change'
      | 'derivative_ticker'
      | 'options'
      | 'bars'
      | 'gaps'
      | 'truth'
    )
  | ('funding' | 'delivery_prices')

export type Origin = 'real' | 'synthetic'

export type ChannelDescription = {
  readonly channel: Channel
  readonly rows: number
  readonly from: Timestamp
  readonly to: Timestamp
}

export type InstrumentDescription = {
  readonly venue: string
  readonly symbol: string
  /** What it is; undefined where neither the recording nor the tables of venues tell. */
  readonly instrument?: Instrument | undefined
  readonly channels: readonly ChannelDescription[]
}

/** Where the prices of a source went to another level and stayed there; a gap stands before it. */
export type LevelChangeDescription = {
  readonly instrument: InstrumentId
  /** Time of the first row of the new level. */
  readonly at: Timestamp
  /** The last price before and the first one after. */
  readonly from: number
  readonly to: number
}

/** A file that was imported: its name, hash and what became of its rows. */
export type SourceDescription = {
  readonly file: string
  readonly sha256: string
  readonly read: number
  readonly accepted: number
  readonly quarantined: Readonly<Record<string, number>>
  /**
   * Executions outside the order book by kind ('block', 'auction', …): none is a stored trade, their lines are kept in
   * the quarantine. Absent where there is none.
   */
  readonly flagged?: Readonly<Record<string, number>> | undefined
  /** Events of the accepted rows that the recording held already, from another file; absent where there is none. */
  readonly recordedAlready?: number | undefined
  /** Absent where there is none. */
  readonly levelChanges?: readonly LevelChangeDescription[] | undefined
  /** How the file was read, by what is said: `timesReadAs` → 'UTC', `volume` → 'absent'; undefined where nothing is. */
  readonly notes?: Readonly<Record<string, string>> | undefined
}

export type RecordingDescription = {
  readonly origin: Origin
  /** A sentence for a person: which market, which world. */
  readonly title: string
  readonly licence: string
  /** Hash over the stored data files, in path order. */
  readonly sha256: string
  readonly instruments: readonly InstrumentDescription[]
  readonly sources: readonly SourceDescription[]
  /** Parameters of the simulated world, where there is one. */
  readonly world: unknown
}

export type Span = { readonly from?: Timestamp; readonly to?: Timestamp }

/**
 * Gives back exactly the rows that were accepted, in time order, however they are partitioned; `from` inclusive, `to`
 * exclusive. Amounts are those of the source, what they count is the instrument's to tell; only bars are in units of
 * the base.
 */
export type RecordingReader = {
  readonly describe: () => Promise<RecordingDescription>
  /** What an instrument is: as recorded with it, else as the tables of venues tell; undefined where neither does. */
  readonly instrument: (instrument: InstrumentId) => Instrument | undefined
  /**
   * Trades, quotes and gaps merged in time order (a quote before a trade of the same microsecond), in blocks of bounded
   * size.
   */
  readonly events: (instrument: InstrumentId, span?: Span) => AsyncIterable<EventBlock>
  /**
   * Recorded bars as bars: `timestamp` is the close, flow from the recorded buy volume where present, parts not
   * recorded undefined.
   */
  readonly bars: (instrument: InstrumentId, span?: Span) => AsyncIterable<readonly Bar[]>
  readonly options: (instrument: InstrumentId, span?: Span) => AsyncIterable<readonly OptionSummary[]>
  readonly derivativeTickers: (instrument: InstrumentId, span?: Span) => AsyncIterable<readonly DerivativeTicker[]>
  /** What the venue published of a perpetual's funding, and of what the options on an instrument settled on. */
  readonly funding: (instrument: InstrumentId, span?: Span) => AsyncIterable<readonly PublishedFunding[]>
  readonly deliveryPrices: (instrument: InstrumentId, span?: Span) => AsyncIterable<readonly DeliveryPrice[]>
  readonly bookSnapshots: (instrument: InstrumentId, span?: Span) => AsyncIterable<readonly BookSnapshot[]>
  readonly bookChanges: (instrument: InstrumentId, span?: Span) => AsyncIterable<readonly BookChange[]>
  /** Arrival less venue time of each row of a channel, microseconds; none of 'bars', 'gaps' and 'truth'. */
  readonly delays: (instrument: InstrumentId, channel: Channel, span?: Span) => AsyncIterable<readonly number[]>
  /**
   * Everything that a feed gave of the instrument in the order of its arrival; what arrived in one microsecond: quotes,
   * trades, books, tickers, options, gaps. The span is one of arrival.
   */
  readonly arrivals: (instrument: InstrumentId, span?: Span) => AsyncIterable<readonly FeedEvent[]>
  readonly truth: (instrument: InstrumentId, span?: Span) => AsyncIterable<readonly Truth[]>
  readonly close: () => Promise<void>
}

/** A recorded bar whose source also gives the volume in units of the quote currency. */
export type RecordedBarWithTurnover = RecordedBar & { readonly quoteVolume: number | undefined }

/**
 * Writes the rows of one source; nothing is visible until `commit`, and committing the same source twice is committing
 * it once. A writer ends with `commit` or `abandon`; a further source takes a further writer.
 */
export type RecordingWriter = {
  /** Numbers must be finite. Rows of one microsecond keep the order in which they were written. */
  readonly write: (instrument: InstrumentId, event: MarketEvent | RecordedBarWithTurnover) => void
  /** Gives what the recording says of the source from then on. */
  readonly commit: (source: SourceDescription) => Promise<SourceDescription>
  readonly abandon: () => Promise<void>
}
