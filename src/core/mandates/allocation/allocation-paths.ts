import type { AllocationSnapshot, AllocationState } from './allocation-decision'
import { evaluateAllocation } from './evaluate-allocation'

/** Price paths of several assets: paths × (steps + 1) × assets, > 0. */
export type AssetPaths = {
  readonly paths: number
  readonly steps: number
  readonly assets: number
  readonly price: Float64Array
  readonly stepSeconds: number
  readonly yearsPerSecond: number
  /** Cash that comes or goes at each evaluation, paths × steps; absent: none. */
  readonly flow?: Float64Array | undefined
  /** paths × steps × states; absent: unknown. */
  readonly posterior?: { readonly states: number; readonly column: Float64Array } | undefined
}

/** What does not change along a path. */
export type AllocationTerms = Pick<AllocationSnapshot, 'targets' | 'covariance' | 'costs' | 'policy'>

/** The outcome of each path; columns of length `paths`. */
export type AllocationRun = {
  /** At the end, in currency. */
  readonly value: Float64Array
  readonly cost: Float64Array
  /** Evaluations at which anything was traded. */
  readonly trades: Float64Array
  /** Traded value. */
  readonly turnover: Float64Array
  /** Annual sd, about 0, of the step's return against that of the target weights held costlessly, costs left out. */
  readonly trackingError: Float64Array
}

/**
 * Rebalances `cash` along every path: `evaluateAllocation` stepped at each evaluation, cash at rate 0. The end is
 * valued without a closing trade.
 */
export const rebalanceAlong = (
  paths: AssetPaths,
  terms: AllocationTerms,
  start: { readonly cash: number },
): AllocationRun => {
  const { steps, assets, price, stepSeconds, yearsPerSecond } = paths
  const columns = () => new Float64Array(paths.paths)
  const out = { value: columns(), cost: columns(), trades: columns(), turnover: columns(), trackingError: columns() }
  const stepMicroseconds = Math.round(stepSeconds * 1e6)
  for (let path = 0; path < paths.paths; path++) {
    let units: readonly number[] = terms.targets.map(() => 0)
    let cash = start.cash
    let last: AllocationState | undefined
    let squares = 0
    for (let step = 0; step < steps; step++) {
      const at = (path * (steps + 1) + step) * assets
      const index = path * steps + step
      const prices = Array.from(price.subarray(at, at + assets))
      const states = paths.posterior?.states ?? 0
      const decision = evaluateAllocation({
        ...terms,
        time: step * stepMicroseconds,
        prices,
        units,
        cash,
        flow: paths.flow === undefined ? 0 : paths.flow[index],
        posterior: Array.from(paths.posterior?.column.subarray(index * states, (index + 1) * states) ?? []),
        yearsPerMicrosecond: yearsPerSecond / 1e6,
        last,
      })
      last = decision.next
      cash = decision.cash
      if (decision.kind === 'trade') {
        units = units.map((held, i) => held + decision.trades[i])
        out.cost[path] += decision.cost
        out.trades[path]++
        for (let i = 0; i < assets; i++) out.turnover[path] += Math.abs(decision.trades[i]) * prices[i]
      }
      let [value, gain, benchmark] = [cash, 0, 0]
      for (let i = 0; i < assets; i++) {
        const change = price[at + assets + i] - prices[i]
        value += units[i] * prices[i]
        gain += units[i] * change
        benchmark += (terms.targets[i] * change) / prices[i]
      }
      squares += (gain / value - benchmark) ** 2
    }
    const end = (path * (steps + 1) + steps) * assets
    out.value[path] = units.reduce((sum, held, i) => sum + held * price[end + i], cash)
    out.trackingError[path] = Math.sqrt(squares / (steps * stepSeconds * yearsPerSecond))
  }
  return out
}
