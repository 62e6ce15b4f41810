import { startAdaptation } from './adaptation.js'
import { read, token } from './api.js'
import { startCharts } from './charts.js'
import { askToken, showText } from './dialogs.js'
import { at, fill, make, say } from './dom.js'
import { startFacts } from './facts.js'
import { startFigures } from './figures.js'
import { dateTime, relative, time } from './format.js'
import { listen } from './live.js'
import { startOperating } from './operate.js'
import { startRecords } from './records.js'
import { apply, loadHistory, now, selectedPortfolio, state } from './store.js'
import { startSurface } from './surface.js'
import { reasons } from './words.js'

const windows = [
  ['1 h', 3600],
  ['6 h', 21_600],
  ['24 h', 86_400],
  ['All', Infinity],
]
let span = Infinity

const drawFigures = startFigures()
const drawFacts = startFacts()
const charts = startCharts()
const drawAdaptation = startAdaptation()
const surface = startSurface(() => drawSoon())
const connection = at('connection')
let drawRecords
let drawOperating
let link

/** The time that every chart shows, seconds: up to the last row of any, back by the chosen window. */
const chartRange = () => {
  const { marketHistory, portfolioHistory } = state
  const ends = [marketHistory.at.at(-1), portfolioHistory.at.at(-1)].filter((value) => value !== undefined)
  const starts = [marketHistory.at[0], portfolioHistory.at[0]].filter((value) => value !== undefined)
  if (ends.length === 0) return [0, 1]
  const end = Math.max(...ends) / 1e6
  const start = Math.max(Math.min(...starts) / 1e6, end - span)
  return start < end ? [start, end] : [end - 60, end]
}

const banner = (id, text, tone) => {
  const known = document.getElementById(id)
  if (text === undefined) return known?.remove()
  if (known !== null) return say(known, text)
  at('banners').append(make('div', { id, className: `banner ${tone}` }, text))
  say(at('urgent'), text)
}

const drawConnection = () => {
  const { lostSince, loaded, status } = state
  const text =
    lostSince !== undefined
      ? `disconnected since ${time(lostSince, Date.now() * 1000)} UTC`
      : loaded
        ? 'live'
        : 'connecting'
  connection.dataset.state = lostSince !== undefined ? 'lost' : loaded ? 'live' : 'connecting'
  say(connection.querySelector('span'), text)
  banner(
    'lost',
    lostSince === undefined
      ? undefined
      : `No live data since ${time(lostSince, Date.now() * 1000)} UTC (${relative(lostSince, Date.now() * 1000)}). The page shows the last data received and is reconnecting.`,
    'warn',
  )
  const kind = at('clock-kind')
  kind.hidden = status?.clock !== 'replay'
  say(kind, 'replay')
  kind.title = 'A recording is played; time is that of the recording'
}

const drawSelector = () => {
  const select = at('portfolio')
  const ids = [...state.portfolios.keys()]
  const shown = [...select.options].map(({ value }) => value)
  if (ids.join(' ') !== shown.join(' '))
    fill(
      select,
      ids.map((id) => make('option', { value: id }, id)),
    )
  select.disabled = ids.length === 0
  if (state.selected !== undefined) select.value = state.selected
}

/** What changes by itself as time goes on. */
const drawTime = () => {
  const clock = now()
  say(at('now'), clock === undefined ? '' : `${dateTime(clock)} UTC`)
  drawConnection()
  drawFigures()
  drawFacts()
  drawAdaptation(state.portfolioHistory, chartRange())
  surface.draw()
}

const draw = () => {
  drawSelector()
  drawTime()
  drawRecords()
  banner('killed', drawOperating(), 'bad')
  charts.update(state.marketHistory, state.portfolioHistory, chartRange())
  if (state.status !== undefined) say(at('version'), `bandshift ${state.status.version}`)
}

let drawing = false
const drawSoon = () => {
  if (drawing) return
  drawing = true
  requestAnimationFrame(() => {
    drawing = false
    draw()
  })
}

/** Loads what belongs to the chosen portfolio. */
const loadPortfolio = async () => {
  const id = state.selected
  const instrument = selectedPortfolio()?.instrument
  if (id === undefined) return
  const of = (part) => read(`/api/v1/portfolios/${id}/${part}`)
  const [market, history, ...lists] = await Promise.all([
    read(`/api/v1/market/history?instrument=${encodeURIComponent(instrument)}`),
    of('history'),
    of('decisions?limit=100'),
    of('intents?limit=100'),
    of('fills?limit=100'),
    of('refusals?limit=50'),
    surface.load(),
  ])
  if (state.selected !== id) return
  loadHistory(market, history)
  const [decisions, intents, fills, refusals] = lists.slice(0, 4).map((list) => list?.items ?? [])
  Object.assign(state, { decisions, intents, fills, refusals })
}

const loadActions = async () => {
  state.actions = (await read('/api/v1/actions?limit=50'))?.items ?? []
  drawSoon()
}

const load = async () => {
  const [session, status, portfolios, markets, models, alerts, actions] = await Promise.all([
    read('/api/v1/session'),
    read('/api/v1/status'),
    read('/api/v1/portfolios'),
    read('/api/v1/market'),
    read('/api/v1/models'),
    read('/api/v1/alerts?limit=50'),
    read('/api/v1/actions?limit=50'),
  ])
  state.operator = session.operator
  state.heardAt = performance.now()
  state.status = status
  state.portfolios = new Map(portfolios.items.map((item) => [item.id, item]))
  state.markets = new Map(markets.items.map((item) => [item.instrument, item]))
  Object.assign(state, { models: models.items, alerts: alerts.items, actions: actions.items })
  if (!state.portfolios.has(state.selected)) state.selected = state.portfolios.keys().next().value
  await loadPortfolio()
}

/** Updates that arrive while everything is loaded wait for it. */
let waiting
const loadAll = async () => {
  waiting = []
  try {
    await load()
    for (const update of waiting) apply(update)
    if (state.lostSince !== undefined) say(at('announce'), 'Connected again')
    state.lostSince = undefined
    state.loaded = true
  } finally {
    waiting = undefined
    drawSoon()
  }
}

const onUpdates = (updates) => {
  if (waiting !== undefined) {
    waiting.push(...updates)
    return
  }
  for (const update of updates) apply(update)
  surface.loadNewer().catch(onLost)
  drawSoon()
}

const onLost = () => {
  state.lostSince ??= Date.now() * 1000
  drawSoon()
}

const explain = async (sequence) => {
  const id = state.selected
  try {
    const decision = await read(`/api/v1/portfolios/${id}/decisions/${sequence}`)
    const head = decision && `${decision.kind}: ${reasons(decision.reasons)}\n${dateTime(decision.at)} UTC\n\n`
    showText(
      `Decision ${sequence} of ${id}`,
      decision ? head + decision.explanation : 'This decision is no longer stored.',
    )
  } catch (error) {
    showText(`Decision ${sequence} of ${id}`, error.message)
  }
}

const fillWindows = () =>
  fill(
    at('windows'),
    windows.map(([name, seconds]) =>
      make(
        'button',
        {
          type: 'button',
          'aria-pressed': String(span === seconds),
          on: {
            click: ({ currentTarget }) => {
              span = seconds
              for (const button of at('windows').children)
                button.setAttribute('aria-pressed', String(button === currentTarget))
              drawSoon()
            },
          },
        },
        name,
      ),
    ),
  )

/** Starts the page; where reading needs a token, asks for it first. */
const begin = () => {
  const onSigned = () => {
    loadAll().catch(refused)
    link?.again()
  }
  const refused = (error) => {
    if (error.status === 401) askToken('Reading from this service needs an operator’s token.', onSigned)
    else onLost()
  }
  drawRecords = startRecords(explain)
  drawOperating = startOperating(() => void loadActions().catch(onLost), onSigned)
  fillWindows()
  at('portfolio').addEventListener('change', ({ target }) => {
    state.selected = target.value
    Object.assign(state, { decisions: [], intents: [], fills: [], refusals: [] })
    loadHistory(undefined, undefined)
    drawSoon()
    loadPortfolio().then(drawSoon, onLost)
  })
  draw()
  const start = () => {
    link = listen({ onOpen: () => void loadAll().catch(refused), onUpdates, onLost })
  }
  read('/api/v1/session').then(start, (error) => {
    if (error.status !== 401) return start()
    askToken(
      token() === undefined ? 'Reading from this service needs an operator’s token.' : 'This token is no longer valid.',
      start,
    )
  })
  setInterval(drawTime, 1000)
}

begin()
