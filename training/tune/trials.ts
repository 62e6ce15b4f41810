import type { HedgeRun } from '../../src/core/hedging/paths'
import type { AdaptivePolicy } from '../../src/core/hedging/policy'
import type { AdaptiveLens } from './adaptive-lens'
import type { CostAtRisk } from './efficient-line'
import { certaintyEquivalents, run } from './view/view'

/** What all tuning lowers, fixed and adaptive, per unit of spot: the certainty equivalent of the hedge. */
export type Objective = {
  readonly riskAversion: number
  /** Cash that an evaluation costs whether it trades or not: gas, an oracle's update, a share of an API budget. */
  readonly evaluationCost: number
}

/** A run judged by the objective: its mean over all paths, and with each block of them left out in turn. */
type Score = { readonly value: number; readonly leftOut: readonly number[] }

const mean = (values: Float64Array, from = 0, to = values.length): number => {
  let sum = 0
  for (let p = from; p < to; p++) sum += values[p]
  return sum / (to - from)
}

/** The score of a run, with `blocks` contiguous blocks of paths, none where that is 0. */
export const scoreOf = (
  run: Pick<HedgeRun, 'cost' | 'risk' | 'evaluations'>,
  { riskAversion, evaluationCost }: Objective,
  blocks: number,
): Score => {
  const { length } = run.cost
  const paths = certaintyEquivalents(run, riskAversion).map((ce, p) => ce + evaluationCost * run.evaluations[p])
  const value = mean(paths)
  const leftOut = Array.from({ length: blocks }, (_, b) => {
    const from = Math.floor((b * length) / blocks)
    const to = Math.floor(((b + 1) * length) / blocks)
    return (length * value - (to - from) * mean(paths, from, to)) / (length - to + from)
  })
  return { value, leftOut }
}

/** Mean cost and standard deviation of the tracking: over all paths, and with each block of them left out in turn. */
export type Levels = { readonly all: CostAtRisk; readonly leftOut: readonly CostAtRisk[] }

/** The levels of a run, with `blocks` contiguous blocks of paths. */
const levelsOf = ({ cost, tracking }: Pick<HedgeRun, 'cost' | 'tracking'>, blocks: number): Levels => {
  const { length } = cost
  const sums = (from: number, to: number): readonly number[] => {
    const squared = tracking.subarray(from, to).map((each) => each * each)
    return [cost.subarray(from, to), tracking.subarray(from, to), squared].map((column) =>
      column.reduce((sum, each) => sum + each, 0),
    )
  }
  const level = ([paid, first, second]: readonly number[], n: number): CostAtRisk => ({
    cost: paid / n,
    risk: Math.sqrt(Math.max(0, second / n - (first / n) ** 2)),
  })
  const total = sums(0, length)
  const leftOut = Array.from({ length: blocks }, (_, b) => {
    const [from, to] = [b, b + 1].map((bound) => Math.floor((bound * length) / blocks))
    const own = sums(from, to)
    return level(
      total.map((sum, i) => sum - own[i]),
      length - to + from,
    )
  })
  return { all: level(total, length), leftOut }
}

/** An adaptive policy judged on all paths, its mean evaluations a path, and its place on the frontier. */
export type Trial = Score & {
  readonly policy: AdaptivePolicy
  readonly evaluations: number
  readonly levels: Levels
}

/** Judges policies on common paths, each once: a search visits many of them again. */
export type Trials = {
  /** Blocks of paths left out in turn; 0 where the part is too short to tell a gain from noise. */
  readonly blocks: number
  readonly attempt: (policy: AdaptivePolicy) => Trial
}

/**
 * Blocks of the jackknife where the part is long enough; a part of fewer than FEWEST_BLOCKS option lives has no
 * independent blocks to judge a gain by.
 */
const MOST_BLOCKS = 8
const FEWEST_BLOCKS = 4

/** Starts trials on the paths of a lens, a part of so many option lives. */
export const startTrials = (lens: AdaptiveLens, objective: Objective, lives: number): Trials => {
  const blocks = lives < FEWEST_BLOCKS ? 0 : Math.min(MOST_BLOCKS, Math.floor(lives))
  const known = new Map<string, Trial>()
  const judged = (policy: AdaptivePolicy): Trial => {
    const hedged = run(lens.view, { kind: 'adaptive', policy }, lens.columns(policy))
    const evaluations = hedged.evaluations.reduce((sum, each) => sum + each, 0) / hedged.evaluations.length
    return { policy, evaluations, levels: levelsOf(hedged, blocks), ...scoreOf(hedged, objective, blocks) }
  }
  return {
    blocks,
    attempt(policy) {
      const key = JSON.stringify(policy)
      const trial = known.get(key) ?? judged(policy)
      known.set(key, trial)
      return trial
    },
  }
}

/** The trial of the lowest value; the earlier one on a tie. */
export const lowest = (trials: readonly Trial[]): Trial =>
  trials.reduce((low, trial) => (trial.value < low.value ? trial : low))
