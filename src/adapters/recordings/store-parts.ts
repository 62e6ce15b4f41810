import { mkdir, readdir, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { instrumentName } from '../../core/market/instrument'
import type { Channel } from '../../ports/recording-store'
import { grouped } from './grouped'
import { partPath, sqlText } from './layout'
import type { Part } from './manifest'
import type { OpenPart } from './part-table'
import { microseconds, parquetTable } from './query'
import { schemas, stagedRows, storedColumns, storedRows } from './schema'

/** Channels of which no row repeats another; of bars none of a recorded opening time is stored again. */
const facts: readonly Channel[] = [
  ...(['trades', 'quotes', 'book_snapshot', 'book_change', 'derivative_ticker', 'options', 'bars'] as const),
]

/** Recorded parts that share more than an instant with the one to be stored; bars of one instant are the same bar. */
const overlapping = ({ channel, first, last }: OpenPart, recorded: readonly Part[]): readonly Part[] =>
  recorded.filter(({ from, to }) => {
    const [begin, end] = [Math.max(first, from), Math.min(last, to)]
    return channel === 'bars' ? begin <= end : begin < end
  })

/**
 * The rows without those that are recorded: of rows that are equal in every column, both clocks included, as many are
 * left out as the recording holds; of bars those whose opening time it holds. Their order stays.
 */
const unrecorded = (rows: string, channel: Channel, recorded: string): string => {
  if (channel === 'bars')
    return `SELECT * FROM (${rows}) AS fresh WHERE "timestamp" NOT IN (SELECT "timestamp" FROM ${recorded})`
  const names = schemas[channel].map(({ name }) => `"${name}"`)
  const list = names.join(', ')
  const same = names.map((name) => `fresh.${name} IS NOT DISTINCT FROM known.${name}`).join(' AND ')
  return `WITH placed AS (SELECT *, row_number() OVER () AS place FROM (${rows})),
    fresh AS (SELECT *, row_number() OVER (PARTITION BY ${list} ORDER BY place) AS nth FROM placed),
    known AS (SELECT ${list}, count(*) AS times FROM ${recorded} GROUP BY ${list})
    SELECT ${names.map((name) => `fresh.${name}`).join(', ')} FROM fresh LEFT JOIN known ON ${same}
    WHERE nth > coalesce(times, 0) ORDER BY place`
}

const asParquet = 'FORMAT parquet, COMPRESSION zstd'
/** From so many parts of a channel on one statement writes them all: each statement costs milliseconds. */
const together = 16
/** Most of them: each has buffers of its own while it is written. */
const mostTogether = 128

/** Characters of rows that are turned into lists at once, and of one row from which on that has to be minded. */
const [atOnce, wide] = [2 ** 24, 2 ** 13]

/**
 * Rows of a part that may be handled at once, where the database's 2,048 are too many: a book of 4,000 levels takes
 * 130 kB.
 */
const fewRows = async (connection: DuckDBConnection, { channel, index }: OpenPart): Promise<number | undefined> => {
  if (channel !== 'book_snapshot') return undefined
  const lengths = ['bid_prices', 'bid_sizes', 'ask_prices', 'ask_sizes'].map((name) => `length(${name})`).join(' + ')
  const found = await connection.runAndReadAll(
    `SELECT max(${lengths})::DOUBLE FROM book_snapshot WHERE part = ${index}`,
  )
  const widest = Number(found.getRows()[0][0])
  return widest < wide ? undefined : Math.max(64, Math.floor(atOnce / widest))
}

/** The stored rows of a part, a few at a time: the database turns no more of them into lists than each query has. */
const rowsByFew = async (connection: DuckDBConnection, part: OpenPart, few: number): Promise<string> => {
  const columns = storedColumns(part.channel)
  await connection.run(`CREATE OR REPLACE TABLE wide_rows AS ${stagedRows(part.channel, part)}`)
  const froms = Array.from({ length: Math.ceil(part.rows / few) }, (_, piece) => piece * few)
  const pieces = froms.map(
    (from) => `SELECT ${columns} FROM wide_rows WHERE rowid BETWEEN ${from} AND ${from + few - 1}`,
  )
  return pieces.join(' UNION ALL ')
}

export type StoreTask = {
  readonly connection: DuckDBConnection
  /** Where the files are written, each below the path that it has in a recording. */
  readonly temporary: string
  readonly sha256: string
  /** The distance of regular bars, microseconds, by the index of their part. */
  readonly periods: ReadonlyMap<number, number>
  /** A recording whose rows are not stored again, where they overlap with the new ones. */
  readonly besides: { readonly folder: string; readonly parts: readonly Part[] } | undefined
}

const partOf = (
  { periods, sha256 }: StoreTask,
  { index, instrument, channel, from }: OpenPart,
  stored: Pick<Part, 'rows' | 'from' | 'to'>,
): Part => {
  const period = periods.get(index)
  const regular = channel === 'bars' && period !== undefined ? { period } : {}
  return { path: partPath(instrument, channel, from, sha256), ...instrument, channel, ...stored, ...regular }
}

/** Writes parts of one channel by one statement. Sorted by part, each becomes one file, as if it were written alone. */
const storeTogether = async (task: StoreTask, parts: readonly OpenPart[]): Promise<readonly Part[]> => {
  const { connection, temporary } = task
  const [{ channel }] = parts
  const folder = join(temporary, `${channel}-${parts[0].index}`)
  await mkdir(folder)
  await connection.run(`COPY (${storedRows(channel, parts)}) TO ${sqlText(folder)} (${asParquet}, PARTITION_BY (part))`)
  const stored: Part[] = []
  for (const open of parts) {
    const { index, rows, first, last } = open
    const own = join(folder, `part=${index}`)
    const files = await readdir(own)
    if (files.length !== 1) throw new Error(`part ${index} of ${channel} lies in ${files.length} files`)
    const part = partOf(task, open, { rows, from: first, to: last })
    await mkdir(dirname(join(temporary, part.path)), { recursive: true })
    await rename(join(own, files[0]), join(temporary, part.path))
    stored.push(part)
  }
  return stored
}

/** Writes a part without the rows that `others` hold; undefined where nothing is left. */
const storeAlone = async (task: StoreTask, open: OpenPart, others: readonly Part[]): Promise<Part | undefined> => {
  const { connection, temporary, besides } = task
  const { channel, rows, first, last } = open
  const part = partOf(task, open, { rows, from: first, to: last })
  const file = join(temporary, part.path)
  await mkdir(dirname(file), { recursive: true })
  const few = await fewRows(connection, open)
  const all = few === undefined ? storedRows(channel, [open]) : await rowsByFew(connection, open, few)
  const sql = others.length === 0 ? all : unrecorded(all, channel, parquetTable(besides!.folder, others))
  const groups = few === undefined ? '' : `, ROW_GROUP_SIZE ${few}`
  await connection.run(`COPY (${sql}) TO ${sqlText(file)} (${asParquet}${groups})`)
  if (others.length === 0) return part
  const time = microseconds('timestamp')
  const found = await connection.runAndReadAll(
    `SELECT count(*)::DOUBLE, min(${time}), max(${time}) FROM read_parquet(${sqlText(file)}, hive_partitioning = false)`,
  )
  const [count, from, to] = found.getRows()[0].map(Number)
  return count === 0 ? undefined : { ...part, rows: count, from, to }
}

const keyOf = ({ channel, ...id }: { channel: Channel; venue: string; symbol: string }): string =>
  `${channel} ${instrumentName(id)}`

/**
 * Writes staged parts to Parquet files. Where the recording beside them holds other parts of the same time (the files
 * of two downloads that overlap), what they hold already is left out; parts of which nothing is left are not among the
 * result.
 */
export const storeParts = async (task: StoreTask, parts: readonly OpenPart[]): Promise<readonly Part[]> => {
  const recorded = grouped(task.besides?.parts ?? [], keyOf)
  const othersOf = (part: OpenPart): readonly Part[] =>
    facts.includes(part.channel)
      ? overlapping(part, recorded.get(keyOf({ channel: part.channel, ...part.instrument })) ?? [])
      : []
  const stored: Part[] = []
  for (const own of grouped(parts, ({ channel }) => channel).values()) {
    const fresh = own.filter((part) => othersOf(part).length === 0)
    const isMany = fresh.length >= together && own[0].channel !== 'book_snapshot'
    for (let from = 0; isMany && from < fresh.length; from += mostTogether)
      stored.push(...(await storeTogether(task, fresh.slice(from, from + mostTogether))))
    for (const part of isMany ? own.filter((one) => !fresh.includes(one)) : own) {
      const one = await storeAlone(task, part, othersOf(part))
      if (one !== undefined) stored.push(one)
    }
  }
  return stored
}
