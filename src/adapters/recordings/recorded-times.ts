import { DuckDBInstance } from '@duckdb/node-api'
import type { Timestamp } from '../../core/market/event'
import type { Instrument } from '../../ports/recording-store'
import type { Manifest } from './manifest'
import { microseconds, numbers, parquetTable, partsOf, streamChunks } from './query'
import { firstNotBelow } from './recent-times'

/** Tells whether a recording already holds a bar of an instrument that opens at a time. */
export const recordedBarTimes = async (
  folder: string,
  manifest: Manifest | undefined,
  instrument: Instrument,
): Promise<(openingTime: Timestamp) => boolean> => {
  const parts = partsOf(manifest?.parts ?? [], instrument, 'bars')
  if (parts.length === 0) return () => false
  const times = new Float64Array(parts.reduce((sum, { rows }) => sum + rows, 0))
  let length = 0
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  try {
    for await (const chunk of streamChunks(
      instance,
      `SELECT ${microseconds('timestamp')} FROM ${parquetTable(folder, parts)}`,
    )) {
      const column = numbers(chunk, 0)
      for (let row = 0; row < chunk.rowCount; row++) times[length++] = column.at(row)!
    }
  } finally {
    instance.closeSync()
  }
  times.sort()
  return (openingTime) => times[firstNotBelow(times, length, openingTime)] === openingTime
}
