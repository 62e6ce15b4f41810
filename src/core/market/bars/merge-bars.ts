import type { Bar, BarFlow, BarQuote } from '../bar'
import type { Timestamp } from '../event'
import { onLastLevel } from './level'

const mergeFlow = (bars: readonly Bar[]): BarFlow | undefined => {
  let [buyVolume, sellVolume, known] = [0, 0, false]
  for (const { flow } of bars) {
    if (flow === undefined) continue
    known = true
    buyVolume += flow.buyVolume
    sellVolume += flow.sellVolume
  }
  return known ? { buyVolume, sellVolume } : undefined
}

const mergeQuote = (bars: readonly Bar[]): BarQuote | undefined => {
  const quotes = bars.map((bar) => bar.quote).filter((quote) => quote !== undefined)
  const last = bars[bars.length - 1].quote
  if (last === undefined) return undefined
  const sum = (read: (quote: BarQuote) => number): number => quotes.reduce((total, quote) => total + read(quote), 0)
  return {
    ...last,
    relativeSpread: sum((quote) => quote.relativeSpread) / quotes.length,
    depth: sum((quote) => quote.depth) / quotes.length,
    orderFlowImbalance: sum((quote) => quote.orderFlowImbalance),
    updates: sum((quote) => quote.updates),
  }
}

/**
 * The variance inside a part: its own sub-intervals where it has them, else its squared close-to-close log return; open
 * to close after a gap.
 */
const partVariance = (bar: Bar, previousClose: number | undefined): number => {
  if (bar.realizedVariance !== undefined) return bar.realizedVariance
  const from = previousClose === undefined || bar.afterGap ? bar.open : previousClose
  return Math.log(bar.close / from) ** 2
}

/**
 * One bar over consecutive finer ones (at least one), closing at `timestamp`. Volumes, flow, order-flow imbalance and
 * counts add up; spread and depth are averaged over the parts; the quote, implied volatility and funding rate are those
 * of the last part. `realizedVariance` sums the parts' own, or their squared close-to-close log returns where they have
 * none, the first from `previousClose`; a single part without one gives none. Parts before a change of level are
 * brought to the level after it.
 */
export const mergeBars = (
  recorded: readonly Bar[],
  previousClose: number | undefined,
  timestamp: Timestamp,
  periodSeconds: number,
): Bar => {
  const { bars, ratio } = onLastLevel(recorded)
  const first = bars[0]
  const last = bars[bars.length - 1]
  let [high, low, volume, turnover, realizedVariance] = [first.high, first.low, 0, 0, 0]
  let trades: number | undefined
  let close = previousClose === undefined ? undefined : previousClose * ratio
  for (const bar of bars) {
    if (bar.high > high) high = bar.high
    if (bar.low < low) low = bar.low
    volume += bar.volume
    turnover += bar.turnover
    if (bar.trades !== undefined) trades = (trades ?? 0) + bar.trades
    realizedVariance += partVariance(bar, close)
    close = bar.close
  }
  return {
    timestamp,
    periodSeconds,
    open: first.open,
    high,
    low,
    close: last.close,
    volume,
    turnover,
    trades,
    flow: mergeFlow(bars),
    quote: mergeQuote(bars),
    realizedVariance: bars.length === 1 && first.realizedVariance === undefined ? undefined : realizedVariance,
    impliedVol: last.impliedVol,
    fundingRate: last.fundingRate,
    afterGap: bars.some((bar) => bar.afterGap),
  }
}
