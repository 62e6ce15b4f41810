import type { DuckDBConnection } from '@duckdb/node-api'
import type { Channel } from '../../ports/recording-store'
import { sqlText } from './layout'
import type { Part } from './manifest'
import type { OpenPart } from './part-table'
import { microseconds, parquetTable, partsOf } from './query'
import { schemas, storedRows } from './schema'

/** Channels of single facts; bars are told apart by their opening time before they are staged. */
const facts: readonly Channel[] = [
  ...(['trades', 'quotes', 'book_snapshot', 'book_change', 'derivative_ticker', 'options'] as const),
]

/** Recorded parts of the channel that share more than an instant with the one to be stored. */
const overlapping = ({ instrument, channel, first, last }: OpenPart, recorded: readonly Part[]): readonly Part[] =>
  partsOf(recorded, instrument, channel).filter(({ from, to }) => Math.max(first, from) < Math.min(last, to))

/**
 * The rows without those that are recorded: of rows that are equal in every column, both clocks included, as many are
 * left out as the recording holds. Their order stays.
 */
const unrecorded = (rows: string, channel: Channel, recorded: string): string => {
  const names = schemas[channel].map(({ name }) => `"${name}"`)
  const list = names.join(', ')
  const same = names.map((name) => `fresh.${name} IS NOT DISTINCT FROM known.${name}`).join(' AND ')
  return `WITH placed AS (SELECT *, row_number() OVER () AS place FROM (${rows})),
    fresh AS (SELECT *, row_number() OVER (PARTITION BY ${list} ORDER BY place) AS nth FROM placed),
    known AS (SELECT ${list}, count(*) AS times FROM ${recorded} GROUP BY ${list})
    SELECT ${names.map((name) => `fresh.${name}`).join(', ')} FROM fresh LEFT JOIN known ON ${same}
    WHERE nth > coalesce(times, 0) ORDER BY place`
}

/** What was stored of a part: its rows, the times of the first and the last of them, microseconds. */
export type StoredPart = Pick<Part, 'rows' | 'from' | 'to'>

/**
 * Writes a staged part to a Parquet file at `path`. Where the recording in `folder` holds other parts of the same time
 * (the files of two downloads that overlap), what they hold already is left out; undefined where nothing is left.
 */
export const storePart = async (
  connection: DuckDBConnection,
  part: OpenPart,
  path: string,
  recording: { readonly folder: string; readonly parts: readonly Part[] } | undefined,
): Promise<StoredPart | undefined> => {
  const { channel, index, ordered, rows, first, last } = part
  const others = recording === undefined || !facts.includes(channel) ? [] : overlapping(part, recording.parts)
  const all = storedRows(channel, index, ordered)
  const sql = others.length === 0 ? all : unrecorded(all, channel, parquetTable(recording!.folder, others))
  await connection.run(`COPY (${sql}) TO ${sqlText(path)} (FORMAT parquet, COMPRESSION zstd)`)
  if (others.length === 0) return { rows, from: first, to: last }
  const time = microseconds('timestamp')
  const found = await connection.runAndReadAll(
    `SELECT count(*)::DOUBLE, min(${time}), max(${time}) FROM read_parquet(${sqlText(path)}, hive_partitioning = false)`,
  )
  const [count, from, to] = found.getRows()[0].map(Number)
  return count === 0 ? undefined : { rows: count, from, to }
}
