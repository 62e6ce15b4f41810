import { Option, type Command } from 'commander'
import { Fault } from '../core/error'
import { SECOND } from '../core/market/event'
import { medianPrice } from '../core/market/price-guard'
import { utcMinute } from '../report/format'
import { chainQuotes, type ChainTerms } from '../core/surface/chain-quotes'
import { fitSurface } from '../core/surface/fit-surface'
import { viewOf, type SurfaceView } from '../report/surface-view'
import { rowsTable } from '../report/tables/text-table'
import { command, print, type CommonOptions } from './command'
import { atLeast, instant } from './numbers'

type ChainSettlement = ChainTerms['settlement']

type Options = CommonOptions & {
  readonly data: string
  readonly symbol?: string
  readonly at?: number
  readonly stale: number
  readonly settlement?: ChainSettlement
  readonly out?: string
}

const points = (vol: number | undefined): string => (vol === undefined ? '–' : (100 * vol).toFixed(2))

const text = (view: SurfaceView, out: string | undefined): string => {
  const { symbol, venue, at, settlement, expiries, leftOut, refused } = view
  return [
    `${symbol} on ${venue} at ${utcMinute(at)} UTC, ${settlement} options`,
    '',
    rowsTable(expiries, [
      ['expiry', ({ expiry }) => utcMinute(expiry), 'left'],
      ['days', ({ years }) => (365 * years).toFixed(2)],
      ['forward', ({ forward }) => forward.toPrecision(7)],
      ['atm', ({ atMoney }) => points(atMoney)],
      ['rr25', ({ riskReversal }) => points(riskReversal)],
      ['bf25', ({ butterfly }) => points(butterfly)],
      ['quotes', ({ quotes }) => String(quotes)],
      ['inside %', ({ inside }) => (100 * inside).toFixed(0)],
      ['error', ({ error }) => points(error)],
    ]),
    '',
    ...leftOut.map(({ expiry, reason }) => `left out: ${utcMinute(expiry)}, ${reason}`),
    `quotations that do not count: ${
      Object.entries(refused)
        .map(([reason, rows]) => `${rows} ${reason}`)
        .join(', ') || 'none'
    }`,
    ...(out === undefined ? [] : [`written to ${out}/index.html, surface.csv, surface.json`]),
  ].join('\n')
}

const readView = async (options: Options): Promise<SurfaceView> => {
  const { openForWork, readChain, chainOf, chainSettlement } = await import('../adapters/recordings/index.js')
  const reader = await openForWork(options.data)
  try {
    const description = await reader.describe()
    const { instrument, last } = chainOf(description, options.symbol)
    const at = options.at ?? last
    const staleAfter = options.stale * SECOND
    const chain = await readChain(reader, { instrument, at, staleAfter })
    if (chain.length === 0)
      throw new Fault(
        'bad-input',
        `no option of ${instrument.symbol} is quoted in the ${options.stale} s to ${utcMinute(at)}`,
      )
    const settlement = options.settlement ?? chainSettlement(instrument.venue, chain)
    const quotes = chainQuotes(chain, { at, settlement, staleAfter })
    const surface = fitSurface(quotes.expiries)
    const spot = medianPrice(chain.flatMap(({ indexPrice }) => indexPrice ?? []))
    return {
      ...{ title: description.title, origin: description.origin, ...instrument, settlement, at },
      ...viewOf(surface, quotes, spot),
    }
  } finally {
    await reader.close()
  }
}

/** `bandshift surface`: the implied volatility surface of recorded options at a moment. */
export const surfaceCommand = (): Command =>
  command('surface', 'fit the implied volatility surface of recorded options: table, smiles, term structure')
    .requiredOption('--data <recording>', 'folder of the recording')
    .option('--symbol <name>', 'underlying of the chain; without it the one with the most quotations')
    .option('--at <time>', 'moment; without it that of the last quotation', instant)
    .option('--stale <seconds>', 'a quotation older than this does not count', atLeast(1), 900)
    .addOption(
      new Option('--settlement <kind>', 'how the options settle, where their names do not tell').choices([
        'linear',
        'inverse',
      ]),
    )
    .option('--out <folder>', 'folder for index.html, surface.csv and surface.json')
    .action(async (options: Options) => {
      const view = await readView(options)
      if (options.out !== undefined) {
        const { writeSurface } = await import('../report/surface/write-surface.js')
        await writeSurface(options.out, view)
      }
      print(options, view, () => text(view, options.out))
    })
