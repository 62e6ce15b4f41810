import type { Snapshot } from '../../hedging/snapshot'
import type { Strategy } from '../../hedging/strategy'
import { posteriorAt, type WealthPaths } from './cppi-paths'
import { evaluateObpi, solveObpi, type ObpiPlan } from './obpi'

/** The outcome of each path; columns of length `paths`. */
export type ObpiRun = {
  readonly plan: ObpiPlan
  readonly wealth: Float64Array
  /** wealth − what the bought put would have guaranteed, max(G, units × S): what replication gained (> 0) or missed. */
  readonly tracking: Float64Array
  readonly cost: Float64Array
  readonly trades: Float64Array
}

/**
 * Replicates along every path the plan solved at the first price, from cash, by the strategy; `vol` prices the plan,
 * and `evaluateObpi` stepped at the paths' forecasts trades it. The end is valued without a closing trade. undefined
 * where the guarantee cannot be afforded. All paths must start at one price.
 */
export const insureByObpi = (
  paths: WealthPaths,
  strategy: Strategy,
  start: { readonly wealth: number; readonly guarantee: number; readonly vol: number },
): ObpiRun | undefined => {
  const { steps, price, stepSeconds, yearsPerSecond, rate } = paths
  const years = steps * stepSeconds * yearsPerSecond
  const spot = price[0]
  const plan = solveObpi({ ...start, spot, years, rate })
  if (plan === undefined) return undefined
  const stepMicroseconds = Math.round(stepSeconds * 1e6)
  const growth = Math.exp(rate * stepSeconds * yearsPerSecond)
  const columns = () => new Float64Array(paths.paths)
  const out = { plan, wealth: columns(), tracking: columns(), cost: columns(), trades: columns() }
  for (let path = 0; path < paths.paths; path++) {
    let [units, cash] = [0, start.wealth]
    let last: Snapshot['last']
    for (let step = 0; step < steps; step++) {
      const at = price[path * (steps + 1) + step]
      const index = path * steps + step
      const decision = evaluateObpi({
        plan,
        expiry: steps * stepMicroseconds,
        time: step * stepMicroseconds,
        spot: at,
        yearsPerMicrosecond: yearsPerSecond / 1e6,
        position: units,
        oneWayCost: paths.oneWayCost,
        posterior: posteriorAt(paths, index),
        volatility: [{ years: 1, vol: typeof paths.vol === 'number' ? paths.vol : paths.vol[index] }],
        rate,
        toxicityPercentile: undefined,
        strategy,
        scale: { contracts: plan.units > 0 ? plan.units : 1, price: spot },
        last,
      })
      last = decision.next
      if (decision.trade !== 0) {
        const paid = paths.oneWayCost * Math.abs(decision.trade) * at
        cash -= decision.trade * at + paid
        units = decision.target
        out.cost[path] += paid
        out.trades[path]++
      }
      cash *= growth
    }
    const end = price[path * (steps + 1) + steps]
    out.wealth[path] = cash + units * end
    out.tracking[path] = out.wealth[path] - Math.max(start.guarantee, plan.units * end)
  }
  return out
}
