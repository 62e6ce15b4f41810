import type { DuckDBDataChunk } from '@duckdb/node-api'
import type { Channel, InstrumentId, Span } from '../../ports/recording-store'
import { microseconds, parquetTable, partsOf, streamChunks, type StoredRecording } from './query'

/**
 * How rows of a channel become events: the columns to select (`t` is the venue's time in microseconds), and the event
 * at a row of a chunk of them.
 */
export type RowReader<T> = {
  readonly channel: Channel
  readonly select: string
  readonly eventsOf: (chunk: DuckDBDataChunk) => (row: number) => T
}

const rowsInSpan = (
  { folder, manifest }: StoredRecording,
  instrument: InstrumentId,
  channel: Channel,
  { from, to }: Span,
): string | undefined => {
  const parts = partsOf(manifest.parts, instrument, channel).filter(
    (part) => part.to >= (from ?? -Infinity) && part.from < (to ?? Infinity),
  )
  if (parts.length === 0) return undefined
  const bounds = [from === undefined ? [] : [`t >= ${from}`], to === undefined ? [] : [`t < ${to}`]].flat()
  const order = 'ORDER BY t, filename, file_row_number'
  const table = parquetTable(folder, parts, true)
  return `FROM (SELECT *, ${microseconds('timestamp')} AS t FROM ${table}) ${bounds.length > 0 ? `WHERE ${bounds.join(' AND ')}` : ''} ${order}`
}

/** Events of a channel in time order, rows of one time as recorded; none where the instrument has no such channel. */
export const readRows = async function* <T>(
  recording: StoredRecording,
  instrument: InstrumentId,
  span: Span,
  { channel, select, eventsOf }: RowReader<T>,
): AsyncGenerator<readonly T[]> {
  const source = rowsInSpan(recording, instrument, channel, span)
  if (source === undefined) return
  for await (const chunk of streamChunks(recording.instance, `SELECT ${select} ${source}`)) {
    const eventAt = eventsOf(chunk)
    yield Array.from({ length: chunk.rowCount }, (_, row) => eventAt(row))
  }
}
