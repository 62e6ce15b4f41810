import type { DuckDBInstance } from '@duckdb/node-api'
import { arrivalOf, DAY, type FeedEvent, type Timestamp } from '../../core/market/event'
import { mergeBlocks } from '../../core/market/merge-blocks'
import type { InstrumentId, Span } from '../../ports/recording-store'
import type { Part } from './manifest'
import { microseconds, parquetTable, partsOf, streamChunks, type StoredRecording } from './query'
import type { RowReader } from './read-rows'
import {
  bookChangeRows,
  bookSnapshotRows,
  derivativeTickerRows,
  gapRows,
  optionRows,
  quoteRows,
  tradeRows,
} from './row-readers'

/**
 * Order within a microsecond: a quote, then the trades against it, then what else is known, then the break of the
 * record.
 */
const ranked: readonly RowReader<FeedEvent>[] = [
  ...[quoteRows, tradeRows, bookSnapshotRows, bookChangeRows, derivativeTickerRows, optionRows],
  gapRows,
]

/** Rows that are sorted at once: a busy day in a few turns. */
const sliceRows = 500_000

type ArrivedPart = Part & { readonly firstArrival: Timestamp; readonly lastArrival: Timestamp }

const arrivalColumn = (channel: Part['channel']): string => (channel === 'gaps' ? 'timestamp' : 'local_timestamp')

/** Files are partitioned by the venue's time, so the arrival times of their rows are read from each. */
const arrived = async (instance: DuckDBInstance, folder: string, part: Part): Promise<ArrivedPart> => {
  if (part.channel === 'gaps') return { ...part, firstArrival: part.from, lastArrival: part.to }
  const column = microseconds(arrivalColumn(part.channel))
  const sql = `SELECT min(${column}), max(${column}) FROM ${parquetTable(folder, [part])}`
  let [firstArrival, lastArrival] = [part.from, part.to]
  for await (const chunk of streamChunks(instance, sql)) {
    firstArrival = chunk.getColumnVector(0).getItem(0) as number
    lastArrival = chunk.getColumnVector(1).getItem(0) as number
  }
  return { ...part, firstArrival, lastArrival }
}

type Slice = { readonly from: Timestamp; readonly to: Timestamp }

/** Spans of arrival of bounded length that cover the parts: a day, or less of it where many rows arrived. */
const slicesOf = (parts: readonly ArrivedPart[], { from = -Infinity, to = Infinity }: Span): readonly Slice[] => {
  const days = new Map<number, number>()
  for (const { firstArrival, lastArrival, rows } of parts) {
    const [first, last] = [Math.floor(firstArrival / DAY), Math.floor(lastArrival / DAY)]
    for (let day = first; day <= last; day++) days.set(day, (days.get(day) ?? 0) + rows / (last - first + 1))
  }
  return [...days.entries()]
    .sort(([a], [b]) => a - b)
    .flatMap(([day, rows]) => {
      const count = Math.max(1, Math.ceil(rows / sliceRows))
      const edge = (i: number): Timestamp => day * DAY + Math.round((i * DAY) / count)
      return Array.from({ length: count }, (_, i) => ({
        from: Math.max(from, edge(i)),
        to: Math.min(to, edge(i + 1)),
      }))
    })
    .filter((slice) => slice.from < slice.to)
}

const channelRows = async function* (
  { instance, folder }: StoredRecording,
  parts: readonly ArrivedPart[],
  { from, to }: Slice,
  { channel, select, eventsOf }: RowReader<FeedEvent>,
): AsyncGenerator<readonly FeedEvent[]> {
  const own = parts.filter((part) => part.channel === channel && part.firstArrival < to && part.lastArrival >= from)
  if (own.length === 0) return
  const table = parquetTable(folder, own, true)
  const rows = `SELECT *, ${microseconds('timestamp')} AS t, ${microseconds(arrivalColumn(channel))} AS arrival FROM ${table}`
  const sql = `SELECT ${select} FROM (${rows}) WHERE arrival >= ${from} AND arrival < ${to} ORDER BY arrival, filename, file_row_number`
  for await (const chunk of streamChunks(instance, sql)) {
    const eventAt = eventsOf(chunk)
    yield Array.from({ length: chunk.rowCount }, (_, row) => eventAt(row))
  }
}

/**
 * Every event of an instrument that a feed delivered, in order of arrival; memory is bounded by a slice of a day, at
 * any size of the recording.
 */
export const readArrivals = async function* (
  recording: StoredRecording,
  instrument: InstrumentId,
  span: Span,
): AsyncGenerator<readonly FeedEvent[]> {
  const { instance, folder, manifest } = recording
  const parts: ArrivedPart[] = []
  for (const { channel } of ranked)
    for (const part of partsOf(manifest.parts, instrument, channel)) parts.push(await arrived(instance, folder, part))
  for (const slice of slicesOf(parts, span))
    yield* mergeBlocks(
      ranked.map((reader) => channelRows(recording, parts, slice, reader)),
      arrivalOf,
    )
}
