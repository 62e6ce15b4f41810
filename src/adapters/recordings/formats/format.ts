import type { MarketEvent, Timestamp } from '../../../core/market/event'
import type { RefusalReason } from '../../../core/market/row-check'
import type { Instrument } from '../../../ports/recording-store'

/** A line of a source: its number in the file, counted from 1, and its text. */
export type Line = { readonly number: number; readonly raw: string }

/** A row that is sound in itself; the screen judges it against its neighbours. */
export type Row = {
  readonly instrument: Instrument
  readonly events: readonly MarketEvent[]
  /** Rows of one stream are ordered by `time`; undefined where the order says nothing. */
  readonly stream: string
  readonly time: Timestamp | undefined
  /**
   * 'next': a line equal to the line before it in its stream is a duplicate; 'time': a row with the time of an earlier
   * one is; 'anywhere': a row with the identity of an earlier one is.
   */
  readonly repeats: 'next' | 'time' | 'anywhere'
  readonly identity: string | undefined
  /**
   * Prices to judge against the recent ones of the instrument: least, greatest and representative; undefined where any
   * price is right.
   */
  readonly price: { readonly low: number; readonly high: number; readonly mid: number } | undefined
}

/** Where the rows of a source go: every line exactly once. */
export type RowSink = {
  accept(row: Row, line: Line): void
  refuse(reason: RefusalReason, line: Line): void
}

/** Reads the lines of one source after its header. */
export type RowReader = {
  line(line: Line): void
  end(): void
}

/** What is known of a source beside its lines. */
export type SourceContext = {
  readonly file: string
  /** Where the file's own columns do not say it. */
  readonly venue: string
  readonly symbol: string
  /** What the user said, which outranks the file. */
  readonly given: { readonly venue: string | undefined; readonly symbol: string | undefined }
  readonly sink: RowSink
}

/**
 * Starts a reader of one source; with a header, `columns` are its names. A header that does not fit is a `bad-input`
 * fault.
 */
export type Format = {
  readonly hasHeader: boolean
  start(context: SourceContext, columns: readonly string[]): RowReader
}

export const instrumentOf = (
  { given, venue, symbol }: SourceContext,
  own: { venue?: string | undefined; symbol?: string | undefined } = {},
): Instrument => ({ venue: given.venue ?? own.venue ?? venue, symbol: given.symbol ?? own.symbol ?? symbol })
