import { knownExchanges } from '../../../adapters/venues/ccxt/ccxt-venue'
import { tradedInstrument, type PortfolioSettings } from '../../../core/decision/settings'
import { instrumentNamed } from '../../../core/market/instrument'
import { instrumentFacts } from '../../../core/market/venues/instrument-facts'
import { MINOR } from '../../../core/portfolio/ledger/entry'
import { nearestName, type ConfigProblem, type Refuse } from './problem'
import type { VenueConfig } from './schema'

type Path = ConfigProblem['path']

/** Most of the quote currency that the ledger counts exactly. */
const mostMoney = Number.MAX_SAFE_INTEGER / MINOR

/** What a portfolio is opened with must be counted exactly, in whole minor units. */
const checkOpening = ({ cash, mandate }: PortfolioSettings, path: Path, refuse: Refuse): void => {
  if (Math.abs(cash) > mostMoney)
    refuse([...path, 'cash'], `is at most ${Math.floor(mostMoney)}, the most that is exact`)
  if (mandate.kind !== 'hedge') return
  let sum = Math.abs(cash)
  mandate.options.forEach(({ quantity, multiplier, premium }, i) => {
    const before = sum
    sum += Math.abs(quantity * multiplier * premium)
    if (before <= mostMoney && sum > mostMoney)
      refuse(
        [...path, 'mandate', 'options', i, 'premium'],
        `brings the book beyond ${Math.floor(mostMoney)}, the most that is exact`,
      )
  })
}

/** An exchange that is reached at all. */
export const checkExchange = (
  { exchange }: Extract<VenueConfig, { kind: 'ccxt' }>,
  path: Path,
  refuse: Refuse,
): void => {
  const names = Object.keys(knownExchanges)
  if (!names.includes(exchange))
    refuse([...path, 'exchange'], `is one of ${names.join(', ')}; the nearest is '${nearestName(exchange, names)}'`)
}

/** The least order that a paper venue takes, and the reason, where an order of the portfolio can never be as large. */
const tooSmall = (
  { limits, mandate }: PortfolioSettings,
  { lot, minLots, leastNotional = 0 }: Extract<VenueConfig, { kind: 'paper' }>['instruments'][string],
): string | undefined => {
  if (limits.orderNotional < leastNotional)
    return `is at least ${leastNotional}, the least order that the venue takes: none could be sent`
  const price = mandate.kind === 'hedge' ? mandate.scale.price : 0
  const least = lot * minLots * price
  return limits.orderNotional < least
    ? `is at least ${Number(least.toPrecision(6))}, ${minLots} lots of ${lot} at ${price}: no order could be sent`
    : undefined
}

/** What is known of the contracts of an exchange without asking it: how they settle, and their least order. */
const checkListed = (
  { limits, symbol }: PortfolioSettings,
  { exchange }: Extract<VenueConfig, { kind: 'ccxt' }>,
  path: Path,
  refuse: Refuse,
): void => {
  const facts = instrumentFacts(exchange, symbol)
  if (facts === undefined) return
  const { kind, settlement, quote, leastNotional = 0 } = facts
  if (kind === 'spot' || settlement !== 'linear')
    refuse([...path, 'symbol'], `is a contract settled in ${quote}: only those have lots of a fixed size`)
  if (limits.orderNotional < leastNotional)
    refuse([...path, 'limits', 'orderNotional'], `is at least ${leastNotional}, the least order of ${symbol}`)
}

/** Refuses what the venue of a portfolio would refuse, order after order, and what could not be opened. */
export const checkTrading = (
  portfolio: PortfolioSettings,
  venue: VenueConfig | undefined,
  path: Path,
  refuse: Refuse,
): void => {
  checkOpening(portfolio, path, refuse)
  if (venue?.kind === 'ccxt') checkListed(portfolio, venue, path, refuse)
  if (venue?.kind !== 'paper') return
  const { mandate } = portfolio
  const assets = mandate.kind === 'allocation' ? mandate.instruments : [portfolio.instrument]
  assets.forEach((asset, i) => {
    const { symbol } = instrumentNamed(tradedInstrument(portfolio, asset))
    const terms = Object.hasOwn(venue.instruments, symbol) ? venue.instruments[symbol] : undefined
    if (terms === undefined) {
      if (mandate.kind === 'allocation')
        refuse([...path, 'mandate', 'instruments', i], `trades as '${symbol}', which ${venue.name} does not list`)
      return
    }
    const reason = tooSmall(portfolio, terms)
    if (reason !== undefined) refuse([...path, 'limits', 'orderNotional'], reason)
  })
}
