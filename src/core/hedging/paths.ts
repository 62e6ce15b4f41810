import { Fault } from '../error'
import { tradeCost } from '../execution/cost'
import { centreVol, movesVol, setBand } from './band'
import { closedBand } from './band-offsets'
import { callDelta, fillCallExposure, type ExposureColumns } from './call-exposure'
import { posteriorMultiplier } from './policy'
import { rebalance } from './rebalance'
import type { Strategy } from './strategy'
import { flowWait, nextEvaluationSeconds, triggerMove } from './timing'

/**
 * Price paths of one short at-the-money call each, as columns: row-major by path, spot divided by its first value so that the strike is 1, rate 0.
 * The position is looked at on steps 0 … steps − 1 and the option pays on spot[steps].
 */
export type HedgePaths = {
  readonly paths: number
  readonly steps: number
  /** paths × (steps + 1), > 0. */
  readonly spot: Float64Array
  /** Years to expiry as the hedger counts them at each of the `steps` looks, ≥ 0. */
  readonly years: Float64Array
  /** One-way proportional cost, paths × (steps + 1), or one for all. */
  readonly cost: Float64Array | number
  /** Cash per trade, per unit of spot at the start: one a path, or one for all; 0 where absent. */
  readonly fixedCost?: Float64Array | number | undefined
}

/** Exposures at annual volatility `vol`, paths × steps, or one for all. */
export const exposureColumns = (paths: HedgePaths, vol: Float64Array | number): ExposureColumns => {
  const { spot, years, steps } = paths
  const size = paths.paths * steps
  const out = { delta: new Float64Array(size), gamma: new Float64Array(size) }
  const roots = years.map(Math.sqrt)
  for (let path = 0, index = 0, at = 0; path < paths.paths; path++, at++)
    for (let step = 0; step < steps; step++, index++, at++)
      fillCallExposure(spot[at], (typeof vol === 'number' ? vol : vol[index]) * roots[step], out, index)
  return out
}

/** Inputs that some strategies need; columns are paths × steps. */
export type HedgeExtra = {
  /** Posterior-weighted multiplier of the adaptive band; absent: the plain mean of the policy's multipliers. */
  readonly bandMultiplier?: Float64Array | undefined
  /** Toxicity percentile in [0, 1] of the adaptive strategy; absent: never toxic. */
  readonly toxicity?: Float64Array | undefined
  /** Annual volatility behind the exposures, a column or one for all; needed by leland, zakamouline and adaptive. */
  readonly vol?: Float64Array | number | undefined
  /** Seconds between looks; needed by fixed-interval, leland and adaptive. */
  readonly stepSeconds?: number | undefined
}

/** What became of each path; columns of length `paths`, per unit of spot at the start. */
export type HedgeRun = {
  /** −payoff + Σ δ ΔS − costs, before the premium. */
  readonly pnl: Float64Array
  readonly cost: Float64Array
  /** Looks at which the position changed, and the unwinding where there is one. */
  readonly trades: Float64Array
  /** Σ |Δδ|, in units of the underlying. */
  readonly turnover: Float64Array
}

/**
 * Hedges one short call a path from an empty position. `unwindAtExpiry` sells the hedge at the end at cost; without it the hedge is delivered free.
 * The band, the trade and the waiting rules are the functions that `evaluate` uses, so a path here is `evaluate` stepped along it.
 * Faults where an input that the strategy needs is missing.
 */
export const hedge = (
  paths: HedgePaths,
  exposure: ExposureColumns,
  strategy: Strategy,
  extra: HedgeExtra,
  options: { readonly unwindAtExpiry: boolean },
): HedgeRun => {
  const { steps, spot, years } = paths
  const needsVol = movesVol(strategy) || strategy.kind === 'adaptive'
  const needsClock = strategy.kind === 'fixed-interval' || strategy.kind === 'leland' || strategy.kind === 'adaptive'
  if (needsVol && extra.vol === undefined) throw new Fault('usage', `hedging by ${strategy.kind} needs the volatility`)
  if (needsClock && extra.stepSeconds === undefined)
    throw new Fault('usage', `hedging by ${strategy.kind} needs the seconds between looks`)

  const vol = extra.vol ?? 0
  const stepSeconds = extra.stepSeconds ?? 0
  const stepMicroseconds = Math.round(stepSeconds * 1e6)
  const stepYears = steps > 1 ? years[0] - years[1] : years[0]
  const yearsPerSecond = stepSeconds > 0 ? stepYears / stepSeconds : 0
  const policy = strategy.kind === 'adaptive' ? strategy.policy : undefined
  const plainMultiplier = policy === undefined ? 1 : posteriorMultiplier(policy.multipliers, [])
  const fixed = paths.fixedCost ?? 0
  const band = closedBand()
  const moved = movesVol(strategy)
  const wait = strategy.kind === 'fixed-interval' || strategy.kind === 'leland' ? strategy.seconds : 0
  const state = { cost: 0, fixedCost: 0, spot: 1, gamma: 0, vol: 0, years: 0, discount: 1, multiplier: plainMultiplier }
  const out = {
    pnl: new Float64Array(paths.paths),
    cost: new Float64Array(paths.paths),
    trades: new Float64Array(paths.paths),
    turnover: new Float64Array(paths.paths),
  }

  for (let path = 0; path < paths.paths; path++) {
    const first = path * (steps + 1)
    let position = 0
    let gain = 0
    let paid = 0
    let trades = 0
    let turnover = 0
    let dueAt = 0
    let calmBelow = Infinity
    let calmAbove = -Infinity
    state.fixedCost = typeof fixed === 'number' ? fixed : fixed[path]
    let waitingSince: number | undefined
    for (let step = 0; step < steps; step++) {
      const at = first + step
      const price = spot[at]
      const time = step * stepMicroseconds
      if (time >= dueAt || price <= calmAbove || price >= calmBelow) {
        const index = path * steps + step
        state.cost = typeof paths.cost === 'number' ? paths.cost : paths.cost[at]
        state.spot = price
        state.gamma = exposure.gamma[index]
        state.vol = typeof vol === 'number' ? vol : vol[index]
        state.years = years[step]
        if (extra.bandMultiplier !== undefined) state.multiplier = extra.bandMultiplier[index]
        setBand(strategy, state, band)
        const width = band.upper
        const centre = moved
          ? callDelta(price, centreVol(strategy, state, 1, yearsPerSecond) * Math.sqrt(state.years))
          : exposure.delta[index]
        let next = rebalance(
          position,
          centre + band.lower,
          centre + band.lowerTarget,
          centre + band.upperTarget,
          centre + band.upper,
        )
        let seconds = wait
        if (policy !== undefined) {
          const excess = Math.abs(position - centre) - width
          const since = waitingSince ?? time
          const toxic = extra.toxicity === undefined ? 0 : extra.toxicity[index]
          const flow = flowWait(policy, toxic, excess, (time - since) / 1e6)
          waitingSince = flow === undefined ? undefined : since
          if (flow !== undefined) {
            next = position
            seconds = flow
          } else
            seconds = nextEvaluationSeconds(policy, next - centre, width, state.gamma, price, state.vol, yearsPerSecond)
          const move = triggerMove(policy, width, state.gamma)
          calmBelow = price + move
          calmAbove = price - move
        }
        dueAt = time + Math.round(seconds * 1e6)
        if (next !== position) {
          const size = Math.abs(next - position)
          paid += tradeCost(state.cost, state.fixedCost, size, price)
          turnover += size
          trades++
          position = next
        }
      }
      gain += position * (spot[at + 1] - price)
    }
    const last = first + steps
    const price = spot[last]
    if (options.unwindAtExpiry && position !== 0) {
      const cost = typeof paths.cost === 'number' ? paths.cost : paths.cost[last]
      paid += tradeCost(cost, state.fixedCost, Math.abs(position), price)
      turnover += Math.abs(position)
      trades++
    }
    out.pnl[path] = gain - paid - Math.max(price - 1, 0)
    out.cost[path] = paid
    out.trades[path] = trades
    out.turnover[path] = turnover
  }
  return out
}
