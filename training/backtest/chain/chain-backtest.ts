import type { BackendName } from '../../../models/backend'
import { Fault } from '../../../src/core/error'
import { DAY, type Timestamp } from '../../../src/core/market/event'
import { deriveSeed, startRng } from '../../../src/core/rng'
import type { MarkRule } from '../../../src/core/surface/mark-option'
import type { QuadraticProgramSolver } from '../../../src/ports/quadratic-program'
import type { ChainBacktest, ChainBaseline, ChainScore } from '../../../src/report/chain/chain-backtest'
import type { OnProgress } from '../../data/options'
import { bootstrapIntervals } from '../../statistics/bootstrap-ci'
import { bookTimelines, type BookTimeline, type ChainBookSpecification, type ChainFees } from './chain-book'
import { chainFactors } from './chain-factors'
import { chainForecast, chainModels, type ChainForecast, type ChainModels } from './chain-forecast'
import { loadChainHistory, type ChainHistory, type ChainSource, explainedShare } from './chain-history'
import { chainLooks, type HedgeContract, type Looks } from './chain-looks'
import {
  causeTable,
  familiesOf,
  atEqualCost,
  efficientTrials,
  scorePart,
  varianceRatio,
  type ChainPart,
  type ChainTrial,
} from './chain-trials'
import { chainSlopes, type SlopedCentre } from './chain-slopes'
import { followBook, hedgeBook, startMarks, type BookPath, type Centre, type HedgeMade } from './hedge-chain'
import { hedgeWithOptions } from './hedge-options'

export type ChainBacktestOptions = ChainSource & {
  readonly book: ChainBookSpecification
  readonly mark: MarkRule
  readonly fees: ChainFees
  readonly hedge: HedgeContract
  /** Settings are chosen on intervals that end by then and judged on those that start from then on. */
  readonly tunedUntil: Timestamp
  readonly seed: number
  /** Registry of the models and the policy that are deployed; log-HAR and Whalley-Wilmott's band where absent. */
  readonly models?: string | undefined
  readonly backend?: BackendName | 'auto' | undefined
  /** Centres that every strategy is run around beside plain and net delta. */
  readonly centres?: readonly SlopedCentre[] | undefined
  readonly openSolver: () => Promise<QuadraticProgramSolver>
}

/** Risk aversions at which listed options hedge gamma and vega, per unit of price and year. */
const optionAversions = [0.1, 1]

/** The books with or without hedge options, followed along the looks; hedge options' cost by interval. */
type Followed = { readonly label: string; readonly paths: readonly BookPath[]; readonly spent: readonly Float64Array[] }

const trialOf = (
  { label, paths, spent }: Followed,
  family: Pick<ChainTrial, 'strategy' | 'centre' | 'setting'>,
  made: readonly HedgeMade[],
): ChainTrial => {
  const intervals = paths[0].parts.length
  const cost = new Float64Array(intervals)
  const pnl = paths.map(({ parts, cost: own }, copy) => {
    const { hedge, funding, cost: paid } = made[copy]
    return Float64Array.from(parts, ({ total }, i) => {
      cost[i] += paid[i] + spent[copy][i]
      return total + hedge[i] + funding[i] - paid[i] - own[i]
    })
  })
  const setting = label === '' ? family.setting : `${family.setting}, ${label}`
  const trades = made.reduce((sum, one) => sum + one.trades, 0)
  return { ...family, options: label !== '', setting, pnl, cost, trades }
}

const partOf = (
  { chains }: ChainHistory,
  books: readonly BookTimeline[],
  keep: (from: number, to: number) => boolean,
): ChainPart => {
  const intervals = chains.slice(1).flatMap(({ at }, i) => {
    const held = books.some((book) => book.held[i].length > 0)
    return held && keep(chains[i].at, at) ? [i] : []
  })
  if (intervals.length < 40)
    throw new Fault(
      'missing-data',
      `${intervals.length} intervals with a book before or after --tuned-until: 40 at least`,
    )
  return {
    intervals: Int32Array.from(intervals),
    days: Float64Array.from(intervals, (i) => (chains[i + 1].at - chains[i].at) / DAY),
    held: intervals.map((i) => books.flatMap(({ held }, copy) => (held[i].length > 0 ? [copy] : []))),
  }
}

/** Consecutive intervals that a block of the bootstrap holds: five days. */
const blockDays = 5

/** Thirds of the variance expected over a week on the months of tuning. */
const regimesOf = ({ first }: Looks, { over }: ChainForecast, tuned: ChainPart) => {
  const expected = (i: number): number => over(first[i], 7 / 365)
  const sorted = Float64Array.from(tuned.intervals, expected).sort()
  const bounds = [sorted[Math.floor(sorted.length / 3)], sorted[Math.floor((2 * sorted.length) / 3)]]
  return (i: number): number => bounds.filter((bound) => expected(i) >= bound).length
}
const regimeNames = ['calm', 'normal', 'turbulent']

/** Runs every strategy along its parameter over the books of a specification on the chains of a recording. */
export const chainBacktest = async (options: ChainBacktestOptions, onProgress: OnProgress): Promise<ChainBacktest> => {
  const history = await loadChainHistory(options, onProgress)
  const { models, backend, data, spot, seed } = options
  const source = { data, spot, symbol: history.instrument.symbol, seed }
  const deployed = models === undefined ? undefined : await chainModels(models, source, backend)
  return backtestHistory(history, { ...options, deployed }, onProgress)
}

/**
 * The same on chains that are loaded. Faults with 'missing-data' on fewer than 40 intervals to tune or to judge on.
 *
 * @internal
 */
export const backtestHistory = async (
  history: ChainHistory,
  options: Omit<ChainBacktestOptions, 'models'> & { readonly deployed?: ChainModels | undefined },
  onProgress: OnProgress,
): Promise<ChainBacktest> => {
  const { book, mark, fees, seed, tunedUntil } = options
  const { chains, settlement, instrument } = history
  const looks = chainLooks(history, options.hedge)
  const forecast = chainForecast(history, looks, options.deployed)
  const marks = startMarks(chains, mark)
  const factors = chainFactors(chains, marks)
  const books = bookTimelines(book, chains, { rule: mark, fees, seed })
  const { solve } = await options.openSolver()
  const tuned = partOf(history, books, (_, to) => to <= tunedUntil)
  const judged = partOf(history, books, (from) => from >= tunedUntil)

  const centres = ['plain', 'net', ...(options.centres ?? [])] as const
  const setting = { chains, looks, marks, forecast, slopes: chainSlopes(chains) }
  const bare: Followed = {
    label: '',
    paths: books.map((one) => followBook(one, setting)),
    spent: books.map(({ cost }) => new Float64Array(cost.length)),
  }
  const overlaid = optionAversions.map((riskAversion, k): Followed => {
    onProgress('hedge options', k, optionAversions.length)
    const hedged = books.map((one) => hedgeWithOptions(one, riskAversion, { chains, factors, marks, fees, solve }))
    return {
      label: `options a ${riskAversion}`,
      paths: hedged.map((one) => followBook(one, setting)),
      spent: hedged.map(({ cost }, copy) => cost.map((paid, i) => paid - books[copy].cost[i])),
    }
  })

  const families = familiesOf(options.deployed?.policy)
  const trials: { readonly trial: ChainTrial; readonly made: readonly HedgeMade[]; readonly followed: Followed }[] = []
  for (const [f, { name, expected, settings }] of families.entries()) {
    onProgress('strategies', f, families.length)
    for (const centre of centres)
      for (const followed of [bare, ...overlaid])
        for (const { strategy, setting } of settings) {
          const choice = { strategy, centre, expected }
          const made = followed.paths.map((path) => hedgeBook(path, { looks, forecast }, choice, { fees, settlement }))
          trials.push({ trial: trialOf(followed, { strategy: name, centre, setting }, made), made, followed })
        }
  }
  const none = bare.paths.map((path) =>
    hedgeBook(
      path,
      { looks, forecast },
      { strategy: { kind: 'no-hedge' }, centre: 'net', expected: false },
      { fees, settlement },
    ),
  )
  trials.push({
    trial: trialOf(bare, { strategy: 'no-hedge', centre: 'net', setting: '' }, none),
    made: none,
    followed: bare,
  })

  const days = tuned.days.reduce((sum, one) => sum + one, 0) + judged.days.reduce((sum, one) => sum + one, 0)
  const scoreOf = (trial: ChainTrial): ChainScore => ({
    ...{ strategy: trial.strategy, centre: trial.centre, options: trial.options, setting: trial.setting },
    trades: trial.trades / days / books.length,
    tuned: scorePart(trial, tuned),
    judged: scorePart(trial, judged),
  })
  const grouped = new Map<string, ChainTrial[]>()
  for (const { trial } of trials) {
    const key = `${trial.strategy} ${trial.centre} ${trial.options}`
    grouped.set(key, [...(grouped.get(key) ?? []), trial])
  }
  const efficient = [...grouped.values()].map((family) => efficientTrials(family, tuned))
  const blockLength = Math.max(
    1,
    Math.round((blockDays * judged.intervals.length) / judged.days.reduce((a, b) => a + b, 0)),
  )
  const regimeOf = regimesOf(looks, forecast, tuned)

  const bestOf = (strategy: string, centre: string): ChainBaseline => {
    const own = trials.filter(({ trial }) => trial.strategy === strategy && trial.centre === centre && !trial.options)
    const { trial, made, followed } = own.reduce((best, one) =>
      scorePart(one.trial, tuned).es95 < scorePart(best.trial, tuned).es95 ? one : best,
    )
    const names = ['cost', 'variance', 'es95'] as const
    const value = scorePart(trial, judged)
    const intervals = bootstrapIntervals(
      judged.intervals.length,
      (chosen) => {
        const drawn = scorePart(trial, judged, chosen)
        return names.map((name) => drawn[name])
      },
      { blockLength, replications: 200, rng: startRng(deriveSeed(seed, 'intervals')) },
    )
    const [cost, variance, es95] = names.map((name, n) => ({ value: value[name], ci: intervals[n] }))
    return {
      ...scoreOf(trial),
      measured: { cost, variance, es95 },
      causes: causeTable(history, followed.paths, made, judged),
      regimes: regimeNames.flatMap((regime, r) => {
        const within = Int32Array.from([...judged.intervals.keys()].filter((k) => regimeOf(judged.intervals[k]) === r))
        if (within.length === 0) return []
        const { variance: spread, es95: loss } = scorePart(trial, judged, within)
        return [{ regime, intervals: within.length, variance: spread, es95: loss }]
      }),
    }
  }
  const against = centres.map((centre) => {
    onProgress('intervals', centres.indexOf(centre), centres.length)
    const baseline = bestOf('delta-threshold', centre)
    const trial = trials.find(
      (one) =>
        one.trial.strategy === 'delta-threshold' &&
        one.trial.centre === centre &&
        one.trial.setting === baseline.setting,
    )!.trial
    const rng = startRng(deriveSeed(seed, `against-${centre}`))
    const read = atEqualCost(trial, efficient, judged, { blockLength, rng })
    return {
      baseline,
      families: efficient.map(([{ strategy, centre, options }], f) => ({
        strategy,
        centre,
        options,
        ...(read[f] ?? { es95: undefined, reduction: undefined }),
      })),
    }
  })
  // At every look: the strategy of which the variance of the marked profit depends on the centre alone.
  const [atEveryLook] = families.find(({ name }) => name === 'fixed-interval')!.settings
  const hedgedAt = (centre: Centre): ChainTrial =>
    trials.find(({ trial }) => trial.setting === atEveryLook.setting && trial.centre === centre)!.trial
  const variances = centres.map((centre) => {
    const rng = startRng(deriveSeed(seed, 'variance'))
    return { centre, ratio: varianceRatio(hedgedAt(centre), hedgedAt('net'), judged, { blockLength, rng }) }
  })
  const { kind, ...parameters } = book
  return {
    ...{ title: history.title, origin: history.origin, symbol: `${instrument.venue}/${instrument.symbol}`, seed },
    book: `${kind} (${Object.entries(parameters)
      .map(([key, value]) => `${key} ${value}`)
      .join(', ')})`,
    unit: settlement === 'inverse' ? instrument.symbol : 'quote currency',
    ...{
      chains: chains.length,
      looks: looks.at.length,
      from: chains[0].at,
      tunedUntil,
      to: chains[chains.length - 1].at,
    },
    intervals: { tuned: tuned.intervals.length, judged: judged.intervals.length },
    ...{
      mark: mark.source,
      hedge: options.hedge,
      recorded: looks.recorded,
      funded: looks.funded,
      forecast: forecast.shares,
    },
    explained: explainedShare(chains, settlement, mark),
    scores: trials.map(({ trial }) => scoreOf(trial)),
    against,
    variances,
    chosen: bestOf('adaptive', 'net'),
  }
}
