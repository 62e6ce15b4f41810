import { Option, type Command } from 'commander'
import { config } from '../app/config/settings'
import { startLog } from '../app/log'
import { recordLive, recordSources, type RecordRequest, type RecordSummary } from '../app/record/record'
import { Fault } from '../core/error'
import { command, print, type CommonOptions } from './command'
import { between, within } from './numbers'
import { stopSignal } from './stop-signal'

type RecordOptions = CommonOptions &
  Omit<RecordRequest, 'instruments' | 'withBook' | 'everySeconds'> & {
    readonly instrument?: readonly string[]
    readonly every?: number
    readonly book?: boolean
  }

/** Options that contradict each other are refused: `usage`. */
const requestOf = ({ instrument, every, book, ...rest }: RecordOptions): RecordRequest => {
  const { chain, source } = rest
  if ((instrument === undefined) === (chain === undefined))
    throw new Fault('usage', 'name what is recorded: either --instrument or --chain')
  if (chain !== undefined && !source.startsWith('deribit'))
    throw new Fault('usage', `--chain is of Deribit, not of ${source}`)
  if (chain !== undefined && book === true) throw new Fault('usage', '--book is of single instruments, not of a chain')
  if (chain === undefined && every !== undefined) throw new Fault('usage', '--every is of a --chain')
  return { ...rest, instruments: instrument ?? [], withBook: book, everySeconds: every }
}

const summaryText = ({ recording, recovered, recorded, gaps, facts, refused }: RecordSummary): string => {
  const reasons = Object.entries(refused).map(([reason, count]) => `${count} ${reason}`)
  return [
    ...facts,
    ...(recovered > 0 ? [`${recovered} rows saved that a crash had left`] : []),
    `${recorded} rows recorded in ${recording}, ${gaps} gaps, ${reasons.length > 0 ? `refused: ${reasons.join(', ')}` : 'none refused'}`,
  ].join('\n')
}

/** `bandshift record`: records the events of a venue until a signal to stop. */
export const recordCommand = (): Command =>
  command('record', 'record live market data until SIGINT or SIGTERM; a crash loses the last second at most')
    .addOption(new Option('--source <name>', 'where the data comes from').choices(recordSources).makeOptionMandatory())
    .option('--instrument <names...>', 'as the venue spells them: BTC-PERPETUAL, BTCUSDT')
    .option('--chain <currency>', 'instead: every option of BTC, ETH, USDC or BTC_USDC, with its futures (Deribit)')
    .option('--every <seconds>', 'between two snapshots of the chain; 60 without it', within(2, 3_600))
    .requiredOption('--out <recording>', 'folder of the recording, made or added to')
    .option('--minutes <n>', 'end after so many minutes', between(0, 1e9))
    .option('--book', 'whole books besides their tops (Deribit)')
    .option('--keep-facts', 'go on with what the recording says its instruments are, where the venue says otherwise')
    .option('--url <address>', "address instead of the venue's own")
    .option('--published-url <address>', 'address that funding and delivery prices are asked at')
    .option('--title <text>', 'a sentence on the recording')
    .option('--licence <text>', 'licence of the data')
    .action(async (options: RecordOptions) => {
      const request = requestOf(options)
      const log = startLog(config())
      const seed = options.seed + process.pid
      const summary = await recordLive({ ...request, seed }, stopSignal(), {
        onStatus: ({ source, status, reason }) => log.info({ event: `feed.${status}`, source, reason }),
        onFacts: (note) => log.warn({ event: 'instrument.facts', note }),
        onRefused: ({ instrument, reason, detail }) => log.debug({ event: 'feed.refused', instrument, reason, detail }),
        onUnpublished: (instrument, error) => log.warn({ event: 'published.unavailable', instrument, error }),
        onClockJump: (milliseconds) => log.warn({ event: 'clock.jumped', milliseconds }),
      })
      print(options, summary, () => summaryText(summary))
    })
