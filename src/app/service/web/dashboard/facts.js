import { at, empty, fill, make } from './dom.js'
import { dateTime, duration, money, number, percent, price, relative, signed, time } from './format.js'
import { now, selectedMarket, selectedPortfolio, state } from './store.js'
import { feedTone, regimeColour, regimeName } from './words.js'

const chip = (text, tone = '') => make('span', { className: `chip ${tone}` }, text)

const list = (rows) =>
  make(
    'dl',
    { className: 'rows' },
    rows
      .filter(Boolean)
      .map(([name, value, total]) => [
        make('dt', { className: total ? 'total' : undefined }, name),
        make('dd', { className: total ? 'total' : undefined }, value),
      ]),
  )

/** Redraws a panel where what it shows has changed. */
const panel = (id, build) => {
  const host = at(id)
  let shown
  return () => {
    const [key, content] = build()
    const version = JSON.stringify(key)
    if (version === shown) return
    shown = version
    fill(host, content())
  }
}

const causes = [
  ['delta', 'Delta of the options'],
  ['gamma', 'Gamma'],
  ['theta', 'Theta'],
  ['vega', 'Vega'],
  ['vanna', 'Vanna'],
  ['volga', 'Volga'],
  ['hedge', 'Hedge'],
  ['cost', 'Cost'],
  ['funding', 'Funding'],
  ['residual', 'Residual'],
]

const profitBars = (attribution, currency) => {
  const most = Math.max(...causes.map(([name]) => Math.abs(attribution[name])), 1e-9)
  const rows = causes.map(([name, label]) => {
    const value = attribution[name]
    const bar = make('i')
    bar.style.width = `${(Math.abs(value) / most) * 50}%`
    bar.style.left = value < 0 ? `${50 - (Math.abs(value) / most) * 50}%` : '50%'
    bar.style.background = value < 0 ? 'var(--sell)' : 'var(--buy)'
    return [
      make('dt', {}, label),
      make('dd', { className: 'bar-track', 'aria-hidden': 'true' }, bar),
      make('dd', {}, signed(value, 2)),
    ]
  })
  const total = [
    make('dt', { className: 'total' }, `Total, ${currency}`),
    make('dd'),
    make('dd', { className: 'total' }, signed(attribution.total, 2)),
  ]
  return make('dl', { className: 'bars' }, rows, total)
}

const profit = () => {
  const portfolio = selectedPortfolio()
  return [
    portfolio?.attribution,
    () =>
      portfolio?.attribution === undefined
        ? empty('Waiting for two evaluations to compare')
        : profitBars(portfolio.attribution, portfolio.currency),
  ]
}

/** An option with what a unit of it is worth, and by what volatility. */
const optionRow = (marks) => {
  const byName = new Map(marks?.options.map((mark) => [mark.option, mark]))
  return ({ option, quantity, expiry }) => {
    const mark = byName.get(option)
    const worth = mark === undefined ? '' : ` · ${number(mark.price, 2)} at ${percent(mark.vol)}`
    return [option, `${signed(quantity, 0)} · ${dateTime(expiry).slice(0, 10)}${worth}`]
  }
}

const markedBy = {
  surface: 'the volatility surface',
  'surface-too-old': 'one volatility by maturity: the surface is too old',
  'surface-missing': 'one volatility by maturity: there is no surface',
  'surface-without-dividends': 'one volatility by maturity: a surface does not hold the dividends',
  volatility: 'one volatility by maturity',
}

const book = () => {
  const portfolio = selectedPortfolio()
  return [
    portfolio && [portfolio.book, portfolio.currency, portfolio.greeks, portfolio.marks],
    () => {
      if (portfolio === undefined) return empty('Waiting for a portfolio')
      const { book: held, currency, greeks, marks } = portfolio
      return list([
        ...held.options.map(optionRow(marks)),
        marks && ['Options valued at', markedBy[marks.by]],
        ...held.positions.map(({ instrument, lots, lot }) => [
          instrument,
          `${signed(lots * lot, 3)} (${number(lots, 0)} lots)`,
        ]),
        ['Cash', `${money(held.cash)} ${currency}`],
        ['Fees paid', `${money(held.fees)} ${currency}`],
        ['Slippage', `${money(held.slippage)} ${currency}`],
        ['Turnover', `${money(held.turnover, 0)} ${currency}`],
        ['Fills', number(held.fills, 0)],
        greeks && ['Vega, per vol point', signed(greeks.vega / 100, 2)],
        greeks && ['Theta, per day', signed(greeks.theta / 365, 2)],
      ])
    },
  ]
}

const regimeBar = (market) => {
  const bar = make('div', { className: 'regimes', 'aria-hidden': 'true' })
  for (const [state, share] of market.posterior.entries()) {
    const part = make('span')
    part.style.flex = String(Math.max(share, 0.004))
    part.style.background = `var(${regimeColour(market.posterior.length, state)})`
    bar.append(part)
  }
  return bar
}

const market = () => {
  const known = selectedMarket()
  const age = known && relative(known.time, now())
  return [
    [known, age],
    () => {
      if (known === undefined) return empty('Waiting for the feed’s first event')
      const { feed, bid, ask } = known
      const spread = bid === undefined || ask === undefined ? undefined : (ask - bid) / known.spot
      return [
        known.posterior.length > 0 && regimeBar(known),
        list([
          ...known.posterior.map((share, state) => [regimeName(known, state), percent(share, 1)]),
          ['Bid – ask', `${price(bid)} – ${price(ask)}`],
          ['Spread', spread === undefined ? '–' : `${number(spread * 1e4, 2)} bp`],
          ['Flow toxicity, rank', percent(known.toxicityPercentile, 0)],
          ['Last event', `${time(known.time, now())} · ${age}`],
          known.gapSince !== undefined && ['Gap since', chip(time(known.gapSince, now()), 'bad')],
          feed && [
            `Feed ${feed.source}`,
            [chip(feed.status, feedTone[feed.status]), ` since ${time(feed.since, now())}`],
          ],
          feed?.reason && ['Because', feed.reason],
          feed && ['Reconnects', number(feed.reconnects, 0)],
        ]),
      ]
    },
  ]
}

const termTable = ({ volatility, interval }) => {
  const row = ({ years, vol }) => {
    const bounds = interval.find((candidate) => candidate.years === years)
    return make(
      'tr',
      {},
      make('td', {}, duration(years * 365 * 86_400)),
      make('td', { className: 'num' }, percent(vol)),
      make('td', { className: 'num' }, bounds ? `${percent(bounds.low)} – ${percent(bounds.high)}` : '–'),
    )
  }
  const heads = ['Maturity', 'Volatility', 'Interval'].map((name, i) =>
    make('th', { scope: 'col', className: i > 0 ? 'num' : undefined }, name),
  )
  return make(
    'table',
    { className: 'term' },
    make('caption', { className: 'unseen' }, 'Volatility by maturity'),
    make('thead', {}, make('tr', {}, heads)),
    make('tbody', {}, volatility.map(row)),
  )
}

const models = () => {
  const known = selectedMarket()
  return [
    known && [known.trust, known.trustFigures, known.models, known.volatility, known.interval, state.models],
    () => {
      if (known === undefined) return empty('Waiting for the market')
      const { trust, trustFigures: judged, models: used } = known
      const trained = (id) => {
        const model = state.models.find((candidate) => candidate.id === id)
        return model?.trainedTo === undefined ? undefined : `data to ${dateTime(model.trainedTo).slice(0, 10)}`
      }
      const version = (id) => [
        make('span', { className: 'mono' }, id),
        trained(id) && make('span', { className: 'unit' }, ` ${trained(id)}`),
      ]
      const modelOf = (id) => state.models.find((candidate) => candidate.id === id)
      const note = (id) => modelOf(id)?.note
      const bandOf = (id) => [modelOf(id)?.bandText, modelOf(id)?.bandReason].filter(Boolean).join(': ')
      const rival = state.models.find(({ kind, champion }) => kind === 'hedging-policy' && !champion)
      return [
        list([
          ['Trust', trust.kind === 'models' ? chip('models trusted', 'good') : chip('baseline policy', 'warn')],
          trust.kind === 'baseline' && ['Because', trust.reasons.join('; ')],
          judged?.silenced && ['Trust checks', chip('reject the models too often', 'bad')],
          judged && ['Trusted of the last bars', percent(judged.trustedShare)],
          judged && ['Rows unlike training', percent(judged.unlikeShare)],
          judged?.drifted.length > 0 && ['Columns drifted', judged.drifted.join(', ')],
          judged?.stuck.length > 0 && ['Columns stuck', judged.stuck.join(', ')],
          used && ['Volatility forecaster', version(used.forecaster)],
          used && ['Regime classifier', version(used.classifier)],
          used && ['Hedging policy', version(used.policy)],
          used && bandOf(used.policy) && ['Its band', bandOf(used.policy)],
          used && note(used.policy) && ['Its losses', note(used.policy)],
          rival && [
            'Challenger',
            [...version(rival.id), rival.bandText && `, ${rival.bandText}`, rival.note && `, ${rival.note}`],
          ],
        ]),
        used === undefined && empty('No model is in use; the baseline is used'),
        known.volatility.length > 0 && termTable(known),
      ]
    },
  ]
}

const queue = () => {
  const health = state.status?.queue
  return [
    health,
    () => {
      if (health === undefined) return empty('Waiting for the service')
      const { portfolios, lateness, jobs } = health
      return list([
        [
          health.backend === 'redis' ? 'Redis' : 'PostgreSQL',
          health.answers ? chip('answers', 'good') : chip('does not answer', 'bad'),
        ],
        ['Portfolios waiting', number(portfolios.waiting, 0)],
        ['Evaluated now', number(portfolios.beating, 0)],
        ['Overdue', portfolios.overdue > 0 ? chip(portfolios.overdue, 'bad') : '0'],
        ['Failed', portfolios.failed > 0 ? chip(portfolios.failed, 'bad') : '0'],
        lateness && ['Lateness, median', `${number(lateness.p50 * 1000, 1)} ms`],
        lateness && ['Lateness, p99', `${number(lateness.p99 * 1000, 1)} ms of ${number(lateness.count, 0)}`],
        ...jobs.map(({ kind, waiting, active, failed }) => [
          kind,
          `${waiting} waiting, ${active} active, ${failed} failed`,
        ]),
      ])
    },
  ]
}

/** The panels of facts; gives the function that writes those that changed. */
export const startFacts = () => {
  const panels = [
    panel('profit', profit),
    panel('book', book),
    panel('market', market),
    panel('models', models),
    panel('queue', queue),
  ]
  return () => {
    for (const write of panels) write()
  }
}
