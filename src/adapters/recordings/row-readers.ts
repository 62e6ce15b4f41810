import type { DuckDBDataChunk } from '@duckdb/node-api'
import type { DerivativeTicker, OptionSummary, Truth } from '../../core/market/event'
import { microseconds, numbers } from './query'
import type { RowReader } from './read-rows'

const columnsOf = (chunk: DuckDBDataChunk, count: number) => Array.from({ length: count }, (_, i) => numbers(chunk, i))

/** The options of a chain. */
export const optionRows: RowReader<OptionSummary> = {
  channel: 'options',
  select: `t, ${microseconds('local_timestamp')}, strike, ${microseconds('expiry')}, underlying_price, bid_iv, ask_iv, mark_iv,
    delta, gamma, vega, open_interest, instrument, type`,
  eventsOf: (chunk) => {
    const columns = columnsOf(chunk, 12)
    const instruments = chunk.getColumnVector(12)
    const types = chunk.getColumnVector(13)
    return (row) => {
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
    }
  },
}

/** Funding, prices and open interest of a derivative. */
export const derivativeTickerRows: RowReader<DerivativeTicker> = {
  channel: 'derivative_ticker',
  select: `t, ${microseconds('local_timestamp')}, last_price, mark_price, index_price, funding_rate, open_interest`,
  eventsOf: (chunk) => {
    const columns = columnsOf(chunk, 7)
    return (row) => {
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
    }
  },
}

/** The true states of a simulated market. */
export const truthRows: RowReader<Truth> = {
  channel: 'truth',
  select: 't, state::DOUBLE, variance',
  eventsOf: (chunk) => {
    const [time, state, variance] = columnsOf(chunk, 3)
    return (row) => ({ kind: 'truth', timestamp: time.at(row)!, state: state.at(row)!, variance: variance.at(row)! })
  },
}
