import { mean, standardDeviation } from '../../../src/core/statistics/moments'
import type { Outcome } from '../../tune/view/view'

/** Names of the measures, in the order of a table; all but the trades per unit of spot at the sale. */
export const measureNames = ['totalSd', 'totalEs95', 'trackingSd', 'trackingEs95', 'cost', 'trades'] as const

export type MeasureName = (typeof measureNames)[number]
export type TableMeasures = Readonly<Record<MeasureName, number>>

/** Outcomes in the tail of an ES95: those at or below the 5 % quantile of type 7, the rule of the published figures. */
const tailCount = (outcomes: number): number => Math.floor(0.05 * (outcomes - 1)) + 1

/** Minus the mean of the tail of the outcomes, less their own mean. */
export const demeanedEs95 = (values: Float64Array): number => {
  const tail = Float64Array.from(values).sort().subarray(0, tailCount(values.length))
  return mean(values) - mean(tail)
}

/**
 * Measures of an outcome on the given paths, all where absent. Trades are those before expiry: the unwinding is not
 * counted.
 */
export const tableMeasuresOf = (outcome: Outcome, paths?: ArrayLike<number>): TableMeasures => {
  const pick = (column: Float64Array): Float64Array =>
    paths === undefined ? column : Float64Array.from(paths, (p) => column[p])
  const pnl = pick(outcome.pnl)
  const tracking = pick(outcome.tracking)
  return {
    totalSd: standardDeviation(pnl),
    totalEs95: demeanedEs95(pnl),
    trackingSd: standardDeviation(tracking),
    trackingEs95: demeanedEs95(tracking),
    cost: mean(pick(outcome.cost)),
    trades: mean(pick(outcome.trades)) - 1,
  }
}

/**
 * Cost, total ES95 and tracking sd of an outcome on a draw of its paths: `counts[i]` is how often the i-th was drawn,
 * `drawn` their sum.
 */
export type Resampled = (
  counts: Int32Array,
  drawn: number,
) => readonly [cost: number, totalEs95: number, trackingSd: number]

const meanOf = (values: Float64Array, counts: Int32Array, drawn: number): number => {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += counts[i] * values[i]
  return sum / drawn
}

/** The measures of `tableMeasuresOf` for many draws of the given paths, which are ranked once for all draws. */
export const resampled = (outcome: Outcome, paths: Int32Array): Resampled => {
  const pick = (column: Float64Array): Float64Array => Float64Array.from(paths, (p) => column[p])
  const [pnl, cost, tracking] = [pick(outcome.pnl), pick(outcome.cost), pick(outcome.tracking)]
  const ranked = Int32Array.from(paths, (_, i) => i).sort((a, b) => pnl[a] - pnl[b])
  return (counts, drawn) => {
    const tail = tailCount(drawn)
    let sum = 0
    for (let rank = 0, taken = 0; taken < tail; rank++) {
      const i = ranked[rank]
      const count = Math.min(counts[i], tail - taken)
      sum += count * pnl[i]
      taken += count
    }
    const centre = meanOf(tracking, counts, drawn)
    let square = 0
    for (let i = 0; i < tracking.length; i++) square += counts[i] * (tracking[i] - centre) ** 2
    return [meanOf(cost, counts, drawn), meanOf(pnl, counts, drawn) - sum / tail, Math.sqrt(square / drawn)]
  }
}
