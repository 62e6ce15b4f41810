import { Option, type Command } from 'commander'
import { worldVolSources, type WorldVolSource } from '../../training/backtest/world-market'
import type { BandSource, TrainedBandReport } from '../../training/band-network/train-band'
import { DEFAULT_RISK_AVERSION, type ResearchOptions } from '../../training/data/options'
import { worldKinds, type WorldKind } from '../../training/simulator/world'
import { plainMeasured } from '../report/format'
import type { Measured } from '../report/measured'
import { command, print, type CommonOptions } from './command'
import { atLeast, between } from './numbers'
import { startProgress } from './progress'
import { withResearchOptions, worldOrRecording, worldParameter, type WorldParameters } from './research-options'

type Options = CommonOptions &
  ResearchOptions & {
    readonly out: string
    readonly objective: 'entropic' | 'expected-shortfall'
    readonly level: number
    readonly world?: WorldKind
    readonly set?: WorldParameters
    readonly vol: WorldVolSource
    readonly stepMinutes: number
    readonly paths: number
    readonly data?: string
    readonly steps: number
    readonly batch: number
  }

const DEFAULT_OPTION_DAYS = 30
const DEFAULT_COST = 5e-4
const HALF_LIFE_DAYS = 3

const sourceOf = (options: Options): BandSource => {
  const { paths, vol, stepMinutes, optionDays, fee } = options
  const source = worldOrRecording('train-band', options)
  if ('data' in source) return { kind: 'recording', data: source.data }
  return {
    kind: 'world',
    world: source.world,
    paths,
    market: {
      optionDays: optionDays ?? DEFAULT_OPTION_DAYS,
      stepSeconds: stepMinutes * 60,
      volSource: vol,
      cost: fee ?? DEFAULT_COST,
      halfLifeDays: HALF_LIFE_DAYS,
    },
  }
}

const figures = (own: Measured): string => plainMeasured(own, 6)

const text = ({ source, objective, seconds, testPaths, compared }: TrainedBandReport, out: string): string =>
  [
    `${source}: ${objective.kind}, ${testPaths} unseen paths, trained in ${seconds.toFixed(0)} s, in ${out}`,
    ...compared.map(({ strategy, setting, risk, cost, trades, networkLess }) =>
      [
        strategy.padEnd(16),
        setting.padEnd(18),
        figures(risk),
        `cost ${cost.toFixed(6)}, ${trades.toFixed(1)} trades`,
        ...(networkLess === undefined ? [] : [`network less it ${figures(networkLess)}`]),
      ].join('  '),
    ),
  ].join('\n')

/**
 * `bandshift train-band`: a no-transaction-band network from a simulated world or a recording, beside tuned formulas on
 * unseen paths.
 */
export const trainBandCommand = (): Command =>
  withResearchOptions(
    command('train-band', 'train a no-transaction-band network and compare it with tuned band formulas')
      .requiredOption('--out <file>', 'file of the trained band')
      .addOption(
        new Option('--objective <risk>', 'risk that is lowered')
          .choices(['entropic', 'expected-shortfall'])
          .default('entropic'),
      )
      .option('--level <share>', 'worst share that the expected shortfall is the mean of', between(0, 1), 0.05)
      .addOption(new Option('--world <kind>', 'simulated world').choices(worldKinds))
      .option('--set <name=value>', 'a parameter of the world; repeatable', worldParameter)
      .addOption(new Option('--vol <source>', 'volatility seen in a world').choices(worldVolSources).default('truth'))
      .option('--step-minutes <n>', 'time between two evaluations in a world', atLeast(1), 1440)
      .option('--paths <n>', 'simulated paths to tune on, and as many to judge by', atLeast(100), 20_000)
      .option('--data <recording>', 'folder of a recording')
      .option('--steps <n>', 'gradient steps', atLeast(1), 300)
      .option('--batch <n>', 'paths a gradient step', atLeast(2), 2048),
  ).action(async (options: Options) => {
    const source = sourceOf(options)
    const riskAversion = options.riskAversion ?? DEFAULT_RISK_AVERSION
    const { trainBand } = await import('../../training/band-network/train-band.js')
    const { writeBandNetwork } = await import('../../models/band-network/band-file.js')
    const progress = startProgress()
    const risk =
      options.objective === 'entropic'
        ? ({ kind: 'entropic', riskAversion } as const)
        : ({ kind: 'expected-shortfall', level: options.level } as const)
    const report = await trainBand(source, { ...options, risk, riskAversion }, progress.show).finally(progress.stop)
    await writeBandNetwork(options.out, report.band)
    const { riskAversion: used, trainedOn } = report.band
    const band = { file: options.out, riskAversion: used, trainedOn }
    print(options, { ...report, band }, () => text(report, options.out))
  })
