import { DuckDBDataChunk, DuckDBInstance, type DuckDBAppender, type DuckDBVector } from '@duckdb/node-api'
import type { DuckDBConnection } from '@duckdb/node-api'
import { join } from 'node:path'
import type { Channel } from '../../ports/recording-store'
import { leadingColumns, schemas, stagingTable } from './schema'

const chunkRows = 2048

/**
 * Appends rows of one channel; `begin` returns the row to fill in `columns` (partition and row number are columns 0 and
 * 1).
 */
export type ChannelStage = {
  readonly columns: readonly DuckDBVector[]
  begin(): number
}

export type Stage = {
  readonly connection: DuckDBConnection
  channel(channel: Channel): ChannelStage
  /** Hands the rest of the rows over; call once, before the tables are read. */
  finish(): void
  close(): void
}

const stageChannel = (channel: Channel, appender: DuckDBAppender) => {
  const types = [...leadingColumns, ...schemas[channel]].map(({ staged }) => staged)
  const columns: DuckDBVector[] = []
  let chunk = DuckDBDataChunk.create(types)
  let length = 0
  const renew = (): void => {
    chunk = DuckDBDataChunk.create(types, chunkRows)
    for (let i = 0; i < types.length; i++) columns[i] = chunk.getColumnVector(i)
    length = 0
  }
  const append = (): void => {
    if (length === 0) return
    for (const column of columns) column.flush()
    chunk.rowCount = length
    appender.appendDataChunk(chunk)
    length = 0
  }
  renew()
  return {
    columns,
    begin: (): number => {
      if (length === chunkRows) {
        append()
        renew()
      }
      return length++
    },
    finish: (): void => {
      append()
      appender.closeSync()
    },
  }
}

/** Rows on their way into a recording, in an in-memory database that spills into `folder` past 256 MiB. */
export const startStage = async (folder: string): Promise<Stage> => {
  // One thread: the same rows make the same bytes.
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '1',
    memory_limit: '256MiB',
    temp_directory: join(folder, 'spill'),
    preserve_insertion_order: 'true',
  })
  const connection = await instance.connect()
  const channels = new Map<Channel, ReturnType<typeof stageChannel>>()
  for (const channel of Object.keys(schemas) as Channel[]) {
    await connection.run(stagingTable(channel))
    channels.set(channel, stageChannel(channel, await connection.createAppender(channel)))
  }
  return {
    connection,
    channel: (channel) => channels.get(channel)!,
    finish: () => {
      for (const stage of channels.values()) stage.finish()
    },
    close: () => {
      connection.closeSync()
      instance.closeSync()
    },
  }
}
