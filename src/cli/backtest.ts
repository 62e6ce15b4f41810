import { InvalidArgumentError, Option, type Command } from 'commander'
import type { BacktestSource } from '../../training/backtest/mandate'
import { parseSpecification, type Specification } from '../../training/backtest/specification'
import { DEFAULT_RISK_AVERSION, type ResearchOptions } from '../../training/data/options'
import { worldKinds, type WorldKind } from '../../training/simulator/world'
import { slopedCentres } from '../../training/backtest/chain/chain-slopes'
import { Fault } from '../core/error'
import type { PathLeg } from '../core/hedging/hedge-paths'
import type { Backtest } from '../report/backtest/backtest'
import type { Measured } from '../report/measured'
import type { ChainOptions } from './backtest-chain'
import { command, print, type CommonOptions } from './command'
import { atLeast, between, instant, within } from './numbers'
import { startProgress } from './progress'
import { withResearchOptions, worldOrRecording, worldParameter, type WorldParameters } from './research-options'

const numberOf = (text: string): number => {
  if (text === '' || !Number.isFinite(Number(text))) throw new Fault('usage', `--book: '${text}' is not a number`)
  return Number(text)
}

const legOf = (text: string): PathLeg => {
  const [units, type, strike, ...rest] = text.split(':')
  if (rest.length > 0 || strike === undefined || (type !== 'call' && type !== 'put'))
    throw new Fault('usage', `--book: '${text}' is not units:call:strike or units:put:strike`)
  const leg: PathLeg = { units: numberOf(units), type, strike: numberOf(strike) }
  if (!(leg.strike > 0)) throw new Fault('usage', `--book: '${text}': a strike is above 0`)
  if (leg.units === 0) throw new Fault('usage', `--book: '${text}': a leg has units`)
  return leg
}

/**
 * Reads a book of options with one expiry, strikes per unit of spot at the start: '-1:call:1,-1:put:0.95', units
 * negative where sold.
 */
const bookOf = (text: string): readonly PathLeg[] => text.split(',').map(legOf)

type Options = CommonOptions &
  ResearchOptions & {
    readonly strategy?: readonly Specification[]
    readonly world?: WorldKind
    readonly set?: WorldParameters
    readonly paths: number
    readonly stepMinutes: number
    readonly data?: string
    readonly models?: string
    readonly vol?: string
    readonly book?: string
    readonly fixedCost?: number
    readonly out?: string
  } & Omit<ChainOptions, 'chain'> & { readonly chain?: string }

const specification = (text: string, before: readonly Specification[] = []): readonly Specification[] => {
  try {
    return [...before, parseSpecification(text)]
  } catch (error) {
    throw error instanceof Fault ? new InvalidArgumentError(error.message) : error
  }
}

const sourceOf = (options: Options): BacktestSource => {
  const { paths, stepMinutes, models } = options
  const source = worldOrRecording('backtest', options)
  if ('data' in source) return { kind: 'recording', data: source.data, models }
  if (models !== undefined) throw new Fault('usage', '--models belongs to --data')
  return { kind: 'world', world: source.world, paths, stepSeconds: stepMinutes * 60 }
}

const figure = (value: number): string => {
  if (Math.abs(value) >= 100) return value.toFixed(0)
  if (Math.abs(value) >= 1) return value.toFixed(2)
  return Math.abs(value) < 5e-6 ? '0.00000' : value.toFixed(5)
}

const interval = ({ value, ci: [low, high] }: Measured): string => `${figure(value)} [${figure(low)}, ${figure(high)}]`

/**
 * A backtest for a person: strategy by strategy, each measure with its 95 % interval and how far it is from the first
 * strategy's.
 */
const backtestText = ({ title, steps, stepSeconds, volSource, paths, seed, strategies }: Backtest): string => {
  const head = `${title}\n${paths} paths, ${steps} evaluations of ${stepSeconds} s, volatility ${volSource}, seed ${seed}; 95 % intervals`
  const blocks = strategies.map(({ strategy, setting, measures, excess }) => {
    const rows = Object.entries(measures).map(([name, measured]) => {
      const against = excess?.[name]
      const text = `  ${name.padEnd(22)} ${interval(measured).padEnd(34)}`
      return against === undefined ? text.trimEnd() : `${text} ${against.value >= 0 ? '+' : ''}${interval(against)}`
    })
    return [`${strategy}${setting === '' ? '' : ` (${setting})`}`, ...rows].join('\n')
  })
  const note = strategies.length > 1 ? [`right column: less ${strategies[0].strategy}, same paths`] : []
  return [head, ...blocks, ...note].join('\n\n')
}

/** `bandshift backtest`: strategies side by side on the same paths of a simulated world or of a recording. */
export const backtestCommand = (): Command =>
  withResearchOptions(
    command('backtest', 'run strategies over a simulated world or a recording')
      .option(
        '--strategy <name[:parameter=value,…]>',
        'a strategy, its parameters after a colon, lists with slashes; repeatable, the first is what the others are compared with',
        specification,
      )
      .addOption(new Option('--world <kind>', 'simulated world').choices(worldKinds))
      .option('--set <name=value>', 'a parameter of the world; repeatable', worldParameter)
      .option('--paths <n>', 'simulated paths', atLeast(10), 2000)
      .option('--step-minutes <n>', 'time between two evaluations in a world', atLeast(1), 60)
      .option(
        '--book <units:type:strike,…>',
        'options of one expiry, strikes per unit of spot; without it a short at-the-money call; with --chain a file',
      )
      .option('--fixed-cost <cash>', 'ticket or gas of a trade, per unit of spot', between(0, 1))
      .option('--data <recording>', 'folder of a recording')
      .option(
        '--models <registry>',
        'champions for the adaptive strategy, on bars that they have not seen; with --chain those of --spot',
      )
      .option('--out <folder>', 'write a report: index.html, backtest.json, backtest.csv')
      .option('--vol <source>', 'volatility seen: truth, constant or ewma in a world, log-har or models on a recording')
      .option(
        '--chain <recording>',
        'run books of listed options (--book <file.yaml>) through the chains of a recording, every strategy along its parameter',
      )
      .option('--tuned-until <time>', 'with --chain: settings are chosen before it and judged from it on', instant)
      .option(
        '--spot <venue/symbol>',
        'with --chain: bars of the recording at which hedges are looked at between chains',
      )
      .addOption(
        new Option('--mark <source>', 'with --chain: what options are valued at')
          .choices(['quote', 'venue'])
          .default('quote'),
      )
      .addOption(
        new Option('--hedge <contract>', 'with --chain: what hedges')
          .choices(['perpetual', 'future'])
          .default('perpetual'),
      )
      .addOption(
        new Option(
          '--centre <rules...>',
          'with --chain: run every strategy around these centres too, beside plain and net delta',
        ).choices(slopedCentres),
      )
      .option('--half-spread <share>', 'with --chain: of what hedges, beside --fee', within(0, 0.1), 1e-5)
      .option('--option-fee <share>', 'with --chain: of an option, a share of the underlying', within(0, 0.1), 3e-4)
      .option(
        '--option-fee-cap <share>',
        'with --chain: most fee of an option, a share of its price',
        within(0, 1),
        0.125,
      )
      .option('--stale <seconds>', 'with --chain: a quotation older than this does not count', atLeast(1), 900),
  ).action(async (options: Options) => {
    const { chain, strategy } = options
    if (chain !== undefined) {
      if (strategy !== undefined)
        throw new Fault('usage', '--chain runs every strategy along its parameter: leave --strategy')
      return (await import('./backtest-chain.js')).backtestChain({ ...options, chain })
    }
    if (strategy === undefined) throw new Fault('usage', 'pass --strategy, or a recorded chain with --chain')
    const source = sourceOf(options)
    const { backtest } = await import('../../training/backtest/backtest.js')
    const openSolver = async () => (await import('../adapters/quadratic-program/highs.js')).openHighs()
    const progress = startProgress()
    const settings = {
      ...options,
      riskAversion: options.riskAversion ?? DEFAULT_RISK_AVERSION,
      vol: options.vol,
      legs: options.book === undefined ? undefined : bookOf(options.book),
      openSolver,
    }
    const result = await backtest(strategy, source, settings, progress.show).finally(progress.stop)
    if (options.out !== undefined) {
      const { writeBacktest } = await import('../report/backtest/write-backtest.js')
      await writeBacktest(options.out, result)
    }
    print(options, result, () => backtestText(result))
  })
