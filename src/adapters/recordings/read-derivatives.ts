import type { DuckDBInstance } from '@duckdb/node-api'
import type { DerivativeTicker, OptionSummary, Truth } from '../../core/market/event'
import type { Channel, Instrument, Span } from '../../ports/recording-store'
import type { Manifest } from './manifest'
import { microseconds, numbers, parquetTable, partsOf, streamChunks } from './query'

const spanned = (
  folder: string,
  manifest: Manifest,
  instrument: Instrument,
  channel: Channel,
  { from, to }: Span,
): string | undefined => {
  const parts = partsOf(manifest.parts, instrument, channel).filter(
    (part) => part.to >= (from ?? -Infinity) && part.from < (to ?? Infinity),
  )
  if (parts.length === 0) return undefined
  const bounds = [from === undefined ? [] : [`t >= ${from}`], to === undefined ? [] : [`t < ${to}`]].flat()
  const order = 'ORDER BY t, filename, file_row_number'
  const table = parquetTable(folder, parts).replace(/\)$/, ', filename = true, file_row_number = true)')
  return `FROM (SELECT *, ${microseconds('timestamp')} AS t FROM ${table}) ${bounds.length > 0 ? `WHERE ${bounds.join(' AND ')}` : ''} ${order}`
}

/** Option summaries in time order, rows of one time as recorded. */
export const readOptions = async function* (
  instance: DuckDBInstance,
  folder: string,
  manifest: Manifest,
  instrument: Instrument,
  span: Span,
): AsyncGenerator<readonly OptionSummary[]> {
  const source = spanned(folder, manifest, instrument, 'options', span)
  if (source === undefined) return
  const sql = `SELECT t, ${microseconds('local_timestamp')}, strike, ${microseconds('expiry')}, underlying_price, bid_iv, ask_iv, mark_iv,
    delta, gamma, vega, open_interest, instrument, type ${source}`
  for await (const chunk of streamChunks(instance, sql)) {
    const columns = Array.from({ length: 12 }, (_, i) => numbers(chunk, i))
    const instruments = chunk.getColumnVector(12)
    const types = chunk.getColumnVector(13)
    yield Array.from({ length: chunk.rowCount }, (_, row): OptionSummary => {
      const [timestamp, localTimestamp, strike, expiry, ...rest] = columns.map((column) => column.at(row))
      const [underlyingPrice, bidIv, askIv, markIv, delta, gamma, vega, openInterest] = rest
      return {
        kind: 'option-summary',
        timestamp: timestamp!,
        localTimestamp: localTimestamp!,
        instrument: String(instruments.getItem(row)),
        type: types.getItem(row) === 'call' ? 'call' : 'put',
        strike: strike!,
        expiry: expiry!,
        underlyingPrice,
        bidIv,
        askIv,
        markIv,
        delta,
        gamma,
        vega,
        openInterest,
      }
    })
  }
}

/** Funding, prices and open interest of a derivative in time order. */
export const readDerivativeTickers = async function* (
  instance: DuckDBInstance,
  folder: string,
  manifest: Manifest,
  instrument: Instrument,
  span: Span,
): AsyncGenerator<readonly DerivativeTicker[]> {
  const source = spanned(folder, manifest, instrument, 'derivative_ticker', span)
  if (source === undefined) return
  const sql = `SELECT t, ${microseconds('local_timestamp')}, last_price, mark_price, index_price, funding_rate, open_interest ${source}`
  for await (const chunk of streamChunks(instance, sql)) {
    const columns = Array.from({ length: 7 }, (_, i) => numbers(chunk, i))
    yield Array.from({ length: chunk.rowCount }, (_, row): DerivativeTicker => {
      const [timestamp, localTimestamp, ...rest] = columns.map((column) => column.at(row))
      const [lastPrice, markPrice, indexPrice, fundingRate, openInterest] = rest
      return {
        kind: 'derivative-ticker',
        timestamp: timestamp!,
        localTimestamp: localTimestamp!,
        lastPrice,
        markPrice,
        indexPrice,
        fundingRate,
        openInterest,
      }
    })
  }
}

/** The true states of a simulated market in time order. */
export const readTruth = async function* (
  instance: DuckDBInstance,
  folder: string,
  manifest: Manifest,
  instrument: Instrument,
  span: Span,
): AsyncGenerator<readonly Truth[]> {
  const source = spanned(folder, manifest, instrument, 'truth', span)
  if (source === undefined) return
  for await (const chunk of streamChunks(instance, `SELECT t, state::DOUBLE, variance ${source}`)) {
    const [time, state, variance] = [0, 1, 2].map((i) => numbers(chunk, i))
    yield Array.from({ length: chunk.rowCount }, (_, row): Truth => ({
      kind: 'truth',
      timestamp: time.at(row)!,
      state: state.at(row)!,
      variance: variance.at(row)!,
    }))
  }
}
