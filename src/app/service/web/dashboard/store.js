/** Rows kept of each list. */
const mostRows = 100
/** Points kept of each chart. */
const mostPoints = 20_000

const marketColumns = ['at', 'spot', 'regime', 'forecast', 'low', 'high', 'realized']
const portfolioColumns = [
  ...['at', 'position', 'centre', 'lower', 'upper', 'halfWidth', 'regime'],
  ...['interval', 'traded', 'equity'],
]

const emptyColumns = (names) => Object.fromEntries(names.map((name) => [name, []]))

/** Everything the page shows. */
export const state = {
  status: undefined,
  portfolios: new Map(),
  markets: new Map(),
  selected: undefined,
  decisions: [],
  intents: [],
  fills: [],
  refusals: [],
  alerts: [],
  actions: [],
  models: [],
  marketHistory: emptyColumns(marketColumns),
  portfolioHistory: emptyColumns(portfolioColumns),
  operator: undefined,
  lostSince: undefined,
  loaded: false,
  /** When the service's clock was last heard, by this page's own. */
  heardAt: 0,
}

export const selectedPortfolio = () => state.portfolios.get(state.selected)
export const selectedMarket = () => state.markets.get(selectedPortfolio()?.instrument)

/**
 * The service's time, microseconds: live it goes on between two messages, in a replay it stands until the next event.
 */
export const now = () => {
  if (state.status === undefined) return undefined
  const heard = Math.max(state.status.now, selectedMarket()?.time ?? 0)
  return state.status.clock === 'live' ? heard + (performance.now() - state.heardAt) * 1000 : heard
}

/** Within which an instrument has one row, as in the service's own memory; microseconds. */
const marketStep = 10_000_000

const append = (columns, names, point, step = 1) => {
  const last = columns.at.at(-1)
  if (last !== undefined && point.at < last) return
  const replace = last !== undefined && Math.floor(point.at / step) === Math.floor(last / step)
  for (const name of names) {
    if (replace) columns[name].pop()
    columns[name].push(point[name] ?? null)
    if (columns[name].length > mostPoints) columns[name].splice(0, mostPoints / 10)
  }
}

const put = (list, item, keyOf) => {
  const key = keyOf(item)
  const place = list.findIndex((known) => keyOf(known) === key)
  if (place >= 0) return list.map((known, i) => (i === place ? item : known))
  return [item, ...list].slice(0, mostRows)
}

export const keys = {
  decision: ({ sequence }) => String(sequence),
  intent: ({ sequence, leg }) => `${sequence}.${leg}`,
  fill: ({ source }) => source,
  alert: ({ at, event, portfolio, text }) => `${at} ${event} ${portfolio ?? ''} ${text}`,
  action: ({ at, action, actor, portfolio }) => `${at} ${action} ${actor} ${portfolio ?? ''}`,
}

/** Takes over a change. */
export const apply = (update) => {
  state.heardAt = performance.now()
  const mine = (portfolio) => portfolio === state.selected
  switch (update.kind) {
    case 'status':
      state.status = update.status
      break
    case 'market':
      state.markets.set(update.market.instrument, update.market)
      if (update.point !== undefined && update.market.instrument === selectedPortfolio()?.instrument)
        append(state.marketHistory, marketColumns, update.point, marketStep)
      break
    case 'portfolio':
      state.portfolios.set(update.portfolio.id, update.portfolio)
      if (update.point !== undefined && mine(update.portfolio.id))
        append(state.portfolioHistory, portfolioColumns, update.point)
      break
    case 'decision':
      if (mine(update.decision.portfolio)) state.decisions = put(state.decisions, update.decision, keys.decision)
      break
    case 'refusal':
      if (mine(update.refusal.portfolio)) state.refusals = put(state.refusals, update.refusal, keys.decision)
      break
    case 'intent':
      if (mine(update.intent.portfolio)) state.intents = put(state.intents, update.intent, keys.intent)
      break
    case 'fill':
      if (mine(update.fill.portfolio)) state.fills = put(state.fills, update.fill, keys.fill)
      break
    case 'alert':
      state.alerts = put(state.alerts, update.alert, keys.alert)
      break
  }
}

/** Takes over the rows that the service keeps, in place of those here. */
export const loadHistory = (market, portfolio) => {
  state.marketHistory = market ?? emptyColumns(marketColumns)
  state.portfolioHistory = portfolio ?? emptyColumns(portfolioColumns)
}
