import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { lightColours, strategyColour } from '../charts/palette'
import { bottomAxis, chartWidth, lineSeries, valueAxis } from '../charts/parts'
import type { ChartOption, Echarts } from '../charts/svg'
import { csv } from '../csv'
import { refuseNonFinite } from '../finite'
import { count, percent, utcMinute } from '../format'
import { originBanner, strategyLabel } from '../labels'
import type { Measured } from '../measured'
import { dataTable, numberCell, textCell, type BodyRow } from '../page/data-table'
import { document } from '../page/document'
import { figure } from '../page/figure'
import { html, type Html } from '../page/html'
import {
  forecastText,
  fundedText,
  varianceText,
  type CentreVariance,
  type ChainForecastShares,
  type ExplainedShare,
} from './chain-sources'

/** A strategy at one setting: cost of hedging a day, variance and ES95 of the profit of an interval, of one copy. */
export type ChainScore = {
  readonly strategy: string
  readonly centre: string
  readonly options: boolean
  readonly setting: string
  /** Trades a day and copy. */
  readonly trades: number
  readonly tuned: { readonly cost: number; readonly variance: number; readonly es95: number }
  readonly judged: { readonly cost: number; readonly variance: number; readonly es95: number }
}

/** A family read at the cost of a baseline; undefined where none of its settings is as cheap. */
export type ChainComparison = {
  readonly strategy: string
  readonly centre: string
  readonly options: boolean
  readonly es95: number | undefined
  readonly reduction: Measured | undefined
}

/** A fixed threshold at the setting that had the least ES95 on the months of tuning. */
export type ChainBaseline = ChainScore & {
  readonly measured: { readonly cost: Measured; readonly variance: Measured; readonly es95: Measured }
  readonly regimes: readonly {
    readonly regime: string
    readonly intervals: number
    readonly variance: number
    readonly es95: number
  }[]
  readonly causes: readonly {
    readonly cause: string
    /** Mean a day and copy, in the unit of the options and in dollars. */
    readonly mean: number
    readonly dollars: number
    /** Covariance with the whole profit over its variance; the shares sum to 1. */
    readonly share: number
  }[]
}

/** Strategies on recorded chains. Amounts are in `unit`, those of one copy of the book. */
export type ChainBacktest = {
  readonly title: string
  readonly origin: 'real' | 'synthetic'
  readonly symbol: string
  readonly book: string
  readonly unit: string
  readonly seed: number
  readonly chains: number
  readonly looks: number
  /** Microseconds. */
  readonly from: number
  readonly tunedUntil: number
  readonly to: number
  readonly intervals: { readonly tuned: number; readonly judged: number }
  readonly mark: string
  readonly hedge: string
  /** Share of the intervals whose hedge is priced by its own recorded price; the others by the index. */
  readonly recorded: number
  /** Share of the perpetual's fundings that are charged, the others being unknown; absent with a dated future. */
  readonly funded?: number | undefined
  readonly forecast: ChainForecastShares
  readonly explained: ExplainedShare
  readonly scores: readonly ChainScore[]
  /** Compared on the months judged. */
  readonly against: readonly { readonly baseline: ChainBaseline; readonly families: readonly ChainComparison[] }[]
  readonly variances: readonly CentreVariance[]
  /** The adaptive setting of net delta with the least ES95 on the months of tuning. */
  readonly chosen: ChainBaseline
}

const amount = (value: number): string => value.toPrecision(3)
const withInterval = ({ value, ci }: Measured, text: (value: number) => string): Html =>
  html`${text(value)}<span class="ci">[${text(ci[0])}, ${text(ci[1])}]</span>`

const namesOf = (scores: readonly ChainScore[]): readonly string[] => [
  ...new Set(scores.map(({ strategy }) => strategy).filter((name) => name !== 'no-hedge')),
]

/** Cost against ES95 on the months judged, a line a strategy; dashed around plain delta. */
const frontierChart = (scores: readonly ChainScore[], options: boolean): ChartOption => {
  const names = namesOf(scores)
  const lines = names.flatMap((name) =>
    (['plain', 'net'] as const).map((centre) => ({
      ...{ name, centre },
      points: scores
        .filter(
          (one) => one.strategy === name && one.centre === centre && one.options === options && one.judged.cost > 0,
        )
        .sort((one, other) => one.judged.cost - other.judged.cost),
    })),
  )
  return {
    width: chartWidth,
    height: 460,
    option: {
      grid: { left: 72, right: 36, top: 28, bottom: 48 },
      xAxis: bottomAxis('Cost of hedging a day', amount, { type: 'log', logBase: 2, scale: true }),
      yAxis: valueAxis('ES95 of an interval’s profit', amount),
      series: lines.map(({ name, centre, points }) => {
        const colour = strategyColour(name, names)
        return lineSeries(
          colour,
          points.map(({ judged }) => [judged.cost, judged.es95]),
          {
            showSymbol: true,
            symbolSize: 4,
            lineStyle: { color: lightColours[colour], width: 1.5, type: centre === 'plain' ? 'dashed' : 'solid' },
          },
        )
      }),
    },
  }
}

const baselineName = ({ strategy, centre, setting }: ChainScore): string =>
  `${strategyLabel(strategy)}, ${centre} delta, ${setting}`

const comparison = ({ baseline, families }: ChainBacktest['against'][number]): Html =>
  dataTable(
    `At the cost of: ${baselineName(baseline)}`,
    [
      { text: 'Strategy' },
      { text: 'Delta' },
      { text: 'Options' },
      { text: 'ES95', numeric: true },
      { text: 'Lower by', numeric: true },
    ],
    families.map(({ strategy, centre, options, es95, reduction }): BodyRow => ({
      head: strategyLabel(strategy),
      cells: [
        textCell(centre),
        textCell(options ? 'gamma and vega' : 'none'),
        numberCell(es95 === undefined ? '–' : amount(es95)),
        numberCell(reduction === undefined ? 'none as cheap' : withInterval(reduction, (share) => percent(share))),
      ],
      ...(strategy === 'adaptive' && { mark: 'ours' as const }),
    })),
  )

const measuredTable = (lines: readonly ChainBaseline[]): Html =>
  dataTable(
    'Settings with the least ES95 on the months of tuning, on the months judged',
    ['Strategy', 'Cost a day', 'Variance', 'ES95', 'Trades a day'].map((text, i) => ({ text, numeric: i > 0 })),
    lines.map((line): BodyRow => ({
      head: baselineName(line),
      cells: [
        ...[line.measured.cost, line.measured.variance, line.measured.es95].map((measured) =>
          numberCell(withInterval(measured, amount)),
        ),
        numberCell(line.trades.toFixed(1)),
      ],
    })),
  )

const causeTable = (lines: readonly ChainBaseline[]): Html =>
  dataTable(
    'By cause: mean a day, the same in dollars, and the share of the variance',
    [
      { text: 'Cause' },
      ...lines.flatMap((line) =>
        ['', 'dollars', 'of variance'].map((text) => ({ text: text || baselineName(line), numeric: true })),
      ),
    ],
    lines[0].causes.map(({ cause }, k): BodyRow => ({
      head: cause,
      cells: lines.flatMap(({ causes }) => [
        numberCell(amount(causes[k].mean)),
        numberCell(amount(causes[k].dollars)),
        numberCell(percent(causes[k].share)),
      ]),
    })),
  )

const regimeTable = (lines: readonly ChainBaseline[]): Html =>
  dataTable(
    'By regime: thirds of the expected variance on the months of tuning',
    [
      { text: 'Regime' },
      { text: 'Intervals', numeric: true },
      ...lines.flatMap((line) => [
        { text: `${baselineName(line)}: variance`, numeric: true },
        { text: 'ES95', numeric: true },
      ]),
    ],
    lines[0].regimes.map(({ regime, intervals }, k): BodyRow => ({
      head: regime,
      cells: [
        numberCell(count(intervals)),
        ...lines.flatMap(({ regimes }) => [
          numberCell(amount(regimes[k].variance)),
          numberCell(amount(regimes[k].es95)),
        ]),
      ],
    })),
  )

const page = (echarts: Echarts, result: ChainBacktest): string => {
  const { symbol, title, origin, book, chains, looks, explained, against, chosen, intervals, scores } = result
  const lines = [...against.map(({ baseline }) => baseline), chosen]
  const key = namesOf(scores).map((name) => ({
    colour: strategyColour(name, namesOf(scores)),
    text: strategyLabel(name),
  }))
  return document(
    `bandshift backtest: ${symbol}`,
    html`<header>
        <h1>Books on recorded chains</h1>
        <p><span class="badge ${origin}">${originBanner(origin)}</span> ${title}</p>
        <p>
          ${symbol}, ${book}: ${count(chains)} chains and ${count(looks)} looks from ${utcMinute(result.from)} to
          ${utcMinute(result.to)} UTC. Settings are chosen on ${count(intervals.tuned)} intervals to
          ${utcMinute(result.tunedUntil)} and judged on ${count(intervals.judged)} after it. Amounts in ${result.unit},
          of one copy of the book; cost is that of hedging. Seed ${result.seed}; 95 % intervals by blocks of five days.
        </p>
        <p>
          Marked at ${result.mark === 'venue' ? 'the venue’s mark' : 'the middle of own quotes, else the surface'}.
          Hedged with the ${result.hedge}; ${percent(result.recorded)} of the intervals at its own recorded price, the
          others at the index; ${fundedText(result.funded)}. Expected variance is that of
          ${forecastText(result.forecast)}. Of the change in mark of ${count(explained.pairs)} option intervals quoted
          within 10 %, delta, gamma and theta explain ${percent(explained.spot)}, with vega at the money
          ${percent(explained.atMoney)}, all causes ${percent(explained.all)}. ${varianceText(result.variances)}.
        </p>
      </header>
      <main id="main">
        ${against.map(comparison)} ${measuredTable(lines)} ${causeTable(lines)} ${regimeTable(lines)}
        ${[false, true].map((options) =>
          figure(echarts, {
            id: `frontier-${options ? 'options' : 'underlying'}`,
            title: options ? 'Frontier with listed options' : 'Frontier with the underlying alone',
            chart: frontierChart(scores, options),
            key,
            note: 'Months judged. Solid: net delta; dashed: plain delta.',
          }),
        )}
      </main>
      <footer>
        <p>Every setting at full precision: chain-backtest.json and chain-backtest.csv beside this page.</p>
      </footer>`,
  )
}

const table = ({ scores }: ChainBacktest): string =>
  csv({
    columns: [
      ...['strategy', 'centre', 'options', 'setting', 'trades_a_day', 'tuned_cost', 'tuned_variance', 'tuned_es95'],
      ...['judged_cost', 'judged_variance', 'judged_es95'],
    ],
    rows: scores.map(({ strategy, centre, options, setting, trades, tuned, judged }) => [
      ...[strategy, centre, String(options), setting, trades, tuned.cost, tuned.variance, tuned.es95],
      ...[judged.cost, judged.variance, judged.es95],
    ]),
  })

/**
 * The files of a backtest on chains, text by name: page, table and JSON. Throws `numerical-domain` on a number that is
 * not finite.
 *
 * @internal
 */
export const chainBacktestFiles = (echarts: Echarts, result: ChainBacktest): ReadonlyMap<string, string> => {
  refuseNonFinite(result, 'backtest')
  return new Map([
    ['chain-backtest.json', `${JSON.stringify(result, undefined, 2)}\n`],
    ['chain-backtest.csv', table(result)],
    ['index.html', page(echarts, result)],
  ])
}

/** Writes index.html, chain-backtest.json and chain-backtest.csv into `folder`, made where absent. */
export const writeChainBacktest = async (folder: string, result: ChainBacktest): Promise<void> => {
  const files = chainBacktestFiles(await import('echarts'), result)
  await mkdir(folder, { recursive: true })
  for (const [name, text] of files) await writeFile(join(folder, name), text)
}
