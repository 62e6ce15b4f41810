import type { DuckDBDataChunk, DuckDBInstance } from '@duckdb/node-api'
import { emptyBlock, EventKind, type EventBlock } from '../../core/market/event-block'
import type { InstrumentId, Span } from '../../ports/recording-store'
import { grouped } from './grouped'
import { partitionSpan } from './layout'
import type { Part } from './manifest'
import { microseconds, parquetTable, partsOf, streamChunks, type StoredRecording } from './query'

const selections = {
  trades: `price, size, (CASE aggressor WHEN 'buy' THEN 1 WHEN 'sell' THEN -1 ELSE 0 END)::DOUBLE`,
  quotes: 'bid, bid_size, ask, ask_size',
  gaps: '0::DOUBLE',
} as const

type EventChannel = keyof typeof selections

/** Walks one stored file in time order. `time` is the timestamp at the cursor, Infinity past the last row. */
type EventCursor = {
  time: number
  /**
   * Copies the row at the cursor into row `to` of the block and steps on; true when `load` must be awaited before the
   * next use.
   */
  take(block: EventBlock, to: number): boolean
  load(): Promise<void>
  close(): Promise<unknown>
}

const spanned = ({ from, to }: Span): string =>
  `WHERE ${from === undefined ? 'true' : `${microseconds('timestamp')} >= ${from}`} AND ${to === undefined ? 'true' : `${microseconds('timestamp')} < ${to}`}`

const column = (chunk: DuckDBDataChunk, index: number, into: Float64Array): void => {
  const vector = chunk.getColumnVector(index)
  const length = chunk.rowCount
  for (let i = 0; i < length; i++) into[i] = vector.getItem(i) as number
}

/** A cursor over one part, before its first row: `load` it first. */
const openCursor = (instance: DuckDBInstance, folder: string, part: Part, span: Span): EventCursor => {
  const channel = part.channel as EventChannel
  const whole = (span.from ?? -Infinity) <= part.from && part.to < (span.to ?? Infinity)
  const sql = `SELECT ${microseconds('timestamp')}, ${selections[channel]} FROM ${parquetTable(folder, [part])} ${whole ? '' : spanned(span)}`
  const chunks = streamChunks(instance, sql)
  const width = { trades: 4, quotes: 5, gaps: 1 }[channel]
  const columns = Array.from({ length: width }, () => new Float64Array(2048))
  const [times, a, b, c, d] = columns
  let length = 0
  let row = 0

  const copy = {
    trades: (block: EventBlock, to: number): void => {
      block.kind[to] = EventKind.trade
      block.price[to] = a[row]
      block.size[to] = b[row]
      block.side[to] = c[row]
    },
    quotes: (block: EventBlock, to: number): void => {
      block.kind[to] = EventKind.quote
      block.bid[to] = a[row]
      block.bidSize[to] = b[row]
      block.ask[to] = c[row]
      block.askSize[to] = d[row]
    },
    gaps: (block: EventBlock, to: number): void => {
      block.kind[to] = EventKind.gap
    },
  }[channel]

  const cursor: EventCursor = {
    time: -Infinity,
    take: (block, to) => {
      block.timestamp[to] = times[row]
      copy(block, to)
      if (++row === length) return true
      cursor.time = times[row]
      return false
    },
    load: async () => {
      const next = await chunks.next()
      row = 0
      if (next.done) {
        length = 0
        cursor.time = Infinity
        return
      }
      length = next.value.rowCount
      for (let i = 0; i < width; i++) column(next.value, i, columns[i])
      cursor.time = times[0]
    },
    close: () => chunks.return(undefined),
  }
  return cursor
}

const blockRows = 65_536

/** Order within a microsecond: a quote, then the trades against it, then the break of the record. */
const ranked: readonly EventChannel[] = ['quotes', 'trades', 'gaps']

const inSpan = (part: Part, { from, to }: Span): boolean =>
  (from === undefined || part.to >= from) && (to === undefined || part.from < to)

const earliest = (cursors: readonly EventCursor[]): EventCursor => {
  let best = cursors[0]
  for (let i = 1; i < cursors.length; i++) if (cursors[i].time < best.time) best = cursors[i]
  return best
}

/**
 * Merges trades, quotes and gaps of one instrument in time order. Files hold a day each and are sorted, so memory is a
 * few chunks a file, at any size of the recording. Rows of one microsecond: quotes, trades, gaps; within a
 * channel by source, then as recorded.
 */
export const readEvents = async function* (
  { instance, folder, manifest }: StoredRecording,
  instrument: InstrumentId,
  span: Span,
): AsyncGenerator<EventBlock> {
  const parts = ranked.flatMap((channel) => partsOf(manifest.parts, instrument, channel)).filter((p) => inSpan(p, span))
  const days = grouped(parts, (part) => partitionSpan(part.channel, part.from).from)
  let block = emptyBlock(blockRows)
  let length = 0
  for (const day of [...days.keys()].sort((a, b) => a - b)) {
    const cursors = days.get(day)!.map((part) => openCursor(instance, folder, part, span))
    try {
      await Promise.all(cursors.map((cursor) => cursor.load()))
      for (let next = earliest(cursors); next.time < Infinity; next = earliest(cursors)) {
        if (next.take(block, length++)) await next.load()
        if (length < blockRows) continue
        yield block
        block = emptyBlock(blockRows)
        length = 0
      }
    } finally {
      await Promise.all(cursors.map((cursor) => cursor.close()))
    }
  }
  if (length > 0) yield { ...block, length }
}
