import { DOUBLE, VARCHAR, type DuckDBType } from '@duckdb/node-api'
import type { Channel } from '../../ports/recording-store'

/** How a column is staged and what it becomes in the Parquet file. */
export type Column = { readonly name: string; readonly staged: DuckDBType; readonly stored: string }

const required = (name: string): Column => ({ name, staged: DOUBLE, stored: name })
/** Staged as NaN where absent, stored as NULL. */
const optional = (name: string): Column => ({
  name,
  staged: DOUBLE,
  stored: `CASE WHEN isnan(${name}) THEN NULL ELSE ${name} END`,
})
const whole = (name: string): Column => ({ ...optional(name), stored: `${optional(name).stored}::BIGINT` })
const flag = (name: string): Column => ({ name, staged: DOUBLE, stored: `${name} <> 0` })
const time = (name: string): Column => ({ name, staged: DOUBLE, stored: `make_timestamp(${name}::BIGINT)` })
/** Staged as NaN where absent, stored as NULL. */
const optionalTime = (name: string): Column => ({
  name,
  staged: DOUBLE,
  stored: `CASE WHEN isnan(${name}) THEN NULL ELSE make_timestamp(${name}::BIGINT) END`,
})
const text = (name: string): Column => ({ name, staged: VARCHAR, stored: name })
/** Staged as the text of a JSON array of numbers. */
const list = (name: string): Column => ({ name, staged: VARCHAR, stored: `${name}::DOUBLE[]` })
const choice = (name: string, positive: string, negative: string): Column => ({
  name,
  staged: DOUBLE,
  stored: `CASE ${name} WHEN 1 THEN '${positive}' WHEN -1 THEN '${negative}' END`,
})

/** The number of the partition, staged first and not stored. */
export const partColumn: Column = { name: 'part', staged: DOUBLE, stored: '' }

const clocks = [time('timestamp'), time('local_timestamp')]

/** The columns of each channel, in stored order. */
export const schemas: Readonly<Record<Channel, readonly Column[]>> = {
  trades: [...clocks, required('price'), required('size'), choice('aggressor', 'buy', 'sell')],
  quotes: [...clocks, required('bid'), required('bid_size'), required('ask'), required('ask_size')],
  book_snapshot: [...clocks, list('bid_prices'), list('bid_sizes'), list('ask_prices'), list('ask_sizes')],
  book_change: [...clocks, flag('is_snapshot'), choice('side', 'bid', 'ask'), required('price'), required('size')],
  derivative_ticker: [
    ...clocks,
    ...['last_price', 'mark_price', 'index_price', 'funding_rate', 'open_interest'].map(optional),
    optionalTime('funding_time'),
  ],
  options: [
    ...clocks,
    text('instrument'),
    choice('type', 'call', 'put'),
    required('strike'),
    time('expiry'),
    ...['underlying_price', 'bid_iv', 'ask_iv', 'mark_iv', 'delta', 'gamma', 'vega', 'open_interest'].map(optional),
    ...[...['bid', 'bid_size', 'ask', 'ask_size', 'mark_price', 'index_price'].map(optional), text('underlying')],
  ],
  bars: [
    ...clocks,
    ...['open', 'high', 'low', 'close', 'volume'].map(required),
    whole('trades'),
    ...['buy_volume', 'quote_volume'].map(optional),
  ],
  gaps: [time('timestamp'), text('reason')],
  funding: [...clocks, optionalTime('since'), required('rate'), optional('price')],
  delivery_prices: [...clocks, required('price'), text('basis')],
  truth: [time('timestamp'), { ...required('state'), stored: 'state::INTEGER' }, required('variance')],
}

/**
 * Columns that files of a channel may lack, as a query of no rows: recordings of others, and those written before the
 * channel had them.
 */
export const laterColumns: Partial<Readonly<Record<Channel, string>>> = {
  options: `SELECT ${['bid', 'bid_size', 'ask', 'ask_size', 'mark_price', 'index_price', 'underlying_price', 'bid_iv']
    .concat('ask_iv', 'mark_iv', 'delta', 'gamma', 'vega', 'open_interest')
    .map((name) => `NULL::DOUBLE AS ${name}`)
    .join(', ')}, NULL::VARCHAR AS underlying WHERE false`,
  derivative_ticker: 'SELECT NULL::TIMESTAMP AS funding_time WHERE false',
}

/** Channels with a few rows a day are partitioned by year, the others by day. */
export const partitionedByYear = (channel: Channel): boolean =>
  channel === 'bars' || channel === 'funding' || channel === 'delivery_prices'

export const stagingTable = (channel: Channel): string =>
  `CREATE TABLE ${channel} (${[partColumn, ...schemas[channel]]
    .map(({ name, staged }) => `"${name}" ${staged.toString()}`)
    .join(', ')})`

type Staged = { readonly index: number; readonly ordered: boolean }

/** The rows of a partition as they are staged; rows that are ordered already keep their order without a sort. */
export const stagedRows = (channel: Channel, { index, ordered }: Staged): string =>
  `SELECT * FROM ${channel} WHERE part = ${index}${ordered ? '' : ` ORDER BY ${channel}."timestamp", rowid`}`

/** What is stored of a staged row. */
export const storedColumns = (channel: Channel): string =>
  schemas[channel].map(({ name, stored }) => `${stored} AS "${name}"`).join(', ')

/** The stored rows of a partition, or of several behind the column `part`, one partition after the other. */
export const storedRows = (channel: Channel, parts: readonly Staged[]): string =>
  parts.length === 1
    ? `SELECT ${storedColumns(channel)} FROM (${stagedRows(channel, parts[0])})`
    : `SELECT part::INTEGER AS part, ${storedColumns(channel)} FROM ${channel}
       WHERE part IN (${parts.map(({ index }) => index).join(', ')}) ORDER BY ${channel}.part, ${channel}."timestamp", rowid`
