import type { Bar } from '../src/core/market/bar'
import { SECOND, type DerivativeTicker, type OptionSummary, type Timestamp } from '../src/core/market/event'
import { atTheMoneyVol } from './implied-vol'

/** A quotation older than this says nothing any more. */
const STALE = 2 * 3600 * SECOND
/** Funding is set for eight hours at most venues; a rate older than a day is none. */
const STALE_FUNDING = 24 * 3600 * SECOND

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
  const latest = new Map<string, OptionSummary>()
  const out: Bar[] = []
  await walk(
    bars,
    blocks,
    (option) => latest.set(option.instrument, option),
    (bar) => {
      for (const [instrument, { timestamp, expiry }] of latest)
        if (timestamp < bar.timestamp - STALE || expiry <= bar.timestamp) latest.delete(instrument)
      out.push({ ...bar, impliedVol: atTheMoneyVol(latest.values(), bar.timestamp, years, bar.close) })
    },
  )
  return out
}

/** The bars with the funding rate in force at each close: the last one recorded at or before it, undefined before the first and a day after the last. */
export const withFundingRate = async (
  bars: readonly Bar[],
  blocks: AsyncIterable<readonly DerivativeTicker[]>,
): Promise<readonly Bar[]> => {
  let last: DerivativeTicker | undefined
  const out: Bar[] = []
  await walk(
    bars,
    blocks,
    (ticker) => {
      if (ticker.fundingRate !== undefined) last = ticker
    },
    (bar) => {
      const inForce = last !== undefined && last.timestamp >= bar.timestamp - STALE_FUNDING
      out.push({ ...bar, fundingRate: inForce ? last?.fundingRate : undefined })
    },
  )
  return out
}
