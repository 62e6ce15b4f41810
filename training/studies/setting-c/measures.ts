import { mean, standardDeviation } from '../../../src/core/statistics/risk/moments'
import type { Outcome } from '../../tune/view/outcome'

/** Names of the measures, in the order of a table; all but the trades per unit of spot at the sale. */
export const measureNames = ['totalSd', 'totalEs95', 'trackingSd', 'trackingEs95', 'cost', 'trades'] as const

export type MeasureName = (typeof measureNames)[number]
export type Measures = Readonly<Record<MeasureName, number>>

/** Outcomes in the tail of an ES95: those at or below the 5 % quantile of type 7, the rule of the published figures. */
export const tailCount = (outcomes: number): number => Math.floor(0.05 * (outcomes - 1)) + 1

/** Minus the mean of the tail of the outcomes, less their own mean. */
export const demeanedEs95 = (values: Float64Array): number => {
  const tail = Float64Array.from(values).sort().subarray(0, tailCount(values.length))
  return mean(values) - mean(tail)
}

/**
 * Measures of an outcome on the given paths, all where absent. Trades are those before expiry: the unwinding is not
 * counted.
 */
export const measuresOf = (outcome: Outcome, paths?: ArrayLike<number>): Measures => {
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
