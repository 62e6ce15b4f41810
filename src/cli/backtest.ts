import { InvalidArgumentError, Option, type Command } from 'commander'
import { command, print, type CommonOptions } from './command'
import { Fault } from '../core/error'
import type { PathLeg } from '../core/hedging/hedge-paths'
import { DEFAULT_RISK_AVERSION, type ResearchOptions } from '../../training/data/options'
import { parseSpecification, type Specification } from '../../training/backtest/specification'
import type { BacktestSource } from '../../training/backtest/mandate'
import { parseWorld, worldKinds, type WorldKind } from '../../training/simulator/world'
import { backtestText } from './backtest-text'
import { bookOf } from './book-option'
import { startProgress } from './progress'
import { atLeast, between, withResearchOptions } from './research-options'
import { worldParameter, type WorldParameters } from './world-parameters'

type Options = CommonOptions &
  ResearchOptions & {
    readonly strategy: readonly Specification[]
    readonly world?: WorldKind
    readonly set?: WorldParameters
    readonly paths: number
    readonly stepMinutes: number
    readonly data?: string
    readonly models?: string
    readonly vol?: string
    readonly book?: readonly PathLeg[]
    readonly fixedCost?: number
    readonly out?: string
  }

const specification = (text: string, before: readonly Specification[] = []): readonly Specification[] => {
  try {
    return [...before, parseSpecification(text)]
  } catch (error) {
    throw error instanceof Fault ? new InvalidArgumentError(error.message) : error
  }
}

const sourceOf = ({ world, set, paths, stepMinutes, data, models }: Options): BacktestSource => {
  if ((world === undefined) === (data === undefined))
    throw new Fault('usage', 'backtest takes --world <kind> or --data <recording>, one of them')
  if (data !== undefined) {
    if (set !== undefined) throw new Fault('usage', '--set belongs to --world')
    return { kind: 'recording', data, models }
  }
  if (models !== undefined) throw new Fault('usage', '--models belongs to --data')
  const parsed = parseWorld({ ...set, kind: world }, 'usage')
  if (parsed.kind === 'microstructure')
    throw new Fault(
      'usage',
      'the microstructure world has order flow: simulate a recording of it and give it as --data',
    )
  return { kind: 'world', world: parsed, paths, stepSeconds: stepMinutes * 60 }
}

/** `bandshift backtest`: strategies side by side on the same paths of a simulated world or of a recording. */
export const backtestCommand = (): Command =>
  withResearchOptions(
    command('backtest', 'run strategies over a simulated world or a recording')
      .requiredOption(
        '--strategy <name[:parameter=value,…]>',
        'a strategy, its parameters after a colon, lists with slashes; repeatable, the first is what the others are compared with',
        specification,
      )
      .addOption(new Option('--world <kind>', 'simulated world').choices(worldKinds))
      .option('--set <name=value>', 'a parameter of the world; repeatable', worldParameter)
      .option('--paths <n>', 'simulated paths', atLeast(10), 2000)
      .option('--step-minutes <n>', 'time between two looks in a world', atLeast(1), 60)
      .option(
        '--book <units:type:strike,…>',
        'options of one expiry, strikes per unit of spot; without it a short at-the-money call',
        bookOf,
      )
      .option('--fixed-cost <cash>', 'ticket or gas of a trade, per unit of spot', between(0, 1))
      .option('--data <recording>', 'folder of a recording')
      .option('--models <registry>', 'champions for the adaptive strategy; options are sold where they have not looked')
      .option('--out <folder>', 'write a report: index.html, backtest.json, backtest.csv')
      .option(
        '--vol <source>',
        'volatility seen: truth, constant or ewma in a world, log-har or models on a recording',
      ),
  ).action(async (options: Options) => {
    const source = sourceOf(options)
    const { backtest } = await import('../../training/backtest/backtest.js')
    const openSolver = async () => (await import('../adapters/quadratic-program/highs.js')).openHighs()
    const progress = startProgress()
    const settings = {
      ...options,
      riskAversion: options.riskAversion ?? DEFAULT_RISK_AVERSION,
      vol: options.vol,
      legs: options.book,
      openSolver,
    }
    const result = await backtest(options.strategy, source, settings, progress.show).finally(progress.stop)
    if (options.out !== undefined) {
      const { writeBacktest } = await import('../report/backtest/write-backtest.js')
      await writeBacktest(options.out, result)
    }
    print(options, result, () => backtestText(result))
  })
