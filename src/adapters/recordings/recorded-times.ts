import { DuckDBInstance } from '@duckdb/node-api'
import type { Instrument } from '../../ports/recording-store'
import type { Manifest } from './manifest'
import { microseconds, numbers, parquetTable, partsOf, streamChunks } from './query'

/** Opening times of the bars that a recording already holds of an instrument, as texts. */
export const recordedBarTimes = async (
  folder: string,
  manifest: Manifest | undefined,
  instrument: Instrument,
): Promise<ReadonlySet<string>> => {
  const times = new Set<string>()
  const parts = partsOf(manifest?.parts ?? [], instrument, 'bars')
  if (parts.length === 0) return times
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  try {
    for await (const chunk of streamChunks(
      instance,
      `SELECT ${microseconds('timestamp')} FROM ${parquetTable(folder, parts)}`,
    )) {
      const column = numbers(chunk, 0)
      for (let row = 0; row < chunk.rowCount; row++) times.add(String(column.at(row)))
    }
  } finally {
    instance.closeSync()
  }
  return times
}
