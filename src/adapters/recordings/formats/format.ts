import type { MarketEvent, Timestamp } from '../../../core/market/event'
import type { RefusalReason } from '../../../core/market/row-check'
import type { InstrumentId } from '../../../ports/recording-store'

/** A line of a source: its number in the file, counted from 1, and its text. */
export type SourceLine = {
  readonly number: number
  readonly raw: string
  /** Where the text lies in what was read, as UTF-8: bytes `from` up to `to`; absent where it was put together. */
  readonly within?: Buffer
  readonly from?: number
  readonly to?: number
}

/** A line read from a file: its text is decoded when it is asked for, which for most lines is never. */
export class LineOfBytes implements SourceLine {
  constructor(
    readonly number: number,
    readonly within: Buffer,
    readonly from: number,
    readonly to: number,
  ) {}

  get raw(): string {
    return this.within.toString('utf8', this.from, this.to)
  }
}

/** The line by itself, to be kept while others are read: it does not hold on to what was read with it. */
export const keptLine = ({ number, raw }: SourceLine): SourceLine => ({ number, raw })

/** Whether two lines have the same text. */
export const sameLine = (a: SourceLine, b: SourceLine): boolean => {
  if (a.within === undefined || b.within === undefined) return a.raw === b.raw
  const [first, second, from] = [a.within, b.within, b.from!]
  const length = a.to! - a.from!
  if (b.to! - from !== length) return false
  // Lines that differ do so near their ends more often than at their beginnings.
  for (let i = length - 1; i >= 0; i--) if (first[a.from! + i] !== second[from + i]) return false
  return true
}

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

/** The receiver of a source's rows; it gets every line exactly once. */
export type RowSink = {
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

/** What is known of a source beside its lines. */
export type SourceContext = {
  readonly file: string
  /** Used where the file has no such column. */
  readonly venue: string
  readonly symbol: string
  /** Given by the user, which takes precedence over the file. */
  readonly given: { readonly venue: string | undefined; readonly symbol: string | undefined }
  readonly sink: RowSink
}

/**
 * Starts a reader of one source; with a header, `columns` are its names. A header that does not fit is a `bad-input`
 * fault.
 */
export type Format = {
  readonly hasHeader: boolean
  start(context: SourceContext, columns: readonly string[]): LineReader
}

export const instrumentOf = (
  { given, venue, symbol }: SourceContext,
  own: { venue?: string | undefined; symbol?: string | undefined } = {},
): InstrumentId => ({ venue: given.venue ?? own.venue ?? venue, symbol: given.symbol ?? own.symbol ?? symbol })
