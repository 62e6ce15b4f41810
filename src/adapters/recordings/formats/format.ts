import type { MarketEvent, Timestamp } from '../../../core/market/event'
import type { RefusalReason } from '../../../core/market/row-check'
import type { InstrumentId } from '../../../ports/recording-store'
import type { Dialect, Layout } from './dialect'
import type { SourceLine } from './source-line'
import type { TimeReader } from './time'

export { keptLine, sameLine, type SourceLine } from './source-line'

/** A row that is valid by itself; the screen judges it against its neighbours. */
export type Row = {
  readonly instrument: InstrumentId
  /**
   * The events, or what makes them once the row is admitted: where they depend on the rows before it, a row that is
   * refused must not count among those.
   */
  readonly events: readonly MarketEvent[] | (() => readonly MarketEvent[] | RefusalReason)
  /** Rows of one stream are ordered by `time`; undefined where the order has no meaning. */
  readonly stream: string
  readonly time: Timestamp | undefined
  /**
   * 'next': a line equal to the line before it in its stream is a duplicate; 'time': a row with the time of an earlier
   * one is; 'anywhere': a row with the identity of an earlier one is; 'never': equal rows are so many facts.
   */
  readonly repeats: 'next' | 'time' | 'anywhere' | 'never'
  readonly identity: string | undefined
  /**
   * Prices to judge against the recent ones of the instrument: least, greatest and representative; undefined where any
   * price is right.
   */
  readonly price: { readonly low: number; readonly high: number; readonly mid: number } | undefined
}

/** A row by itself, to be kept while others are read. */
export const keptRow = (row: Row): Row => ({
  ...row,
  events: typeof row.events === 'function' ? row.events : row.events.map((event) => ({ ...event })),
  price: row.price && { ...row.price },
})

/** The receiver of a source's rows; it gets every line exactly once. */
export type RowSink = {
  /** The row and its events stand until the next row: a reader may fill the same ones again. */
  accept(row: Row, line: SourceLine): void
  refuse(reason: RefusalReason, line: SourceLine): void
}

/** Reads the lines of one source after its header. */
export type LineReader = {
  line(line: SourceLine): void
  end(): void
  /** True where another source tells all that this one does: that nothing of it is recorded is right. */
  readonly isToldElsewhere?: boolean | undefined
}

/** An execution that is no trade of the order book: agreed outside it, a fund's, one by force, a cross. */
export type OffBook = 'block' | 'insurance-fund' | 'deleveraging' | 'auction' | 'other'

/** What is known of a source beside its lines. */
export type SourceContext = {
  readonly file: string
  /** Used where the file has no such column. */
  readonly venue: string
  readonly symbol: string
  /** Given by the user, which takes precedence over the file. */
  readonly given: {
    readonly venue: string | undefined
    readonly symbol: string | undefined
    /** How implied volatilities are written, where no venue tells. */
    readonly impliedVols?: 'fraction' | 'percent' | undefined
  }
  readonly dialect: Dialect
  /** Reads stamps in the zone and order of dates of the dialect; what it has read is said in the summary. */
  readonly times: TimeReader
  readonly sink: RowSink
  /**
   * Says how a thing of the source is read, such as `volume` → 'absent'; the last word on a thing stands, undefined
   * takes it back.
   */
  readonly note: (about: string, text: string | undefined) => void
  /** Counts an execution of the line that is read, which stores no trade, and keeps the line in the quarantine. */
  readonly flag: (kind: OffBook) => void
}

/**
 * Starts a reader of one source, whose dialect names the columns. A header that does not fit is a `bad-input` fault.
 */
export type Format = Layout & {
  /**
   * What a line of the format is, where it is not what stands between two line ends: 'objects' of JSON, wherever these
   * are, or 'named', with the name of the file and a comma before it.
   */
  readonly split?: 'objects' | 'named' | undefined
  /** What the times are, where no stamp could be without its zone: no zone can be given then. */
  readonly fixedTimes?: string | undefined
  start(context: SourceContext): LineReader
}

export const instrumentOf = (
  { given, venue, symbol }: SourceContext,
  own: { venue?: string | undefined; symbol?: string | undefined } = {},
): InstrumentId => ({ venue: given.venue ?? own.venue ?? venue, symbol: given.symbol ?? own.symbol ?? symbol })
