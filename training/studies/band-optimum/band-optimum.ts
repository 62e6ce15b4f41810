import { deriveSeed, startRng } from '../../../src/core/rng'
import { mean } from '../../../src/core/statistics/moments'
import type { OnProgress } from '../../data/options'
import type { CertaintyTraining } from '../../band-network/train-by-certainty'
import { pathEquivalents } from '../../band-optimum/certainty-equivalent'
import { optimal, tuneMultiplier, whalleyWilmott } from '../../band-optimum/certainty-equivalent'
import { sampleOptions } from '../../band-optimum/sample-options'
import { solveBand } from '../../band-optimum/solve-band'
import { bootstrapCi, type Interval } from '../../statistics/bootstrap-ci'
import { learned, trainNetwork } from './rivals'
import { problems, type Problem } from './worlds'

/** Certainty equivalents of one problem on the same fresh paths, per unit of spot: lower is better. */
export type BandOptimumRow = {
  readonly world: string
  readonly a: number
  /** Whalley and Wilmott's band, its multiplier tuned on other paths. */
  readonly whalleyWilmott: number
  /** The band network trained on other paths. */
  readonly network: number
  /** The band by dynamic programming. */
  readonly optimum: number
  /** How far of the way from Whalley-Wilmott to the optimum the network goes, with a 95 % interval. */
  readonly share: number
  readonly ci: Interval
  readonly multiplier: number
  /** What dynamic programming itself expects of the optimum. */
  readonly expected: number
  readonly standardError: number
  readonly paths: number
  readonly seconds: { readonly optimum: number; readonly training: number }
}

export type BandOptimumTable = { readonly rows: readonly BandOptimumRow[] }

/** Sizes of the study. */
export type BandOptimumOptions = {
  readonly problems: readonly Problem[]
  readonly tuningPaths: number
  readonly testPaths: number
  readonly replications: number
  readonly training: Omit<CertaintyTraining, 'riskAversions' | 'seed'>
}

const defaults: BandOptimumOptions = {
  problems,
  tuningPaths: 2000,
  testPaths: 5000,
  replications: 1000,
  training: { steps: 2000, paths: 24, pool: 1024, hidden: [12, 12], learningRate: 0.08 },
}

const secondsSince = (start: bigint): number => Number(process.hrtime.bigint() - start) / 1e9

const rowOf = async (problem: Problem, seed: number, options: BandOptimumOptions): Promise<BandOptimumRow> => {
  const { world, market, information, riskAversion: a } = problem
  const draw = (label: string, paths: number) =>
    sampleOptions(market, information, paths, startRng(deriveSeed(seed, `band-optimum ${label}`)))
  const multiplier = tuneMultiplier(draw('tuning', options.tuningPaths), a)
  let start = process.hrtime.bigint()
  const optimum = solveBand(market, a, information)
  const solving = secondsSince(start)
  start = process.hrtime.bigint()
  const network = await trainNetwork(problem, { ...options.training, seed })
  const training = secondsSince(start)

  const test = draw('test', options.testPaths)
  const [formula, net, best] = [
    whalleyWilmott(test, a, multiplier),
    learned(problem, test, network),
    optimal(test, optimum),
  ].map((band) => pathEquivalents(test, a, band))
  const shareOf = (paths: Int32Array): number => {
    let gained = 0
    let possible = 0
    for (const path of paths) {
      gained += formula[path] - net[path]
      possible += formula[path] - best[path]
    }
    return gained / possible
  }
  const rng = startRng(deriveSeed(seed, 'band-optimum bootstrap'))
  return {
    world,
    a,
    whalleyWilmott: mean(formula),
    network: mean(net),
    optimum: mean(best),
    share: shareOf(Int32Array.from({ length: test.paths }, (_, i) => i)),
    ci: bootstrapCi(test.paths, shareOf, { blockLength: 1, replications: options.replications, rng }),
    multiplier,
    expected: optimum.value(market.initial),
    standardError: Math.sqrt(mean(best.map((x) => (x - mean(best)) ** 2)) / test.paths),
    paths: test.paths,
    seconds: { optimum: solving, training },
  }
}

/**
 * How close a learned band comes to the exact optimum in worlds of two volatilities, in certainty equivalent: the
 * formula is tuned and the network trained on paths of their own, all three are hedged along the same fresh paths.
 */
export const reproduceBandOptimum = async (
  seed: number,
  onProgress: OnProgress,
  options: Partial<BandOptimumOptions> = {},
): Promise<BandOptimumTable> => {
  const all = { ...defaults, ...options }
  const rows: BandOptimumRow[] = []
  for (const problem of all.problems) {
    onProgress(`${problem.world}, a = ${problem.riskAversion}`, rows.length, all.problems.length)
    rows.push(await rowOf(problem, seed, all))
  }
  return { rows }
}
