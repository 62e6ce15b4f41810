import { utcMinute } from '../report/format'
import type { Command } from 'commander'
import type { MarketMeasures } from '../../training/studies/market/measure-market'
import { rowsTable } from '../report/tables/text-table'
import { command, print, type CommonOptions } from './command'
import { atLeast } from './numbers'

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
const shown = (value: number | undefined, digits: number): string => value?.toFixed(digits) ?? '–'

const ticksText = (ticks: NonNullable<MarketMeasures['ticks']>): string =>
  `${ticks.minutes.toFixed(1)} minutes of quotes: spread ${ticks.spreadBps.toFixed(4)} bp, touch ${ticks.depth.toPrecision(3)}, ` +
  `${ticks.quotesPerMinute.toFixed(1)} quotes and ${shown(ticks.tradesPerMinute, 1)} trades a minute, ` +
  `trade size ${ticks.tradeSize?.toPrecision(3) ?? '–'}, sign persistence ${shown(ticks.signPersistence, 2)}`

const regimesText = (regimes: NonNullable<MarketMeasures['regimes']>): readonly string[] => [
  rowsTable(
    regimes.states.map((own, state) => ({ ...own, state })),
    [
      ['state', ({ state }) => String(state + 1), 'left'],
      ['share', ({ share }) => percent(share)],
      ['stay h', ({ meanHours }) => meanHours.toFixed(1)],
      ['next', ({ next }) => next.map((share) => share.toFixed(2)).join(' ')],
      ['vol', ({ vol }) => vol.toFixed(3)],
      ['without jumps', ({ continuousVol }) => continuousVol.toFixed(3)],
      ['jumps a day', ({ jumpsPerDay }) => jumpsPerDay.toFixed(2)],
      ['size %', ({ jumpSize }) => shown(jumpSize === undefined ? undefined : 100 * jumpSize, 2)],
      ['spread bp', ({ spreadBps }) => shown(spreadBps, 2)],
      ['volume', ({ volume }) => `× ${volume.toFixed(2)}`],
    ],
  ),
  '',
  `states of ${regimes.blockMinutes} minutes, ${regimes.moves} moves; autocorrelation of their log variance: ` +
    regimes.persistence.map(({ hours, correlation }) => `${hours} h ${correlation.toFixed(2)}`).join(', '),
  `the half hour after a jump takes back ${regimes.jumpReversal === undefined ? '–' : percent(regimes.jumpReversal)} of it`,
]

const text = ({ instrument, from, to, regimes, ticks }: MarketMeasures): string => {
  return [
    `${instrument.symbol} on ${instrument.venue}, ${utcMinute(from)} to ${utcMinute(to)} UTC`,
    '',
    ...(regimes === undefined ? ['too short for regimes'] : regimesText(regimes)),
    ...(ticks === undefined ? [] : [ticksText(ticks)]),
  ].join('\n')
}

type Options = CommonOptions & { readonly data: string; readonly symbol?: string; readonly states: number }

/** `bandshift measure-market`: what a recording says of the parameters of the simulated market. */
export const measureMarketCommand = (): Command =>
  command('measure-market', 'measure regimes, stays, jumps, spread by regime and liquidity of a recording')
    .requiredOption('--data <recording>', 'folder of the recording')
    .option('--symbol <name>', 'instrument of the recording; without it the one with the most rows')
    .option('--states <n>', 'regimes', atLeast(2), 3)
    .action(async (options: Options) => {
      const { openForWork } = await import('../adapters/recordings/index.js')
      const { measureMarket } = await import('../../training/studies/market/measure-market.js')
      const reader = await openForWork(options.data)
      try {
        const measures = await measureMarket(reader, options)
        print(options, measures, () => text(measures))
      } finally {
        await reader.close()
      }
    })
