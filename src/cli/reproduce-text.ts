import type { PublishedForecasts } from '../../training/studies/forecasts/forecasts'
import type { PriceDifference, SettingA } from '../../training/studies/setting-a/setting-a'
import type { IndexGain } from '../../training/studies/setting-d/index-surface'
import type { SettingD } from '../../training/studies/setting-d/setting-d'
import { rowsTable } from '../report/tables/text-table'

/** A figure with so many decimals, '–' where there is none. */
const fixed =
  (decimals: number) =>
  (value: number | undefined): string =>
    value === undefined ? '–' : value.toFixed(decimals)

/** In millionths, with its 95 % interval. */
const millionths = (difference: PriceDifference | undefined): string => {
  if (difference === undefined) return '–'
  const [value, low, high] = [difference.value, ...difference.ci].map((x) => (1e6 * x).toFixed(1))
  return `${value} [${low}, ${high}]`
}

/**
 * Setting A as a text table: price ± standard error by strategy and risk aversion, the published figure, the exact
 * optimum, and the differences to it and to Zakamouline.
 */
export const settingAText = ({ rows, trainingSeconds }: SettingA): string =>
  [
    'Entropic price of a short call, 28 daily hedges, cost 1e-3, per unit of spot',
    '',
    rowsTable(rows, [
      ['strategy', ({ strategy }) => strategy, 'left'],
      ['a', ({ a }) => String(a)],
      ['ours', ({ price }) => fixed(6)(price)],
      ['± s.e.', ({ standardError }) => fixed(6)(standardError)],
      ['published', ({ published }) => fixed(6)(published)],
      ['exact', ({ exact }) => fixed(6)(exact)],
      ['− exact, 1e-6', ({ toExact }) => millionths(toExact)],
      ['− zakamouline, 1e-6', ({ toZakamouline }) => millionths(toZakamouline)],
    ]),
    '',
    'exact: for no-hedge its own price, else that of the best possible hedge',
    ...(trainingSeconds === undefined
      ? []
      : [`network: one for every risk aversion, trained in ${trainingSeconds.toFixed(0)} s`]),
  ].join('\n')

type Line = readonly [string, number, number | undefined]

const forecastLines = ({ har, harq, garch, qlikeRatio }: PublishedForecasts): readonly Line[] => [
  ...har.coefficients.map((value, i): Line => [`HAR b${i}, S&P 500`, value, har.published.coefficients[i]]),
  ['HAR R², S&P 500', har.r2, har.published.r2],
  ['HARQ QLIKE in sample, S&P 500', harq.qlike, harq.published.qlike],
  ['GARCH(1,1) μ, dem2gbp', garch.mu, garch.published.mu],
  ['GARCH(1,1) ω', garch.omega, garch.published.omega],
  ['GARCH(1,1) α', garch.alpha, garch.published.alpha],
  ['GARCH(1,1) β', garch.beta, garch.published.beta],
  ['GARCH(1,1) log likelihood', garch.logLikelihood, garch.published.logLikelihood],
  ['QLIKE over HAR: log-HAR, S&P 500', qlikeRatio.spx.logHar, qlikeRatio.published.spx.logHar],
  ['QLIKE over HAR: WLS-HAR, S&P 500', qlikeRatio.spx.wlsHar, qlikeRatio.published.spx.wlsHar],
  ['QLIKE over HAR: HARQ, S&P 500', qlikeRatio.spx.harq, qlikeRatio.published.spx.harq],
  ['QLIKE over HAR: log-HAR, DJI', qlikeRatio.dji.logHar, qlikeRatio.published.dji.logHar],
  ['QLIKE over HAR: WLS-HAR, DJI', qlikeRatio.dji.wlsHar, undefined],
]

const significant = (value: number | undefined): string => (value === undefined ? '–' : String(+value.toPrecision(7)))

/** The forecasting figures as a text table, ours beside the published ones. */
export const forecastsText = (table: PublishedForecasts): string => {
  const lines = forecastLines(table)
  return rowsTable(lines, [
    ['figure', ([name]) => name, 'left'],
    ['ours', ([, ours]) => significant(ours)],
    ['published', ([, , published]) => significant(published)],
  ])
}

const indexText = (index: readonly IndexGain[]): string =>
  [
    'Calls on an S&P 500 surface from close to close: share of the squares that the implied-volatility delta leaves which',
    'minimum-variance removes',
    '',
    rowsTable(index, [
      ['year', ({ year }) => year, 'left'],
      ['options', ({ options }) => options.toLocaleString('en-US')],
      ['gain', ({ gain }) => fixed(3)(gain)],
    ]),
  ].join('\n')

/** Setting D as text tables: what plain and net delta remove, and what each centre gains over net delta. */
export const settingDText = (table: SettingD & { readonly index: readonly IndexGain[] }): string => {
  const { rows, slope, index } = table
  const months = [...new Set(slope.flatMap((row) => Object.keys(row.months)))].sort()
  return [
    'Recorded coin-settled options over one interval, hedged at the index without cost: share of the variance removed',
    '',
    rowsTable(rows, [
      ['coin', ({ coin }) => coin, 'left'],
      ['spread ≤', ({ spread }) => `${(100 * spread).toFixed(0)} %`],
      ['pairs', ({ pairs }) => pairs.toLocaleString('en-US')],
      ['plain delta', ({ plain }) => fixed(3)(plain)],
      ['net delta', ({ net }) => fixed(3)(net)],
    ]),
    '',
    'Share of the squares that net delta leaves which a centre removes, spread ≤ 10 %, after 20 days; by month beside it',
    '',
    rowsTable(slope, [
      ['coin', ({ coin }) => coin, 'left'],
      ['centre', ({ model }) => model, 'left'],
      ['gain', ({ gain }) => fixed(3)(gain)],
      ['DM', ({ dm }) => fixed(2)(dm)],
      ['p', ({ p }) => fixed(3)(p)],
      ...months.map((month) => [month, (row: SettingD['slope'][number]) => fixed(3)(row.months[month])] as const),
    ]),
    ...(index.length === 0 ? [] : ['', indexText(index)]),
  ].join('\n')
}
