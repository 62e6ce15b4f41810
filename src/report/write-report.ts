import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Fault } from '../core/error'
import type { Echarts } from './charts/svg'
import { csv } from './csv'
import { refuseNonFinite } from './finite'
import { page } from './page/page'
import type { RecordingPlots, Summary } from './summary'
import { forecastTable } from './tables/forecast-table'
import { hedgingTable } from './tables/hedging-table'
import { regimeTable } from './tables/regime-table'

const topLevel = [
  ...['provenance', 'costSaved', 'interval', 'byRegime', 'ablation', 'optimum', 'regimeChannels', 'frontier'],
  ...['forecast', 'regime', 'hedging', 'oracleGapShare', 'legs'],
]

const ordered = (value: unknown, first: readonly string[] = []): unknown => {
  if (Array.isArray(value)) return value.map((item) => ordered(item))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  const rank = (key: string) => (first.includes(key) ? first.indexOf(key) : first.length)
  entries.sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, item]) => [key, ordered(item)]))
}

/**
 * The text of summary.json: two-space indent, a newline at the end; top-level parts in reading order, every other key
 * in alphabetical order, so that equal summaries give equal bytes. Absent values have no key. Throws a
 * `numerical-domain` Fault on a number that is not finite.
 */
const summaryJson = (summary: Summary): string => {
  refuseNonFinite(summary, 'summary')
  return `${JSON.stringify(ordered(summary, topLevel), undefined, 2)}\n`
}

const oneLength = (path: string, group: Readonly<Record<string, ArrayLike<unknown>>>): void => {
  const [first, ...rest] = Object.entries(group)
  for (const [name, values] of rest) {
    if (values.length !== first[1].length)
      throw new Fault(
        'bad-input',
        `${path}.${name} has ${values.length} values where ${path}.${first[0]} has ${first[1].length}`,
      )
  }
}

/** Throws a `bad-input` Fault where the arrays of one plot differ in length, naming both. */
const refuseRaggedPlots = (plots: readonly RecordingPlots[]): void => {
  plots.forEach(({ market, volatility, band }, i) => {
    const { posterior, ...columns } = market
    oneLength(`plots[${i}].market`, columns)
    posterior.forEach((row, t) =>
      oneLength(`plots[${i}].market`, { 'posterior[0]': posterior[0], [`posterior[${t}]`]: row }),
    )
    oneLength(`plots[${i}].market`, { time: market.time, posterior })
    volatility.forEach(({ time, forecast, low, high, logHar, realized }, h) =>
      oneLength(`plots[${i}].volatility[${h}]`, { time, forecast, low, high, logHar, realized }),
    )
    oneLength(`plots[${i}].band`, band)
  })
}

/**
 * The report's files, text by name: the page, summary.json and the tables as CSV. A pure function: the same input gives
 * the same bytes. Throws a `numerical-domain` Fault on a number that is not finite, a `bad-input` Fault on plots whose
 * arrays differ in length, both naming the path.
 *
 * @internal
 */
export const reportFiles = (
  echarts: Echarts,
  summary: Summary,
  plots: readonly RecordingPlots[],
): ReadonlyMap<string, string> => {
  const json = summaryJson(summary)
  refuseNonFinite(plots, 'plots')
  refuseRaggedPlots(plots)
  const { legs } = summary
  return new Map([
    ['summary.json', json],
    ['forecast.csv', csv(forecastTable(legs.flatMap(({ forecast }) => forecast)))],
    ['regime.csv', csv(regimeTable(legs.map(({ regime }) => regime)))],
    ['hedging.csv', csv(hedgingTable(legs.flatMap(({ hedging }) => hedging)))],
    ['index.html', page(echarts, summary, plots)],
  ])
}

/**
 * Writes index.html (one self-contained page), summary.json, forecast.csv, regime.csv and hedging.csv into `folder`,
 * made where absent; nothing is written where the input is refused. Plots belong to the recording of the same series.
 * Throws a `numerical-domain` Fault on a number that is not finite and a `bad-input` Fault on ragged plots, naming the
 * path.
 */
export const writeReport = async (
  folder: string,
  summary: Summary,
  plots: readonly RecordingPlots[],
): Promise<void> => {
  const echarts = await import('echarts')
  const files = reportFiles(echarts, summary, plots)
  await mkdir(folder, { recursive: true })
  for (const [name, text] of files) await writeFile(join(folder, name), text)
}
