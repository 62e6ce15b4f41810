import type { Timestamp } from '../../market/event'
import type { MarketScores } from './shadow-verdict'

/** Live losses of a set on one market by one measure. */
export type LiveSummary = {
  readonly instrument: string
  readonly measure: string
  readonly horizonBars: number
  readonly rows: number
  readonly from: Timestamp
  readonly to: Timestamp
  readonly loss: number
  /** Mean of log-HAR's on the same bars, and the mean loss over it. */
  readonly baseline: number | undefined
  readonly ratio: number | undefined
}

/** Sums live scores up, a measure a market, in the order in which they first came. */
export const summarizeLive = (markets: readonly MarketScores[]): readonly LiveSummary[] =>
  markets.flatMap(({ instrument, bars }) => {
    const sums = new Map<
      string,
      { horizonBars: number; rows: number; loss: number; baseline: number; from: Timestamp; to: Timestamp }
    >()
    for (const { at, scores } of bars)
      for (const { measure, horizonBars, loss, baseline } of scores) {
        const sum = sums.get(measure) ?? { horizonBars, rows: 0, loss: 0, baseline: 0, from: at, to: at }
        sums.set(measure, sum)
        sum.rows++
        sum.loss += loss
        sum.baseline += baseline ?? NaN
        sum.to = at
      }
    return [...sums].map(([measure, { horizonBars, rows, loss, baseline, from, to }]) => {
      const has = Number.isFinite(baseline)
      return {
        instrument,
        measure,
        horizonBars,
        rows,
        from,
        to,
        loss: loss / rows,
        baseline: has ? baseline / rows : undefined,
        ratio: has ? loss / baseline : undefined,
      }
    })
  })
