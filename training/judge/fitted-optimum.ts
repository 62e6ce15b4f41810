import { deriveSeed, startRng, type Rng } from '../../src/core/rng'
import type { Measured } from '../../src/report/measured'
import type { OptimumScore } from '../../src/report/policy-scores'
import { pathEquivalents } from '../band-optimum/certainty-equivalent'
import { optimal, tuneMultiplier, whalleyWilmott } from '../band-optimum/certainty-equivalent'
import { sampleOptions } from '../band-optimum/sample-options'
import { solveBand, solvingWork } from '../band-optimum/solve-band'
import type { SwitchingWorld } from '../band-optimum/switching-world'
import type { Prepared } from '../data/prepare'
import { sliceSeries } from '../data/series'
import { fitVarianceRegimes } from '../labels/fit-variance-regimes'
import { fittedWorld } from '../labels/fitted-world'
import { longRunShares } from '../labels/hmm'
import { bootstrapCi } from '../statistics/bootstrap-ci'

/** Coarse enough for seconds: half the gain is not in its second digit. */
const FINENESS = { spacing: 2, positions: 61 }
/** Additions of a solution, at most: about a minute. */
const MOST_WORK = 3e10
const MOST_STATES = 3
const [TUNING_PATHS, TEST_PATHS, REPLICATIONS] = [300, 1000, 500]
/** Share of the optimum's gain that a learned band is asked for. */
const TARGET = 0.6

/**
 * The world fitted to the bars before `until`, evaluated at every bar of an option's life. A jump has one deviation in
 * all states, that of the mean square of all jumps.
 *
 * @internal
 */
export const switchingWorld = ({ dataset, market, cost }: Prepared, until: number, states: number): SwitchingWorld => {
  const { profile } = market
  const past = sliceSeries(dataset.series, dataset.first, until)
  const filter = fitVarianceRegimes(past.variance, states, { squared: profile.variance === 'squared-return' })
  const { world } = fittedWorld(past, cost.subarray(dataset.first, until), filter)
  const initial = longRunShares(filter.transition)
  const perYear = world.priceJumpsPerYear ?? initial.map(() => 0)
  const sds = world.priceJumpSd ?? initial.map(() => 0)
  const frequency = initial.map((share, k) => share * perYear[k])
  const all = frequency.reduce((sum, value) => sum + value, 0)
  const square = frequency.reduce((sum, value, k) => sum + value * sds[k] ** 2, 0)
  return {
    ...{ steps: profile.optionBars, stepYears: 1 / past.barsPerYear, vols: world.vols, initial },
    transition: filter.transition,
    cost: world.halfSpread ?? initial.map(() => cost[until - 1]),
    ...(square > 0 && { jumps: { perYear, sd: Math.sqrt(square / all) } }),
  }
}

type Solved =
  { readonly gain: Measured; readonly target: number; readonly states: number } | { readonly reason: string }

/**
 * The gain of the exact optimum over Whalley and Wilmott's tuned band in a world, the regime seen by both.
 *
 * @internal
 */
export const optimumIn = (world: SwitchingWorld, riskAversion: number, rng: () => Rng): Solved => {
  const work = solvingWork(world, FINENESS)
  if (!(work <= MOST_WORK))
    return {
      reason: `the grid of the fitted world is too big: ${work.toExponential(1)} additions, at most ${MOST_WORK}`,
    }
  const best = solveBand(world, riskAversion, 'seen', FINENESS)
  const multiplier = tuneMultiplier(sampleOptions(world, 'seen', TUNING_PATHS, rng()), riskAversion)
  const test = sampleOptions(world, 'seen', TEST_PATHS, rng())
  const formula = pathEquivalents(test, riskAversion, whalleyWilmott(test, riskAversion, multiplier))
  const optimum = pathEquivalents(test, riskAversion, optimal(test, best))
  const gainOf = (paths: Int32Array): number => {
    let [own, other] = [0, 0]
    for (const path of paths) {
      own += optimum[path]
      other += formula[path]
    }
    return 1 - own / other
  }
  const value = gainOf(Int32Array.from({ length: TEST_PATHS }, (_, i) => i))
  const ci = bootstrapCi(TEST_PATHS, gainOf, { blockLength: 1, replications: REPLICATIONS, rng: rng() })
  return { gain: { value, ci }, target: TARGET * value, states: world.vols.length }
}

/** What the exact optimum gains in the world fitted to the bars before the test part of a recording. */
export const fittedOptimum = (
  prepared: Prepared,
  until: number,
  { states, riskAversion, seed }: { readonly states: number; readonly riskAversion: number; readonly seed: number },
): OptimumScore => {
  const series = prepared.market.instrument.symbol
  if (states > MOST_STATES)
    return { series, reason: `the fitted world has ${states} regimes, the solver takes ${MOST_STATES}` }
  let draws = 0
  const rng = (): Rng => startRng(deriveSeed(seed, `fitted optimum ${draws++}`))
  return { series, ...optimumIn(switchingWorld(prepared, until, states), riskAversion, rng) }
}
