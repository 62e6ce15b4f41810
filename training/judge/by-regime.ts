import { tradeCost } from '../../src/core/execution/cost'
import type { RegimeBehaviour } from '../../src/report/policy-scores'
import { quantileOfSorted } from '../statistics/quantile'
import type { Strip } from '../tune/view/strip'
import type { View } from '../tune/view/view'

/** What a run recorded at every step, paths × steps; half-width and interval are 0 at steps not evaluated. */
export type RecordedRun = {
  readonly positions: Float64Array
  readonly halfWidths: Float64Array
  readonly intervals: Float64Array
}

export const emptyRecord = ({ paths, steps }: Strip): RecordedRun => ({
  positions: new Float64Array(paths * steps),
  halfWidths: new Float64Array(paths * steps),
  intervals: new Float64Array(paths * steps),
})

/** Regimes called on bars from `from` on, and their names. */
export type CalledRegimes = { readonly called: Uint8Array; readonly from: number; readonly names: readonly string[] }

const totals = () => ({ steps: 0, evaluations: 0, halfWidth: 0, cost: 0, risk: 0, intervals: [] as number[] })

/** What a recorded run did in each called regime; `barsPerDay` of a trading day. */
export const behaviourByRegime = (
  { strip, mark }: Pick<View, 'strip' | 'mark'>,
  { positions, halfWidths, intervals }: RecordedRun,
  { called, from, names }: CalledRegimes,
  { series, barsPerDay }: { readonly series: string; readonly barsPerDay: number },
): readonly RegimeBehaviour[] => {
  const { paths, steps, spot, starts, cost } = strip
  const regimes = names.map(totals)
  for (let p = 0; p < paths; p++)
    for (let t = 0; t < steps; t++) {
      const i = p * steps + t
      const at = p * (steps + 1) + t
      const regime = regimes[called[starts[p] + t - from]]
      regime.steps++
      if (intervals[i] > 0) {
        regime.evaluations++
        regime.halfWidth += halfWidths[i]
        regime.intervals.push(intervals[i])
      }
      const moved = t === 0 ? 0 : Math.abs(positions[i] - positions[i - 1])
      if (moved > 0) regime.cost += tradeCost(typeof cost === 'number' ? cost : cost[at], 0, moved, spot[at])
      const off = positions[i] - mark.delta[i]
      regime.risk += off * off * spot[at] * spot[at] * mark.variance[i]
    }
  return regimes.flatMap((regime, k) => {
    if (regime.steps === 0 || regime.evaluations === 0) return []
    const days = regime.steps / barsPerDay
    return [
      {
        series,
        regime: names[k],
        share: regime.steps / (paths * steps),
        halfWidth: regime.halfWidth / regime.evaluations,
        intervalSeconds: quantileOfSorted(Float64Array.from(regime.intervals).sort(), 0.5),
        evaluationsPerDay: regime.evaluations / days,
        cost: regime.cost / days,
        tracking: Math.sqrt(regime.risk / days),
      },
    ]
  })
}
