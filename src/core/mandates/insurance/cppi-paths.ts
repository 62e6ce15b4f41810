import type { InsuranceSnapshot } from './cppi-decision'
import type { CppiPolicy } from './cppi-policy'
import { evaluateCppi } from './evaluate-cppi'
import type { Jumps } from './gross-return'

/**
 * Price paths for insured portfolios, row-major by path, with the policy's inputs at each of the `steps` evaluations.
 */
export type WealthPaths = {
  readonly paths: number
  readonly steps: number
  /** paths × (steps + 1), > 0. */
  readonly price: Float64Array
  readonly stepSeconds: number
  readonly yearsPerSecond: number
  /** Annual forecast, paths × steps, or one for all. */
  readonly vol: Float64Array | number
  /** paths × steps × states; absent: unknown. */
  readonly posterior?: { readonly states: number; readonly column: Float64Array } | undefined
  readonly oneWayCost: number
  readonly rate: number
  readonly drift: number
  readonly jumps?: Jumps | undefined
}

/** The outcome of each path; columns of length `paths`, wealth in the currency of the price. */
export type InsuranceRun = {
  readonly wealth: Float64Array
  /** The floor at the end. */
  readonly floor: Float64Array
  /** Least wealth − floor over all evaluations and the end; negative where a gap broke the floor. */
  readonly leastCushion: Float64Array
  readonly cost: Float64Array
  readonly trades: Float64Array
  /** Traded value. */
  readonly turnover: Float64Array
  /** 1 where the path ended in cash lock. */
  readonly locked: Uint8Array
}

/** The posterior at one evaluation, empty where unknown. */
export const posteriorAt = (paths: WealthPaths, index: number): readonly number[] => {
  if (paths.posterior === undefined) return []
  const { states, column } = paths.posterior
  return Array.from(column.subarray(index * states, (index + 1) * states))
}

/**
 * Insures `wealth`, in cash at the start, against `floor` along every path: `evaluateCppi` stepped. The end is valued
 * without a closing trade.
 */
export const insureByCppi = (
  paths: WealthPaths,
  policy: CppiPolicy,
  start: { readonly wealth: number; readonly floor: number },
): InsuranceRun => {
  const { steps, price, stepSeconds, yearsPerSecond, rate } = paths
  const columns = () => new Float64Array(paths.paths)
  const out = {
    wealth: columns(),
    floor: columns(),
    leastCushion: columns(),
    cost: columns(),
    trades: columns(),
    turnover: columns(),
    locked: new Uint8Array(paths.paths),
  }
  const growth = Math.exp(rate * stepSeconds * yearsPerSecond)
  const stepMicroseconds = Math.round(stepSeconds * 1e6)
  for (let path = 0; path < paths.paths; path++) {
    let [units, cash, least] = [0, start.wealth, Infinity]
    let last: InsuranceSnapshot['last'] = { floor: start.floor }
    for (let step = 0; step < steps; step++) {
      const spot = price[path * (steps + 1) + step]
      const index = path * steps + step
      const decision = evaluateCppi({
        time: step * stepMicroseconds,
        price: spot,
        units,
        cash,
        oneWayCost: paths.oneWayCost,
        rate,
        vol: typeof paths.vol === 'number' ? paths.vol : paths.vol[index],
        drift: paths.drift,
        jumps: paths.jumps,
        posterior: posteriorAt(paths, index),
        yearsPerMicrosecond: yearsPerSecond / 1e6,
        policy,
        last,
      })
      last = decision.next
      least = Math.min(least, decision.cushion)
      if (decision.trade !== 0) {
        const value = decision.trade * spot
        cash -= value + decision.cost
        units += decision.trade
        out.cost[path] += decision.cost
        out.turnover[path] += Math.abs(value)
        out.trades[path]++
      }
      cash *= growth
    }
    const wealth = cash + units * price[path * (steps + 1) + steps]
    const began = 'evaluatedAt' in last ? last.evaluatedAt : 0
    const floor = last.floor * Math.exp(rate * (steps * stepMicroseconds - began) * (yearsPerSecond / 1e6))
    out.wealth[path] = wealth
    out.floor[path] = floor
    out.leastCushion[path] = Math.min(least, wealth - floor)
    out.locked[path] = 'locked' in last && last.locked ? 1 : 0
  }
  return out
}
