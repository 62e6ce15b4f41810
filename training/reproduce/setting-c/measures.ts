import { mean, standardDeviation } from '../../../src/core/metrics/risk/moments'
import type { Outcome } from '../../hedging/outcome'
import { quantileOfSorted } from '../../statistics/quantile'

/** Names of the measures, in the order of a table; all but the trades per unit of spot at the sale. */
export const measureNames = ['totalSd', 'totalEs95', 'trackingSd', 'trackingEs95', 'cost', 'trades'] as const

export type Measures = Readonly<Record<(typeof measureNames)[number], number>>

/** Minus the mean of the outcomes, less their own mean, at or below their 5 % quantile (type 7): the rule of the published figures. */
export const demeanedEs95 = (values: Float64Array): number => {
  const sorted = Float64Array.from(values).sort()
  const quantile = quantileOfSorted(sorted, 0.05)
  let sum = 0
  let count = 0
  for (; count < sorted.length && sorted[count] <= quantile; count++) sum += sorted[count]
  return mean(values) - sum / count
}

/** Measures of an outcome on the given paths, all where absent. Trades are those before expiry: the unwinding is not counted. */
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
