import { readFile } from 'node:fs/promises'
import { parseDocument } from 'yaml'
import type { ChainBookSpecification } from '../../training/backtest/chain/chain-book'
import type { HedgeContract } from '../../training/backtest/chain/chain-looks'
import type { BackendName } from '../../models/backend'
import type { SlopedCentre } from '../../training/backtest/chain/chain-slopes'
import { Fault } from '../core/error'
import type { ChainBacktest, ChainBaseline, ChainComparison } from '../report/chain/chain-backtest'
import { forecastText, fundedText, varianceText } from '../report/chain/chain-sources'
import { percent, utcMinute } from '../report/format'
import { strategyLabel } from '../report/labels'
import { rowsTable } from '../report/tables/text-table'
import { print, type CommonOptions } from './command'
import { startProgress } from './progress'

/** Options of `backtest --chain`. */
export type ChainOptions = CommonOptions & {
  readonly chain: string
  readonly book?: string
  readonly symbol?: string
  readonly spot?: string
  readonly tunedUntil?: number
  readonly mark: 'quote' | 'venue'
  readonly hedge: HedgeContract
  readonly fee?: number
  readonly halfSpread: number
  readonly optionFee: number
  readonly optionFeeCap: number
  readonly stale: number
  readonly centre?: readonly SlopedCentre[]
  readonly models?: string
  readonly backend?: 'auto' | BackendName
  readonly out?: string
}

/** The book of a specification file; `bad-input` with file and reason where it is none. */
const readBook = async (file: string): Promise<ChainBookSpecification> => {
  const { chainBookSchema } = await import('../../training/backtest/chain/chain-book.js')
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Fault('bad-input', `${file}: cannot be read`, { cause })
  })
  const document = parseDocument(text)
  if (document.errors.length > 0) throw new Fault('bad-input', `${file}: ${document.errors[0].message}`)
  const parsed = chainBookSchema.safeParse(document.toJS())
  if (parsed.success) return parsed.data
  const [{ path, message }] = parsed.error.issues
  throw new Fault('bad-input', `${file}: ${path.length > 0 ? `${path.join('.')}: ` : ''}${message}`)
}

const amount = (value: number): string => value.toPrecision(4)

const familyName = ({ strategy, centre, options }: Pick<ChainComparison, 'strategy' | 'centre' | 'options'>): string =>
  `${strategyLabel(strategy)}, ${centre}${options ? ', with options' : ''}`

const measuredText = ({ measured: { cost, variance, es95 }, causes, regimes }: ChainBaseline): string => {
  const within = ({ value, ci }: typeof cost): string => `${amount(value)} [${amount(ci[0])}, ${amount(ci[1])}]`
  return [
    `  cost a day ${within(cost)}, variance ${within(variance)}, ES95 ${within(es95)}`,
    `  by cause: ${causes.map(({ cause, share }) => `${cause} ${percent(share, 1)}`).join(', ')} of the variance`,
    `  by regime: ${regimes.map(({ regime, intervals, es95: loss }) => `${regime} ${amount(loss)} (${intervals})`).join(', ')}`,
  ].join('\n')
}

/** The backtest for a person: what was run, the baselines, and every strategy at their cost. */
const chainText = (result: ChainBacktest): string => {
  const { symbol, book, chains, looks, from, to, tunedUntil, explained, against, unit, intervals, variances, chosen } =
    result
  const share = (value: number): string => percent(value, 1)
  return [
    `${symbol}: ${book}`,
    `${chains} chains, ${looks} looks, ${utcMinute(from)} to ${utcMinute(to)} UTC; tuned on ${intervals.tuned} intervals to ${utcMinute(tunedUntil)}, judged on ${intervals.judged} after; amounts in ${unit}, seed ${result.seed}`,
    `marked at ${result.mark === 'venue' ? 'the venue’s mark' : 'the middle of own quotes, else the surface'}; hedged with the ${result.hedge}, ${share(result.recorded)} of the intervals at its own price; ${fundedText(result.funded)}`,
    `expected variance: ${forecastText(result.forecast)}`,
    `${explained.pairs} option intervals quoted within 10 %: delta, gamma and theta explain ${share(explained.spot)} of the change in mark, with vega at the money ${share(explained.atMoney)}, all causes ${share(explained.all)}`,
    ...against.map(({ baseline, families }) =>
      [
        `\n${strategyLabel(baseline.strategy)}, ${baseline.centre} delta, ${baseline.setting} (least ES95 where tuned):`,
        measuredText(baseline),
        `at its cost:`,
        rowsTable(families, [
          ['strategy', familyName, 'left'],
          ['ES95', ({ es95 }) => (es95 === undefined ? '–' : amount(es95))],
          ['lower by', ({ reduction }) => (reduction === undefined ? 'none as cheap' : share(reduction.value))],
          ['95 %', ({ reduction }) => (reduction === undefined ? '' : reduction.ci.map(share).join(' to '))],
        ]),
      ].join('\n'),
    ),
    `\n${varianceText(variances)}`,
    `\n${familyName(chosen)}, ${chosen.setting} (least ES95 where tuned):\n${measuredText(chosen)}`,
  ].join('\n')
}

/** Books of options on recorded chains: `bandshift backtest --chain <recording> --book <file>`. */
export const backtestChain = async (options: ChainOptions): Promise<void> => {
  const { book, tunedUntil, fee, halfSpread, optionFee, optionFeeCap, mark, models } = options
  if (book === undefined) throw new Fault('usage', '--chain takes --book, a specification file (YAML)')
  if (tunedUntil === undefined) throw new Fault('usage', '--chain takes --tuned-until, where judging begins')
  const { chainBacktest } = await import('../../training/backtest/chain/chain-backtest.js')
  const progress = startProgress()
  const settings = {
    ...{ data: options.chain, symbol: options.symbol, spot: options.spot, stale: options.stale, every: 3600 },
    ...{ hedge: options.hedge, seed: options.seed, tunedUntil, models, backend: options.backend },
    centres: options.centre,
    book: await readBook(book),
    mark: { source: mark, widest: 0.5 },
    fees: { optionFee, optionFeeCap, taker: fee ?? 5e-4, halfSpread },
    openSolver: async () => (await import('../adapters/quadratic-program/highs.js')).openHighs(),
  }
  const result = await chainBacktest(settings, progress.show).finally(progress.stop)
  if (options.out !== undefined) {
    const { writeChainBacktest } = await import('../report/chain/chain-backtest.js')
    await writeChainBacktest(options.out, result)
  }
  print(options, result, () => chainText(result))
}
