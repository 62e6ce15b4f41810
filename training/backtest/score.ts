import type { Rng } from '../../src/core/rng'
import type { BacktestScore } from '../../src/report/backtest/backtest'
import type { Measured } from '../../src/report/summary'
import { bootstrapIntervals } from '../statistics/bootstrap-ci'
import type { Trial } from './trial'

const REPLICATIONS = 400

/**
 * Scores of trials on the same paths, with percentile intervals from one moving-block bootstrap: the same draws for
 * every strategy, so that the interval of a difference is that of paired paths. `block` is how many consecutive paths
 * depend on each other, 1 where they are independent.
 */
export const scoreTrials = (trials: readonly Trial[], block: number, rng: Rng): BacktestScore[] => {
  const all = trials.map(({ measures }) => measures())
  const names = Object.keys(all[0])
  const statistics = (rows: readonly Readonly<Record<string, number>>[]): number[] => [
    ...rows.flatMap((row) => names.map((name) => row[name])),
    ...rows.slice(1).flatMap((row) => names.map((name) => row[name] - rows[0][name])),
  ]
  const values = statistics(all)
  const intervals = bootstrapIntervals(
    trials[0].paths,
    (paths) => statistics(trials.map(({ measures }) => measures(paths))),
    block,
    REPLICATIONS,
    rng,
  )
  const from = (offset: number): Record<string, Measured> =>
    Object.fromEntries(names.map((name, i) => [name, { value: values[offset + i], ci: intervals[offset + i] }]))
  return trials.map(({ strategy, setting }, t) => ({
    strategy,
    setting,
    measures: from(t * names.length),
    excess: t === 0 ? undefined : from((trials.length + t - 1) * names.length),
  }))
}
