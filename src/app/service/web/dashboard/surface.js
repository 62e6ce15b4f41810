import { read } from './api.js'
import { colour, startChart } from './chart.js'
import { at, fill, make, say } from './dom.js'
import { dateTime, duration, number, percent, relative } from './format.js'
import { now, selectedMarket, selectedPortfolio, state } from './store.js'

const days = (years) => years * 365
const daysText = (count) => `${number(count, count < 6.5 && Math.abs(count - Math.round(count)) > 0.05 ? 1 : 0)} d`

/** Columns of lists that each have a value at some places: every place once, null where a list has none. */
const joined = (lists) => {
  const places = [...new Set(Object.values(lists).flatMap((list) => list.map(([x]) => x)))].sort((a, b) => a - b)
  const columns = Object.entries(lists).map(([name, list]) => {
    const known = new Map(list)
    return [name, places.map((x) => known.get(x) ?? null)]
  })
  return { x: places, ...Object.fromEntries(columns) }
}

const smileColumns = ({ points, curve }) =>
  joined({
    bid: points.map(({ k, bid }) => [k, bid]),
    mid: points.map(({ k, mid }) => [k, mid]),
    ask: points.map(({ k, ask }) => [k, ask]),
    fitted: curve.map(({ k, vol }) => [k, vol]),
  })

/** Against the square root of days, so that the short end can be read. */
const termColumns = ({ expiries }, forecast) => {
  const last = Math.max(...expiries.map(({ years }) => years))
  return joined({
    implied: expiries.map(({ years, atMoney }) => [Math.sqrt(days(years)), atMoney]),
    forecast: forecast.filter(({ years }) => years <= 2 * last).map(({ years, vol }) => [Math.sqrt(days(years)), vol]),
  })
}

/** The market of the options on the selected portfolio's instrument, that one itself or its chain. */
const quotedMarket = () => {
  const instrument = selectedPortfolio()?.instrument
  return [instrument, instrument?.split('-')[0]]
    .map((name) => state.markets.get(name))
    .find((market) => market?.surface !== undefined)
}

const versionOf = (market) => market && JSON.stringify([market.instrument, market.surface])

/** Each quote as a bar from its bid to its ask. */
const drawSpreads = (plot, { x, bid, ask }) => {
  const { ctx } = plot
  ctx.save()
  ctx.strokeStyle = colour('--grey', '99')
  ctx.lineWidth = 2 * window.devicePixelRatio
  ctx.beginPath()
  for (const [row, k] of x.entries()) {
    if (bid[row] === null || ask[row] === null) continue
    const place = plot.valToPos(k, 'x', true)
    ctx.moveTo(place, plot.valToPos(bid[row], 'y', true))
    ctx.lineTo(place, plot.valToPos(ask[row], 'y', true))
  }
  ctx.stroke()
  ctx.restore()
}

const volLabel = (value, step) => `${number(value * 100, step < 0.01 ? 1 : 0)} %`
const roots = [0, 1, 7, 30, 90, 180, 365, 730].map(Math.sqrt)

const startSmile = () =>
  startChart('smile', {
    title: 'Smile',
    awaits: 'Waiting for a surface of the options',
    label: volLabel,
    across: { write: (k) => number(k, 2), rest: 0 },
    under: drawSpreads,
    series: [
      { column: 'bid', label: 'Bid', colour: '--grey', dots: true, width: 0 },
      { column: 'ask', label: 'Ask', colour: '--grey', dots: true, width: 0 },
      { column: 'mid', label: 'Mid', colour: '--orange', dots: true, width: 0 },
      { column: 'fitted', label: 'Fitted', colour: '--blue', width: 2, spanGaps: true },
    ],
    readout: [
      { label: 'ln(strike / forward)', write: (value) => number(value('x'), 2) },
      { label: 'Fitted', colour: '--blue', write: (value) => percent(value('fitted')) },
      { label: 'Mid', colour: '--orange', write: (value) => percent(value('mid')) },
      {
        ...{ label: 'Bid – ask', colour: '--grey', area: true },
        write: (value) => `${percent(value('bid'))} – ${percent(value('ask'))}`,
      },
    ],
  })

const startTerm = () =>
  startChart('term', {
    title: 'Term structure',
    awaits: 'Waiting for a surface of the options',
    label: volLabel,
    across: { write: (root) => daysText(root * root), splits: roots, rest: Math.sqrt(30) },
    series: [
      { column: 'implied', label: 'At the money', colour: '--blue', width: 2, dots: true, spanGaps: true },
      { column: 'forecast', label: 'Forecast', colour: '--orange', width: 2, dots: true, spanGaps: true },
    ],
    readout: [
      { label: 'Days', write: (value) => number(value('x') ** 2, 0) },
      { label: 'At the money', colour: '--blue', write: (value) => percent(value('implied')) },
      { label: 'Forecast', colour: '--orange', write: (value) => percent(value('forecast')) },
    ],
  })

const sureness = ({ instrument, time, quotes, inside, carried, refused }) => {
  const left = Object.entries(refused).map(([reason, rows]) => `${number(rows, 0)} ${reason}`)
  return [
    `Surface of ${instrument}, fitted ${relative(time, now())} to ${number(quotes, 0)} quotes, `,
    `${percent(inside, 0)} of them with the curve between bid and ask.`,
    carried === undefined ? '' : ` It is the last good one: ${carried}.`,
    left.length === 0 ? '' : ` Left out: ${left.join(', ')}.`,
  ].join('')
}

/**
 * Smile and term structure of the options on the selected portfolio's instrument; hidden where there are none.
 * `load` asks for the surface, `loadNewer` where the market has another one than was asked for.
 */
export const startSurface = (onLoaded) => {
  const panels = [at('smile-panel'), at('term-panel')]
  const expiry = at('expiry')
  const [smile, term] = [startSmile(), startTerm()]
  let surface
  let chosen
  let drawn
  const draw = () => {
    const isShown = surface !== undefined && surface.expiries.length > 0
    for (const panel of panels) panel.hidden = !isShown
    if (!isShown) return
    say(at('surface-note'), sureness(surface))
    const forecast = selectedMarket()?.volatility ?? []
    const key = JSON.stringify([surface.instrument, surface.time, chosen, forecast])
    if (key === drawn) return
    drawn = key
    const { expiries } = surface
    const nearMonth = expiries.reduce((best, one) =>
      Math.abs(days(one.years) - 30) < Math.abs(days(best.years) - 30) ? one : best,
    )
    const own = expiries.find((one) => one.expiry === chosen) ?? nearMonth
    fill(
      expiry,
      expiries.map((one) =>
        make(
          'option',
          { value: one.expiry, selected: one === own },
          `${dateTime(one.expiry).slice(0, 10)}, ${duration(days(one.years) * 86_400)}`,
        ),
      ),
    )
    smile.update(smileColumns(own))
    term.update(termColumns(surface, forecast))
  }
  expiry.addEventListener('change', () => {
    chosen = Number(expiry.value)
    draw()
  })
  let asked
  const load = async () => {
    const { selected } = state
    const market = quotedMarket()
    asked = versionOf(market)
    const found = market && (await read(`/api/v1/market/surface?instrument=${encodeURIComponent(market.instrument)}`))
    if (state.selected !== selected) return
    surface = found
    onLoaded()
  }
  return {
    draw,
    load,
    loadNewer: async () => {
      if (versionOf(quotedMarket()) !== asked) await load()
    },
  }
}
