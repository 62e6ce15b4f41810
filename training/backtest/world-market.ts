import { shortCall, type PathLeg } from '../../src/core/hedging/hedge-paths'
import type { Rng } from '../../src/core/rng'
import { SECONDS_PER_YEAR } from '../simulator/path'
import { simulatePaths, trueVolatility, type SimulatedPaths } from '../simulator/simulate-paths'
import { expectedAverageVariance } from '../simulator/truth'
import type { PathWorld } from '../simulator/world'
import { bookPremium } from '../tune/view/strip'
import type { HedgeMarket } from './hedge-market'

export const worldVolSources = ['truth', 'constant', 'ewma'] as const
export type WorldVolSource = (typeof worldVolSources)[number]

export type WorldMarketOptions = {
  readonly paths: number
  readonly optionDays: number
  readonly stepSeconds: number
  readonly volSource: WorldVolSource
  /** One-way, proportional. */
  readonly cost: number
  /** Half-life of the EWMA, days. */
  readonly halfLifeDays: number
  readonly legs: readonly PathLeg[] | undefined
  readonly fixedCost: number | undefined
}

/** The world's long-run variance: its expectation over many years. */
const longRunVariance = (world: PathWorld): number =>
  expectedAverageVariance(world, 0, world.kind === 'heston' ? world.theta : 0, 1000)

/** Annual volatility by exponentially weighted squared log returns, started at the long-run variance. */
const ewmaVolatility = ({ paths, steps, stepSeconds, spot }: SimulatedPaths, start: number, halfLifeDays: number) => {
  const keep = 0.5 ** (stepSeconds / (halfLifeDays * 86_400))
  const perYear = SECONDS_PER_YEAR / stepSeconds
  const vol = new Float64Array(paths * steps)
  for (let p = 0; p < paths; p++) {
    let variance = start
    for (let step = 0; step < steps; step++) {
      if (step > 0) {
        const at = p * (steps + 1) + step
        variance = keep * variance + (1 - keep) * Math.log(spot[at] / spot[at - 1]) ** 2 * perYear
      }
      vol[p * steps + step] = Math.sqrt(variance)
    }
  }
  return vol
}

/** Independent options in a simulated world. The premium is Black-Scholes at the world's long-run volatility. */
export const worldMarket = (world: PathWorld, options: WorldMarketOptions, rng: Rng): HedgeMarket => {
  const { paths: count, optionDays, stepSeconds, volSource, cost, halfLifeDays, legs, fixedCost } = options
  const steps = Math.max(1, Math.round((optionDays * 86_400) / stepSeconds))
  const simulated = simulatePaths(world, { paths: count, steps, stepSeconds }, rng)
  const variance = longRunVariance(world)
  const years = Float64Array.from({ length: steps }, (_, step) => ((steps - step) * stepSeconds) / SECONDS_PER_YEAR)
  const volOf: Readonly<Record<WorldVolSource, () => Float64Array>> = {
    truth: () => trueVolatility(world, simulated),
    constant: () => new Float64Array(count * steps).fill(Math.sqrt(variance)),
    ewma: () => ewmaVolatility(simulated, variance, halfLifeDays),
  }
  const premium = bookPremium(legs ?? shortCall, years[0], Math.sqrt(variance))
  return {
    title: `${count} simulated ${world.kind} paths of ${steps} steps`,
    origin: 'synthetic',
    paths: { paths: count, steps, spot: simulated.spot, years, cost, legs, fixedCost },
    stepSeconds,
    volSource,
    vol: volOf[volSource](),
    premium: new Float64Array(count).fill(premium),
    overlap: 1,
  }
}
