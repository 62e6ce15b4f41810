import type { Echarts } from './charts/svg'
import { csv } from './csv'
import { refuseNonFinite } from './finite'
import { page } from './page/page'
import { refuseRaggedPlots } from './plot-lengths'
import type { LegPlots, Summary } from './summary'
import { summaryJson } from './summary-json'
import { forecastTable } from './tables/forecast-table'
import { hedgingTable } from './tables/hedging-table'
import { regimeTable } from './tables/regime-table'
import type { Table } from './tables/table'

const tableCsv = ({ columns, rows }: Table): string => csv(columns, rows)

/**
 * The report's files, text by name: the page, summary.json and the tables as CSV. A pure function: the same input gives
 * the same bytes. Throws a `numerical-domain` Fault on a number that is not finite, a `bad-input` Fault on plots whose
 * arrays differ in length, both naming the path.
 */
export const reportFiles = (
  echarts: Echarts,
  summary: Summary,
  plots: readonly LegPlots[],
): ReadonlyMap<string, string> => {
  const json = summaryJson(summary)
  refuseNonFinite(plots, 'plots')
  refuseRaggedPlots(plots)
  const { legs } = summary
  return new Map([
    ['summary.json', json],
    ['forecast.csv', tableCsv(forecastTable(legs.flatMap(({ forecast }) => forecast)))],
    ['regime.csv', tableCsv(regimeTable(legs.map(({ regime }) => regime)))],
    ['hedging.csv', tableCsv(hedgingTable(legs.flatMap(({ hedging }) => hedging)))],
    ['index.html', page(echarts, summary, plots)],
  ])
}
