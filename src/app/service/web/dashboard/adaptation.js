import { at, empty, fill, make } from './dom.js'
import { duration, number } from './format.js'
import { now, selectedMarket, selectedPortfolio } from './store.js'
import { regimeColour, regimeName } from './words.js'

/** The value below which a share of sorted values lies; undefined of none. */
const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]

/** Sorted values of a column in the given rows, those that are known. */
const sortedOf = (column, rows) =>
  rows
    .map((row) => column[row])
    .filter((value) => value !== null && value !== undefined)
    .sort((a, b) => a - b)

/** The decisions of a time range by the regime called then: medians of width and interval. */
const rowsByRegime = (columns, [from, to]) => {
  const rows = columns.at
    .map((_, row) => row)
    .filter((row) => {
      const seconds = columns.at[row] / 1e6
      return seconds >= from && seconds <= to
    })
  const regimes = [...new Set(rows.map((row) => columns.regime[row]))].sort((a, b) => (a ?? Infinity) - (b ?? Infinity))
  return regimes.map((regime) => {
    const own = rows.filter((row) => columns.regime[row] === regime)
    const interval = sortedOf(columns.interval, own)
    return {
      regime,
      decisions: own.length,
      halfWidth: quantile(sortedOf(columns.halfWidth, own), 0.5),
      interval: quantile(interval, 0.5),
      low: quantile(interval, 0.1),
      high: quantile(interval, 0.9),
    }
  })
}

const nameOf = (market, regime) => {
  if (regime === null || market === undefined) return 'none called'
  const key = make('i', { className: 'key', 'aria-hidden': 'true' })
  key.style.background = `var(${regimeColour(market.regimes.length, regime)})`
  return [key, regimeName(market, regime)]
}

const heads = ['Regime', 'Decisions shown', 'Half-width, median', 'Interval, median', '10 to 90 %']

const tableOf = (rows, market) =>
  make(
    'table',
    {},
    make('caption', { className: 'unseen' }, 'Band and interval by regime'),
    make(
      'thead',
      {},
      make(
        'tr',
        {},
        heads.map((name, i) => make('th', { scope: 'col', className: i > 0 ? 'num' : undefined }, name)),
      ),
    ),
    make(
      'tbody',
      {},
      rows.map((row) =>
        make(
          'tr',
          { className: row.regime !== null && row.regime === market?.regime ? 'now' : undefined },
          make('td', {}, nameOf(market, row.regime)),
          make('td', { className: 'num' }, number(row.decisions, 0)),
          make('td', { className: 'num' }, number(row.halfWidth, 3)),
          make('td', { className: 'num' }, duration(row.interval)),
          make('td', { className: 'num' }, `${duration(row.low)} – ${duration(row.high)}`),
        ),
      ),
    ),
  )

const readoutOf = (portfolio, market) => {
  const clock = now()
  const left = portfolio?.dueAt === undefined || clock === undefined ? undefined : (portfolio.dueAt - clock) / 1e6
  const part = (name, value) => make('span', {}, `${name} `, make('b', {}, value))
  return [
    part('Now', market?.regime === undefined ? 'no regime' : regimeName(market, market.regime)),
    part('Half-width', `${number(portfolio?.band?.halfWidth, 3)} ${portfolio?.underlying ?? ''}`),
    part('Next evaluation', left === undefined ? '–' : left >= 0 ? `in ${duration(left)}` : 'due'),
  ]
}

/** Width and interval by regime, of the decisions that the charts show; gives the function that writes them. */
export const startAdaptation = () => {
  const host = at('adaptation')
  const readout = at('adaptation-readout')
  let shown
  return (columns, range) => {
    const [portfolio, market] = [selectedPortfolio(), selectedMarket()]
    fill(readout, portfolio === undefined ? [] : readoutOf(portfolio, market))
    const rows = rowsByRegime(columns, range)
    const version = JSON.stringify([rows, market?.regime, market?.regimes])
    if (version === shown) return
    shown = version
    fill(host, rows.length === 0 ? empty('Waiting for the first decision') : tableOf(rows, market))
  }
}
