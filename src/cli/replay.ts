import { resolve } from 'node:path'
import type { Command } from 'commander'
import { openHighs } from '../adapters/quadratic-program/highs'
import { loadConfig } from '../app/config/file/load-config'
import { config, lookupEnvironment } from '../app/config/settings'
import { startLog } from '../app/log'
import { loadModels } from '../app/models/load-models'
import { replay, type Replayed, type ReplayedPortfolio } from '../app/replay/replay'
import { Fault } from '../core/error'
import { attributionParts } from '../core/hedging/book-run/run-book'
import { adaptationText } from './adaptation-text'
import { command, print, type CommonOptions } from './command'
import { instant } from './numbers'

type Options = CommonOptions & {
  readonly data?: string
  readonly config?: string
  readonly from?: number
  readonly to?: number
}

const when = (time: number): string => new Date(time / 1000).toISOString()

const money = (value: number): string => value.toFixed(2)

const causesOfProfit = [...attributionParts, 'total'] as const

/** What was booked of the funding of perpetuals, and what is not known of it. */
const fundingLines = ({ booked, cash, funded }: ReplayedPortfolio['funding']): readonly string[] => [
  ...(funded.length === 0 ? [] : [`  funding: ${booked} booked, ${money(cash)} in all`]),
  ...funded.flatMap(({ instrument, lost, awaited }) => [
    ...(lost === 0
      ? []
      : [`  ${lost} fundings of ${instrument} are NOT booked: the recording does not tell their rate or price`]),
    ...(awaited === undefined
      ? []
      : [`  the funding of ${instrument} of ${when(awaited)} is NOT booked: its rate is not known`]),
  ]),
]

const portfolioText = (own: ReplayedPortfolio): string => {
  const { decisions, trades, refused, fills, fees, slippage, cash, positions, profit } = own
  const causes = profit === undefined ? [] : causesOfProfit.map((cause) => `${cause} ${money(profit[cause])}`)
  const held = positions.map(({ instrument, lots }) => `${lots} lots of ${instrument}`)
  return [
    `${own.portfolio}: ${decisions} decisions, ${trades} trades, ${refused} refused, ${fills} fills, fees ${money(fees)}, slippage ${money(slippage)}`,
    `  profit: ${causes.length === 0 ? 'never marked' : causes.join(', ')}`,
    ...own.settlements.map(
      ({ option, at, spot, basis, priceAt = at }) =>
        `  ${option} of ${when(at)} settled at ${spot} (${basis}, of ${when(priceAt)})`,
    ),
    ...own.unsettled.map(
      ({ option, expiry, mark }) =>
        `  ${option} of ${when(expiry)} is NOT settled: no price of its expiry is known; marked at ${mark.price} of ${when(mark.at)}, the profit is provisional`,
    ),
    ...fundingLines(own.funding),
    `  ends with cash ${money(cash)}, ${held.length === 0 ? 'no position' : held.join(', ')}; decisions ${own.digest.slice(0, 16)}`,
  ].join('\n')
}

/**
 * A replay for a person.
 *
 * @internal
 */
export const replayText = ({ from, to, events, portfolios, adaptation }: Replayed): string =>
  [
    `${when(from)} to ${when(to)}, ${events} events`,
    ...portfolios.map(portfolioText),
    ...adaptation.map((own) => `\n${adaptationText(own)}`),
  ].join('\n')

/** `replay`: the portfolios of a configuration on a recording, as fast as it goes; nothing is sent or kept. */
export const replayCommand = (): Command =>
  command('replay', 'run the portfolios of a configuration over a recording, as the service would, as fast as it goes')
    .option('--data <recording>', "the recording; that of the configuration's replay where absent")
    .option('--config <file>', 'configuration of the service; BANDSHIFT_CONFIG or the default one where absent')
    .option('--from <time>', 'first arrival; where the models have seen nothing if absent', instant)
    .option('--to <time>', 'up to this arrival, exclusive', instant)
    .action(async ({ data, config: file, from, to, ...options }: Options) => {
      const settings = config()
      const chosen = loadConfig(
        { ...settings, configFile: file === undefined ? settings.configFile : resolve(file) },
        lookupEnvironment,
      )
      const recording = data ?? chosen.feeds.find((feed) => feed.kind === 'replay')?.recording
      if (recording === undefined)
        throw new Fault('usage', 'the configuration replays nothing: name a recording, --data')
      const models = chosen.models && (await loadModels(chosen.models.registry))
      const { solve } = await openHighs()
      const log = startLog({ ...settings, log: settings.log === 'debug' ? 'debug' : 'error' })
      const done = await replay({ config: chosen, models, data: recording, from, to, solve, log })
      print(options, done, () => replayText(done))
    })
