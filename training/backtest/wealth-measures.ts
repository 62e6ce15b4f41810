import { expectedShortfall } from '../../src/core/statistics/risk/expected-shortfall'
import { mean, standardDeviation } from '../../src/core/statistics/risk/moments'
import type { Trial } from './trial'

type Columns = { readonly wealth: Float64Array; readonly cost: Float64Array; readonly trades: Float64Array }

/**
 * What is measured of wealth at the end, `start` at the start: return, its sd, the mean of the worst twentieth, and how
 * often and how far it ends below `floor`.
 */
export const wealthMeasures =
  ({ wealth, cost, trades }: Columns, start: number, floor: number): Trial['measures'] =>
  (paths) => {
    const pick = (column: Float64Array): Float64Array =>
      paths === undefined ? column : Float64Array.from(paths, (p) => column[p])
    const gained = pick(wealth).map((value) => value / start - 1)
    const missing = pick(wealth).map((value) => Math.max(floor - value, 0))
    return {
      meanReturn: mean(gained),
      returnSd: standardDeviation(gained),
      es95: expectedShortfall(gained, 0.05),
      belowFloor: mean(missing.map((value) => (value > 0 ? 1 : 0))),
      meanShortfall: mean(missing),
      cost: mean(pick(cost)),
      trades: mean(pick(trades)),
    }
  }
