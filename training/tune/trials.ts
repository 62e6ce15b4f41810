import type { AdaptiveSetting } from './adaptive-candidates'
import type { AdaptiveLens } from './adaptive-lens'
import { scoreOf, type Objective, type Score } from './objective'
import { run } from './view/view'

/** A setting of the adaptive strategy judged on all paths, and its mean evaluations a path. */
export type Trial = Score & { readonly setting: AdaptiveSetting; readonly evaluations: number }

/** Judges settings on common paths, each once: a search visits many of them again. */
export type Trials = {
  /** Blocks of paths left out in turn; 0 where the part is too short to tell a gain from noise. */
  readonly blocks: number
  readonly attempt: (setting: AdaptiveSetting) => Trial
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
  const judged = (setting: AdaptiveSetting): Trial => {
    const { policy, lean } = setting
    const hedged = run(lens.view(lean), { kind: 'adaptive', policy }, lens.columns(policy))
    const evaluations = hedged.evaluations.reduce((sum, each) => sum + each, 0) / hedged.evaluations.length
    return { setting, evaluations, ...scoreOf(hedged, objective, blocks) }
  }
  return {
    blocks,
    attempt(setting) {
      const key = JSON.stringify(setting)
      const trial = known.get(key) ?? judged(setting)
      known.set(key, trial)
      return trial
    },
  }
}

/** The trial of the lowest value; the earlier one on a tie. */
export const lowest = (trials: readonly Trial[]): Trial =>
  trials.reduce((low, trial) => (trial.value < low.value ? trial : low))
