import { colour, startChart } from './chart.js'
import { duration, number, percent, price, shortDuration, signed } from './format.js'
import { regimeColour, regimeName } from './words.js'
import { selectedMarket, selectedPortfolio } from './store.js'

/** A label of an axis with the digits that its step asks for. */
const decimals = (value, step) => number(value, step >= 1 ? 0 : Math.ceil(-Math.log10(step)))

const ribbonHeight = 7

/** Runs of equal values, as [from, to, value] of rows. */
const runs = (values) => {
  const found = []
  for (const [row, value] of values.entries()) {
    const last = found.at(-1)
    if (last !== undefined && last[2] === value) last[1] = row
    else found.push([row, row, value])
  }
  return found
}

/** Colours the time in each regime: a faint ground and a ribbon at the foot. */
const drawRegimes = (plot, columns) => {
  const states = selectedMarket()?.regimes.length ?? 3
  const { ctx, bbox } = plot
  const ratio = window.devicePixelRatio
  ctx.save()
  ctx.beginPath()
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height)
  ctx.clip()
  for (const [from, to, regime] of runs(columns.regime)) {
    if (regime === null) continue
    const left = plot.valToPos(columns.at[from] / 1e6, 'x', true)
    const end = columns.at[Math.min(to + 1, columns.at.length - 1)] / 1e6
    const width = Math.max(plot.valToPos(end, 'x', true) - left, 1)
    const name = regimeColour(states, regime)
    ctx.fillStyle = colour(name, '1c')
    ctx.fillRect(left, bbox.top, width, bbox.height)
    ctx.fillStyle = colour(name)
    ctx.fillRect(left, bbox.top + bbox.height - ribbonHeight * ratio, width, ribbonHeight * ratio)
  }
  ctx.restore()
}

/** Marks trades at the position they left: up for bought, down for sold. */
const drawTrades = (plot, columns) => {
  const { ctx, bbox } = plot
  const size = 4 * window.devicePixelRatio
  ctx.save()
  ctx.beginPath()
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height)
  ctx.clip()
  for (const [row, traded] of columns.traded.entries()) {
    if (traded === null || columns.position[row] === null) continue
    const x = plot.valToPos(columns.at[row] / 1e6, 'x', true)
    if (x < bbox.left || x > bbox.left + bbox.width) continue
    const y = plot.valToPos(columns.position[row], 'y', true)
    const up = traded > 0 ? -1 : 1
    ctx.fillStyle = colour(traded > 0 ? '--buy' : '--sell')
    ctx.beginPath()
    ctx.moveTo(x, y + up * size)
    ctx.lineTo(x - size, y - up * size)
    ctx.lineTo(x + size, y - up * size)
    ctx.fill()
  }
  ctx.restore()
}

/** Round lengths of time for an axis, seconds. */
const durations = [0.1, 1, 5, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14_400, 28_800, 86_400]

const range = (write, low, high) => (value) => `${write(value(low))} – ${write(value(high))}`

/** The four charts; `update` takes the columns of the market and of the portfolio, and the time range, seconds. */
export const startCharts = () => {
  const spot = startChart('spot', {
    title: 'Spot and regime',
    awaits: 'Waiting for the market’s first two states',
    label: decimals,
    under: drawRegimes,
    series: [{ column: 'spot', label: 'Spot', colour: '--line', write: (value) => price(value('spot')) }],
    readout: [
      { label: 'Spot', colour: '--line', write: (value) => price(value('spot')) },
      {
        label: 'Regime',
        write: (value) => {
          const [market, state] = [selectedMarket(), value('regime')]
          return market === undefined || state === undefined || state === null ? '–' : regimeName(market, state)
        },
      },
    ],
  })
  const vol = startChart('vol', {
    title: 'Volatility',
    awaits: 'Waiting for the first forecast: the features warm up first',
    label: (value) => `${number(value * 100, 0)} %`,
    bands: [{ upper: 'high', lower: 'low', colour: '--blue', alpha: '26' }],
    series: [
      { column: 'high', label: 'High', colour: '--blue', alpha: '59', width: 1 },
      { column: 'low', label: 'Low', colour: '--blue', alpha: '59', width: 1 },
      { column: 'realized', label: 'Realized', colour: '--orange' },
      { column: 'forecast', label: 'Forecast', colour: '--blue', width: 2 },
    ],
    readout: [
      { label: 'Forecast', colour: '--blue', write: (value) => percent(value('forecast')) },
      { label: 'Interval', colour: '--blue', area: true, write: range(percent, 'low', 'high') },
      { label: 'Realized 1 d', colour: '--orange', write: (value) => percent(value('realized')) },
    ],
  })
  const units = (value) => `${number(value, 3)}`
  const band = startChart('band', {
    title: 'Position inside its band',
    awaits: 'Waiting for the first two decisions',
    label: decimals,
    bands: [{ upper: 'upper', lower: 'lower', colour: '--teal', alpha: '26' }],
    series: [
      { column: 'upper', label: 'Upper', colour: '--teal', width: 1, spanGaps: true },
      { column: 'lower', label: 'Lower', colour: '--teal', width: 1, spanGaps: true },
      { column: 'centre', label: 'Neutral', colour: '--grey', width: 1, dash: [4, 4], spanGaps: true },
      { column: 'position', label: 'Position', colour: '--line', width: 2, stepped: true, spanGaps: true },
    ],
    over: drawTrades,
    readout: [
      {
        label: 'Position',
        colour: '--line',
        write: (value) => `${units(value('position'))} ${selectedPortfolio()?.underlying ?? ''}`,
      },
      { label: 'Band', colour: '--teal', area: true, write: range(units, 'lower', 'upper') },
      { label: 'Half-width', write: (value) => units(value('halfWidth')) },
      { label: 'Neutral', colour: '--grey', write: (value) => units(value('centre')) },
      { label: 'Traded', write: (value) => (value('traded') === null ? '–' : signed(value('traded'), 3)) },
    ],
  })
  const interval = startChart('interval', {
    title: 'Time to the next evaluation',
    awaits: 'Waiting for the first two decisions',
    label: shortDuration,
    // From seconds to hours: equal ratios are equal distances, so that calm and turbulent times can both be read.
    isLog: true,
    range: (_plot, least, most) =>
      least === null || most === null ? [1, 60] : [Math.max(least, 0.1) / 1.5, Math.max(most, 0.1) * 1.5],
    splits: durations,
    under: drawRegimes,
    series: [{ column: 'interval', label: 'Interval', colour: '--blue', stepped: true }],
    readout: [{ label: 'Interval', colour: '--blue', write: (value) => duration(value('interval')) }],
  })
  return {
    update(market, portfolio, shown) {
      spot.update(market, shown)
      const forecasts =
        market.forecast.some((value) => value !== null) || market.realized.some((value) => value !== null)
      vol.update(forecasts ? market : undefined, shown)
      band.update(portfolio, shown)
      interval.update(portfolio, shown)
    },
  }
}
