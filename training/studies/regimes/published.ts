import { deriveSeed, startRng } from '../../../src/core/rng'
import { balancedAccuracy } from '../../../src/core/statistics/classification-scores'
import { hmm, hmmRegime } from '../../labels/hmm'
import { jump } from '../../labels/jump'
import { filterSeries, type FittedRegime } from '../../labels/regime-baseline'
import { volatilityThreshold } from '../../labels/threshold'
import { figureOf, type RegimeFigure } from './measures'
import { hardyProcess, simulateRegimes, type SimulatedRegimes } from './process'

export type RegimeRow = {
  readonly bars: number
  readonly model: 'true' | 'hmm' | 'jump' | 'threshold'
  /**
   * Smoothed calls use the whole path; filtered calls use bars up to their own. Parameters of fitted models come from
   * the same path either way.
   */
  readonly use: 'smoothed' | 'filtered'
  readonly balancedAccuracy: RegimeFigure
  /** Published smoothed figure, where there is one. */
  readonly published: number | undefined
}

export type RegimeTable = { readonly seed: number; readonly replications: number; readonly rows: readonly RegimeRow[] }

// Nystrup, Lindström & Madsen, Expert Systems with Applications 150 (2020) 113307.
const published: Readonly<Record<number, Readonly<Record<string, number>>>> = {
  1000: { true: 0.952, hmm: 0.852, jump: 0.87 },
  2000: { true: 0.961, hmm: 0.95, jump: 0.914 },
}

const states = 2

// Only states that occur count: a path that never leaves the calm state is judged on that state alone.
const accuraciesOf = ({ series, truth }: SimulatedRegimes, seed: number): Readonly<Record<string, number>> => {
  const markov = hmm.fit({ series, states, seed })
  const labels = markov.smoother?.statesOf(series)
  const fitted: Readonly<Record<string, FittedRegime>> = {
    true: hmmRegime(hardyProcess),
    hmm: markov,
    jump: jump.fit({ series, states, seed }),
    threshold: volatilityThreshold.fit({ series, states, seed, ...(labels && { labels }) }),
  }
  const accuracy = (called: Uint8Array): number => balancedAccuracy(truth, called, states) ?? 0
  const scores: Record<string, number> = {}
  for (const [model, regime] of Object.entries(fitted)) {
    if (regime.smoother !== undefined) scores[`${model} smoothed`] = accuracy(regime.smoother.statesOf(series))
    scores[`${model} filtered`] = accuracy(filterSeries(regime, series).called)
  }
  return scores
}

const wanted = [
  ['true', 'smoothed'],
  ['hmm', 'smoothed'],
  ['jump', 'smoothed'],
  ['true', 'filtered'],
  ['hmm', 'filtered'],
  ['jump', 'filtered'],
  ['threshold', 'filtered'],
] as const

/**
 * Balanced accuracy of the regime baselines on paths of Hardy's process made daily, against its true states, beside the
 * published smoothed figures. Paths depend on seed, length in bars and replication only. `replications` ≥ 1.
 */
export const reproduceRegimes = (
  seed: number,
  replications = 100,
  lengths: readonly number[] = [500, 1000, 2000],
): RegimeTable => {
  const rows = lengths.flatMap((bars) => {
    const scores = Array.from({ length: replications }, (_, r) => {
      const path = deriveSeed(seed, `hardy-${bars}-${r}`)
      return accuraciesOf(simulateRegimes(hardyProcess, bars, startRng(path)), path)
    })
    return wanted.map(([model, use]): RegimeRow => ({
      bars,
      model,
      use,
      balancedAccuracy: figureOf(scores.map((score) => score[`${model} ${use}`])),
      published: use === 'smoothed' ? published[bars]?.[model] : undefined,
    }))
  })
  return { seed, replications, rows }
}
