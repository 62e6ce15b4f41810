import { Fault } from '../../src/core/error'
import { deriveSeed, startRng, type Rng } from '../../src/core/rng'
import type { Backtest, BacktestScore } from '../../src/report/backtest/backtest'
import type { Measured } from '../../src/report/measured'
import type { OnProgress } from '../data/options'
import { blockLength } from '../judge/hedging-scores'
import { bootstrapIntervals } from '../statistics/bootstrap-ci'
import { allocationMandate } from './allocation-mandate'
import { greeksMandate, scalpMandate } from './book-mandate'
import { hedgeMandate } from './hedge-mandate'
import { insuranceMandate } from './insurance-mandate'
import type { BacktestMandate, BacktestOptions, BacktestSource, Trial } from './mandate'
import type { Specification } from './specification'
import { vaultMandate } from './vault-mandate'

const REPLICATIONS = 400

/**
 * Scores of trials on the same paths, with percentile intervals from one moving-block bootstrap: the same draws for
 * every strategy, so that the interval of a difference is that of paired paths. `block` is how many consecutive paths
 * depend on each other, 1 where they are independent.
 */
const scoreTrials = (trials: readonly Trial[], block: number, rng: Rng): BacktestScore[] => {
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
    { blockLength: block, replications: REPLICATIONS, rng },
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

const mandates: readonly BacktestMandate[] = [
  hedgeMandate,
  insuranceMandate,
  greeksMandate,
  scalpMandate,
  allocationMandate,
  vaultMandate,
]

const mandateOf = (specifications: readonly Specification[]): BacktestMandate => {
  const found = specifications.map(({ name }) => {
    const mandate = mandates.find(({ strategies }) => strategies.includes(name))
    if (mandate !== undefined) return mandate
    const known = mandates.flatMap(({ strategies }) => strategies).join(', ')
    throw new Fault('usage', `unknown strategy '${name}'; there are ${known}`)
  })
  const other = found.findIndex((mandate) => mandate !== found[0])
  if (other > 0)
    throw new Fault(
      'usage',
      `${specifications[0].name} (${found[0].name}) and ${specifications[other].name} (${found[other].name}) cannot be compared`,
    )
  return found[0]
}

/** Runs strategies of one mandate over the same paths. The same request gives the same result. */
export const backtest = async (
  specifications: readonly Specification[],
  source: BacktestSource,
  options: BacktestOptions,
  onProgress: OnProgress,
): Promise<Backtest> => {
  const mandate = mandateOf(specifications)
  onProgress('paths', 0, 1)
  const { trial, ...stage } = await mandate.open(source, options)
  const trials: Trial[] = []
  for (const specification of specifications) {
    onProgress(specification.name, trials.length, specifications.length)
    trials.push(await trial(specification))
  }
  onProgress('intervals', 0, 1)
  const [{ paths }] = trials
  const rng = startRng(deriveSeed(options.seed, 'intervals'))
  const strategies = scoreTrials(trials, stage.overlap === 1 ? 1 : blockLength(paths, stage.overlap), rng)
  return { mandate: mandate.name, seed: options.seed, ...stage, paths, strategies }
}
