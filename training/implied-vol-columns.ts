import type { Bar } from '../src/core/market/bar'
import type { DerivativeTicker, OptionSummary, Timestamp } from '../src/core/market/event'
import { startFunding } from '../src/core/market/side-channels/funding-in-force'
import { startImpliedVol } from '../src/core/market/side-channels/implied-vol-in-force'

type Row = { readonly timestamp: Timestamp }

/** Calls `at` for every bar in turn after `take` has taken the rows, in time order, up to its close. */
const walk = async <R extends Row>(
  bars: readonly Bar[],
  blocks: AsyncIterable<readonly R[]>,
  take: (row: R) => void,
  at: (bar: Bar) => void,
): Promise<void> => {
  let next = 0
  for await (const rows of blocks)
    for (const row of rows) {
      while (next < bars.length && bars[next].timestamp < row.timestamp) at(bars[next++])
      if (next === bars.length) return
      take(row)
    }
  while (next < bars.length) at(bars[next++])
}

/**
 * The bars with the at-the-money implied volatility in force at each close for options of `years` of life: from the latest quotation of every option at or
 * before the close, none older than two hours; undefined where there is none. `blocks` are in time order.
 */
export const withImpliedVol = async (
  bars: readonly Bar[],
  blocks: AsyncIterable<readonly OptionSummary[]>,
  years: number,
): Promise<readonly Bar[]> => {
  const chain = startImpliedVol(years)
  const out: Bar[] = []
  await walk(bars, blocks, chain.take, (bar) => out.push({ ...bar, impliedVol: chain.at(bar.timestamp, bar.close) }))
  return out
}

/** The bars with the funding rate in force at each close: the last one recorded at or before it, undefined before the first and a day after the last. */
export const withFundingRate = async (
  bars: readonly Bar[],
  blocks: AsyncIterable<readonly DerivativeTicker[]>,
): Promise<readonly Bar[]> => {
  const funding = startFunding()
  const out: Bar[] = []
  await walk(bars, blocks, funding.take, (bar) => out.push({ ...bar, fundingRate: funding.at(bar.timestamp) }))
  return out
}
