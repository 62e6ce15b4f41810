import type { Bar, Bars } from '../../src/core/market/bar'
import type { DerivativeTicker, OptionSummary, Timestamp } from '../../src/core/market/event'
import { startFunding, startImpliedVol } from '../../src/core/market/side-channels'
import { startBarTable, type BarTable } from './bar-table'

type Row = { readonly timestamp: Timestamp }

/** Calls `at` for every bar in turn after `take` has taken the rows, in time order, up to its close. */
const walk = async <R extends Row>(
  bars: Bars,
  blocks: AsyncIterable<readonly R[]>,
  take: (row: R) => void,
  at: (bar: Bar) => void,
): Promise<void> => {
  const coming = bars[Symbol.iterator]()
  let next = coming.next()
  const give = (bar: Bar): void => {
    at(bar)
    next = coming.next()
  }
  for await (const rows of blocks)
    for (const row of rows) {
      while (!next.done && next.value.timestamp < row.timestamp) give(next.value)
      if (next.done) return
      take(row)
    }
  while (!next.done) give(next.value)
}

/**
 * The bars with the at-the-money implied volatility in force at each close for options of `years` of life: from the
 * latest quotation of every option at or before the close, none older than two hours; undefined where there is none.
 * `blocks` are in time order.
 */
export const withImpliedVol = async (
  bars: Bars,
  blocks: AsyncIterable<readonly OptionSummary[]>,
  years: number,
): Promise<BarTable> => {
  const chain = startImpliedVol(years)
  const out = startBarTable()
  await walk(bars, blocks, chain.take, (bar) => out.push({ ...bar, impliedVol: chain.at(bar.timestamp, bar.close) }))
  return out.table()
}

/**
 * The bars with the funding rate in force at each close: the last one recorded at or before it, undefined before the
 * first and a day after the last.
 */
export const withFundingRate = async (
  bars: Bars,
  blocks: AsyncIterable<readonly DerivativeTicker[]>,
): Promise<BarTable> => {
  const funding = startFunding()
  const out = startBarTable()
  await walk(bars, blocks, funding.take, (bar) => out.push({ ...bar, fundingRate: funding.at(bar.timestamp) }))
  return out.table()
}
