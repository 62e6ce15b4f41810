import { join } from 'node:path'
import type { DuckDBDataChunk, DuckDBInstance, DuckDBVector } from '@duckdb/node-api'
import type { Channel, InstrumentId } from '../../ports/recording-store'
import { exactPath, sqlText } from './layout'
import type { Manifest, Part } from './manifest'
import { laterColumns } from './schema'

/** A recording opened for reading: its folder, what its manifest lists, and the database that reads its files. */
export type StoredRecording = {
  readonly instance: DuckDBInstance
  readonly folder: string
  readonly manifest: Manifest
}

/** Streams the chunks of a query, on a connection of its own, in the order that the query states. */
export const streamChunks = async function* (instance: DuckDBInstance, sql: string): AsyncGenerator<DuckDBDataChunk> {
  const connection = await instance.connect()
  try {
    const result = await connection.stream(sql)
    for (;;) {
      const chunk = await result.fetchChunk()
      if (chunk === null || chunk.rowCount === 0) return
      yield chunk
    }
  } finally {
    connection.closeSync()
  }
}

/** Parts of one channel of an instrument, in path order: by time, then by source. */
export const partsOf = (parts: readonly Part[], { venue, symbol }: InstrumentId, channel: Channel): readonly Part[] =>
  parts.filter((part) => part.channel === channel && part.venue === venue && part.symbol === symbol)

/**
 * The Parquet files of one channel as a table; `withRows` adds the columns `filename` and `file_row_number`. Columns
 * that a file lacks and may lack are NULL.
 */
export const parquetTable = (folder: string, parts: readonly Part[], withRows = false): string => {
  const paths = parts.map(({ path }) => sqlText(exactPath(join(folder, path)))).join(', ')
  const options = `hive_partitioning = false${withRows ? ', filename = true, file_row_number = true' : ''}`
  const later = laterColumns[parts[0].channel]
  if (later === undefined) return `read_parquet([${paths}], ${options})`
  return `(SELECT * FROM read_parquet([${paths}], ${options}, union_by_name = true) UNION ALL BY NAME ${later})`
}

/** A column of numbers; NULL where the row has none. */
export type NumberColumn = { readonly at: (row: number) => number | undefined }

const optional = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)

export const numbers = (chunk: DuckDBDataChunk, index: number): NumberColumn => {
  const vector: DuckDBVector = chunk.getColumnVector(index)
  return { at: (row) => optional(vector.getItem(row)) }
}

/** Microseconds since the epoch as a double. */
export const microseconds = (column: string): string => `epoch_us("${column}")::DOUBLE`
