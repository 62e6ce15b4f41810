import { Fault } from '../../src/core/error'
import { deriveSeed, startRng } from '../../src/core/rng'
import type { Backtest } from '../../src/report/backtest/backtest'
import { blockLength } from '../judge/hedging-scores'
import type { OnProgress } from '../data/options'
import { hedgeMandate } from './hedge-mandate'
import { allocationMandate } from './allocation-mandate'
import { greeksMandate, scalpMandate } from './book-mandate'
import { insuranceMandate } from './insurance-mandate'
import type { BacktestOptions, BacktestSource, Mandate } from './mandate'
import { vaultMandate } from './vault-mandate'
import { scoreTrials } from './score'
import type { Specification } from './specification'
import type { Trial } from './trial'

const mandates: readonly Mandate[] = [
  hedgeMandate,
  insuranceMandate,
  greeksMandate,
  scalpMandate,
  allocationMandate,
  vaultMandate,
]

/** Every strategy that a backtest can run, by mandate. */
export const backtestStrategies: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  mandates.map(({ name, strategies }) => [name, strategies]),
)

const mandateOf = (specifications: readonly Specification[]): Mandate => {
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
