import { join } from 'node:path'
import {
  DuckDBDataChunk,
  DuckDBInstance,
  type DuckDBAppender,
  type DuckDBConnection,
  type DuckDBVector,
} from '@duckdb/node-api'
import type { BookSnapshot, MarketEvent } from '../../core/market/event'
import type { Channel } from '../../ports/recording-store'
import { partColumn, schemas, stagingTable } from './schema'

const channels: Readonly<Record<MarketEvent['kind'], Channel>> = {
  trade: 'trades',
  quote: 'quotes',
  'book-snapshot': 'book_snapshot',
  'book-change': 'book_change',
  'derivative-ticker': 'derivative_ticker',
  'option-summary': 'options',
  bar: 'bars',
  funding: 'funding',
  'delivery-price': 'delivery_prices',
  gap: 'gaps',
  truth: 'truth',
}

export const channelOf = (event: MarketEvent): Channel => channels[event.kind]

const sign = (value: boolean | undefined): number => (value === undefined ? 0 : value ? 1 : -1)

const levels = (book: BookSnapshot, side: 'bids' | 'asks', field: 'price' | 'size'): string =>
  JSON.stringify(book[side].map((level) => level[field]))

const fill = ({ columns }: ChannelStage, row: number, first: number, values: readonly (number | undefined)[]): void => {
  for (let i = 0; i < values.length; i++) columns[first + i].setItem(row, values[i] ?? NaN)
}

const fillText = (stage: ChannelStage, row: number, column: number, text: string): void => {
  stage.columns[column].setItem(row, text)
  stage.holds(text.length)
}

/** Fills the columns after the partition with the event, in the order of the channel's schema. */
export const writeEvent = (stage: ChannelStage, row: number, event: MarketEvent): void => {
  const { columns } = stage
  columns[1].setItem(row, event.timestamp)
  if (event.kind === 'gap') {
    columns[2].setItem(row, event.reason)
    return
  }
  if (event.kind === 'truth') {
    columns[2].setItem(row, event.state)
    columns[3].setItem(row, event.variance)
    return
  }
  columns[2].setItem(row, event.localTimestamp)
  switch (event.kind) {
    case 'trade':
      columns[3].setItem(row, event.price)
      columns[4].setItem(row, event.size)
      columns[5].setItem(row, event.aggressor === undefined ? 0 : event.aggressor === 'buy' ? 1 : -1)
      return
    case 'quote':
      columns[3].setItem(row, event.bid)
      columns[4].setItem(row, event.bidSize)
      columns[5].setItem(row, event.ask)
      columns[6].setItem(row, event.askSize)
      return
    case 'bar': {
      const { open, high, low, close, volume, trades, buyVolume } = event
      const quoteVolume =
        'quoteVolume' in event && typeof event.quoteVolume === 'number' ? event.quoteVolume : undefined
      fill(stage, row, 3, [open, high, low, close, volume, trades, buyVolume, quoteVolume])
      return
    }
    case 'funding':
      fill(stage, row, 3, [event.from, event.rate, event.price])
      return
    case 'delivery-price':
      columns[3].setItem(row, event.price)
      columns[4].setItem(row, event.basis)
      return
    case 'book-change':
      fill(stage, row, 3, [event.isSnapshot ? 1 : 0, sign(event.side === 'bid'), event.price, event.size])
      return
    case 'book-snapshot':
      fillText(stage, row, 3, levels(event, 'bids', 'price'))
      fillText(stage, row, 4, levels(event, 'bids', 'size'))
      fillText(stage, row, 5, levels(event, 'asks', 'price'))
      fillText(stage, row, 6, levels(event, 'asks', 'size'))
      return
    case 'derivative-ticker': {
      const { lastPrice, markPrice, indexPrice, fundingRate, openInterest, fundingTime } = event
      fill(stage, row, 3, [lastPrice, markPrice, indexPrice, fundingRate, openInterest, fundingTime])
      return
    }
    case 'option-summary': {
      const { strike, expiry, underlyingPrice, bidIv, askIv, markIv, delta, gamma, vega, openInterest } = event
      columns[3].setItem(row, event.instrument)
      columns[4].setItem(row, sign(event.type === 'call'))
      fill(stage, row, 5, [strike, expiry, underlyingPrice, bidIv, askIv, markIv, delta, gamma, vega, openInterest])
      const { bid, bidSize, ask, askSize, markPrice, indexPrice } = event
      fill(stage, row, 15, [bid, bidSize, ask, askSize, markPrice, indexPrice])
      columns[21].setItem(row, event.underlying ?? null)
    }
  }
}

const chunkRows = 2048
/** Most text, in characters, of rows that are not yet in the database. */
const mostText = 2 ** 22

/**
 * Appends rows of one channel; `begin` returns the row to fill in `columns` (the partition's number is column 0).
 */
export type ChannelStage = {
  readonly columns: readonly DuckDBVector[]
  begin(): number
  /** Counts text of the row, in characters: rows with much of it are handed over sooner. */
  holds(characters: number): void
}

export type StagedRows = {
  readonly connection: DuckDBConnection
  channel(channel: Channel): ChannelStage
  /** Hands the rest of the rows over; call once, before the tables are read. */
  finish(): void
  close(): void
}

const stageChannel = (channel: Channel, appender: DuckDBAppender) => {
  const types = [partColumn, ...schemas[channel]].map(({ staged }) => staged)
  const columns: DuckDBVector[] = []
  let chunk = DuckDBDataChunk.create(types)
  let length = 0
  let text = 0
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
    if (text > mostText) appender.flushSync()
    length = text = 0
  }
  renew()
  return {
    columns,
    begin: (): number => {
      if (length === chunkRows || text > mostText) {
        append()
        renew()
      }
      return length++
    },
    holds: (characters: number): void => {
      text += characters
    },
    finish: (): void => {
      append()
      appender.closeSync()
    },
  }
}

/** Rows on their way into a recording, in an in-memory database that spills into `folder` past 256 MiB. */
export const startStage = async (folder: string): Promise<StagedRows> => {
  // One thread, so that the same rows give the same bytes.
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
