import { at, fill, make, say } from './dom.js'
import { duration, money, number, percent, price, relative, signed, time } from './format.js'
import { now, selectedMarket, selectedPortfolio, state } from './store.js'
import { modes, modeTone, reasons, regimeName, trigger } from './words.js'

const figure = (name) => {
  const value = make('dd', { className: 'value' })
  const note = make('dd', { className: 'note' })
  const side = make('span')
  at('figures').append(make('div', {}, make('dt', {}, make('span', {}, name), side), value, note))
  return (text, { unit, under, beside, tone }) => {
    const whole = `${text} ${unit ?? ''} ${tone ?? ''}`
    if (value.dataset.whole !== whole)
      fill(value, make('span', { className: tone }, text), unit && make('span', { className: 'unit' }, unit))
    value.dataset.whole = whole
    say(note, under ?? '')
    if (beside instanceof Node) fill(side, beside)
    else say(side, beside ?? '')
  }
}

const distance = ({ position, band }) => {
  if (band === undefined) return 'no band at the last evaluation'
  if (position > band.upper) return `above the band by ${number(position - band.upper, 3)}`
  if (position < band.lower) return `below the band by ${number(band.lower - position, 3)}`
  const share = band.halfWidth > 0 ? Math.abs(position - band.centre) / band.halfWidth : 0
  return `inside ${number(band.lower, 3)} – ${number(band.upper, 3)}, ${percent(share, 0)} of the way to the edge`
}

/** The row of figures at the top; gives the function that writes them. */
export const startFigures = () => {
  const spot = figure('Spot')
  const position = figure('Position')
  const delta = figure('Net delta')
  const next = figure('Next evaluation')
  const equity = figure('Equity')
  const profit = figure('Profit')
  const costs = figure('Costs paid')
  const mode = figure('Mode')
  const states = make('span', { className: 'chip' })
  const modeChip = make('span', { className: 'chip' })
  return () => {
    const portfolio = selectedPortfolio()
    const market = selectedMarket()
    const clock = now()
    if (market === undefined) spot('–', { under: 'waiting for the market' })
    else {
      const known = market.regime !== undefined
      say(states, known ? regimeName(market, market.regime) : 'no regime yet')
      spot(price(market.spot), {
        unit: portfolio?.currency,
        under: known
          ? `${percent(market.posterior[market.regime], 0)} sure of the regime; ${relative(market.time, clock)}`
          : `features warm up: ${market.bars} bars; ${relative(market.time, clock)}`,
        beside: states,
      })
    }
    if (portfolio === undefined) {
      for (const write of [position, delta, next, equity, profit, costs, mode])
        write('–', { under: 'waiting for a portfolio' })
      return
    }
    const { greeks, band, book, attribution, currency, underlying } = portfolio
    const outside = band !== undefined && (portfolio.position > band.upper || portfolio.position < band.lower)
    position(number(portfolio.position, 3), {
      unit: underlying,
      under: distance(portfolio),
      tone: outside ? 'down' : '',
    })
    delta(signed(greeks && greeks.delta + portfolio.position, 3), {
      unit: underlying,
      under: greeks ? `options ${signed(greeks.delta, 3)}, gamma ${number(greeks.gamma, 5)}` : 'no options priced yet',
    })
    const due = portfolio.dueAt
    const interval =
      due !== undefined && portfolio.evaluatedAt !== undefined ? (due - portfolio.evaluatedAt) / 1e6 : undefined
    const left = due === undefined || clock === undefined ? undefined : (due - clock) / 1e6
    next(left === undefined ? '–' : left >= 0 ? duration(left) : `${duration(-left)} late`, {
      under: due === undefined ? 'no evaluation yet' : `at ${time(due, clock)}, ${duration(interval)} after the last`,
      tone: left !== undefined && left < -5 ? 'down' : '',
    })
    equity(number(portfolio.equity, 0), { unit: currency, under: `cash ${money(book.cash, 0)}` })
    const total = attribution?.total
    profit(signed(total, 0), {
      unit: currency,
      under: attribution?.since === undefined ? 'since it was opened' : `since ${time(attribution.since, clock)}`,
      tone: total === undefined ? '' : total < 0 ? 'down' : 'up',
    })
    costs(money(book.fees + book.slippage, 2), {
      unit: currency,
      under: `fees ${money(book.fees)}, slippage ${money(book.slippage)}`,
    })
    const killed = state.status?.killSwitch.engaged === true
    modeChip.className = `chip ${killed ? 'bad' : modeTone[portfolio.mode]}`
    say(modeChip, killed ? 'kill switch' : portfolio.mode === 'active' ? 'trades' : 'held back')
    mode(modes[portfolio.mode], { under: portfolio.modeReason ?? `strategy ${portfolio.strategy}`, beside: modeChip })
    say(at('why'), whyText(portfolio, interval))
  }
}

const whyText = ({ last, quiet }, interval) => {
  if (last === undefined) return 'Waiting for the first evaluation.'
  const move = quiet === undefined ? '' : ` At once if the spot leaves ${price(quiet.from)} – ${price(quiet.to)}.`
  return `${duration(interval)}: ${reasons(last.reasons)} (evaluated ${trigger(last.trigger)}).${move}`
}
