import type { PortfolioSettings } from '../../../core/decision/settings'
import { isLoopback } from '../../../core/loopback'
import { instrumentName } from '../../../core/market/instrument'
import { reveal } from '../secret'
import { leastTokenLength } from '../settings'
import { nearestName, type ConfigProblem, type Refuse } from './problem'
import type { ServiceConfig } from './schema'
import { checkExchange, checkTrading } from './trade-checks'

/** What an execution contradicts in the portfolio that it stands in. */
const checkExecution = (
  { execution, mandate, instrument, limits, minInterval, maxInterval }: PortfolioSettings,
  path: ConfigProblem['path'],
  refuse: Refuse,
): void => {
  if (execution === undefined || execution.kind === 'single') return
  if (mandate.kind === 'cppi')
    refuse(
      [...path, 'kind'],
      'is single for an insured portfolio: its gap bound counts on trades that are made at once',
    )
  if (execution.kind === 'slices') {
    const { spacing } = execution
    if (!(spacing >= minInterval && spacing <= maxInterval))
      refuse([...path, 'spacing'], `lies within minInterval and maxInterval, ${minInterval} to ${maxInterval} seconds`)
    const least = (60 * (mandate.kind === 'allocation' ? mandate.instruments.length : 1)) / limits.ordersPerMinute
    if (spacing < least)
      refuse([...path, 'spacing'], `is at least ${Number(least.toPrecision(6))}: limits.ordersPerMinute lets no more`)
    return
  }
  const { card, maxSeconds } = execution
  if (mandate.kind === 'allocation')
    refuse([...path, 'kind'], 'is single or slices for an allocation: a card is of one instrument')
  else if (instrumentName(card) !== instrument)
    refuse([...path, 'card'], `is that of ${instrumentName(card)}, the portfolio trades by ${instrument}`)
  const spacing = Math.max(minInterval, 60 / limits.ordersPerMinute)
  if (maxSeconds < 2 * spacing)
    refuse([...path, 'maxSeconds'], `is at least ${2 * spacing}: two slices, an evaluation and an order each`)
}

type Path = ConfigProblem['path']

const known = (name: string, names: readonly string[]): string => {
  const nearest = nearestName(name, names)
  return `'${name}' is not among ${names.length === 0 ? 'them: there are none' : `them, the nearest is '${nearest}'`}`
}

const repeated = (names: readonly string[], path: Path, key: string, refuse: Refuse): void =>
  names.forEach((name, i) => {
    if (names.indexOf(name) < i) refuse([...path, i, key], `'${name}' is there twice`)
  })

const checkService = ({ service }: ServiceConfig, refuse: Refuse): void => {
  repeated(
    service.operators.map(({ name }) => name),
    ['service', 'operators'],
    'name',
    refuse,
  )
  service.operators.forEach(({ token }, i) => {
    if (reveal(token).length < leastTokenLength)
      refuse(['service', 'operators', i, 'token'], `has at least ${leastTokenLength} letters`)
  })
  if (isLoopback(service.host)) return
  if (service.operators.length === 0)
    refuse(
      ['service', 'host'],
      'is beyond loopback, which needs an operator with a token (BANDSHIFT_TOKEN, or service.operators)',
    )
}

const checkFeeds = ({ feeds }: ServiceConfig, refuse: Refuse): void => {
  repeated(
    feeds.map(({ name }) => name),
    ['feeds'],
    'name',
    refuse,
  )
  const given = new Set<string>()
  feeds.forEach((feed, i) => {
    feed.instruments.forEach((instrument, j) => {
      if (given.has(instrument)) refuse(['feeds', i, 'instruments', j], `'${instrument}' comes from two places`)
      given.add(instrument)
      if (feed.kind === 'deribit' && !instrument.startsWith('deribit/'))
        refuse(['feeds', i, 'instruments', j], "begins with 'deribit/' in a feed of kind deribit")
      if (feed.kind === 'tardis' && !instrument.startsWith(`${feed.exchange}/`))
        refuse(['feeds', i, 'instruments', j], `begins with '${feed.exchange}/', as the feed's events name it`)
    })
    if (feed.kind === 'replay' && feed.from !== undefined && feed.to !== undefined && feed.from >= feed.to)
      refuse(['feeds', i, 'from'], 'is before to')
  })
  const replays = feeds.filter(({ kind }) => kind === 'replay').length
  if (replays > 0 && replays < feeds.length)
    refuse(['feeds'], 'are all replays or all live: a replay has a clock of its own')
}

const checkSchedules = ({ schedules, models }: ServiceConfig, refuse: Refuse): void => {
  if (models !== undefined) return
  for (const kind of ['retraining', 'report'] as const)
    if (schedules[kind] !== undefined) refuse(['schedules', kind], 'is of models, and the file has no models')
}

const checkVenues = ({ venues, feeds }: ServiceConfig, instruments: readonly string[], refuse: Refuse): void => {
  repeated(
    venues.map(({ name }) => name),
    ['venues'],
    'name',
    refuse,
  )
  const isReplay = feeds.some(({ kind }) => kind === 'replay')
  venues.forEach((venue, i) => {
    if (venue.kind === 'ccxt') {
      checkExchange(venue, ['venues', i], refuse)
      if (isReplay) refuse(['venues', i, 'kind'], 'is paper where the feed is a replay: an exchange trades now')
      return
    }
    for (const [symbol, { market }] of Object.entries(venue.instruments))
      if (!instruments.includes(market))
        refuse(
          ['venues', i, 'instruments', symbol, 'market'],
          `names an instrument of the feeds: ${known(market, instruments)}`,
        )
  })
}

/** What dividends contradict in the portfolio that they stand in. */
const checkDividends = ({ mandate, dividends = [] }: PortfolioSettings, path: Path, refuse: Refuse): void => {
  const at: Path = [...path, 'dividends']
  if (mandate.kind !== 'hedge') {
    if (dividends.length > 0) refuse(at, `are of the options of a hedge, not of the mandate ${mandate.kind}`)
    return
  }
  dividends.forEach((own, i) => {
    if (i > 0 && own.at <= dividends[i - 1].at) refuse([...at, i, 'at'], 'is later than the one before it')
    if (own.amount >= mandate.scale.price)
      refuse([...at, i, 'amount'], `is below the price itself, ${mandate.scale.price} in mandate.scale`)
  })
}

const checkMandate = (
  { mandate, rate }: PortfolioSettings,
  path: Path,
  { instruments, isPaper }: { readonly instruments: readonly string[]; readonly isPaper: boolean },
  refuse: Refuse,
): void => {
  if (mandate.kind === 'hedge') {
    if (mandate.programme !== undefined && !isPaper)
      refuse([...path, 'programme'], 'sells options on paper: it needs a paper venue')
    if (mandate.programme === undefined && mandate.options.length === 0)
      refuse([...path, 'options'], 'are missing: a hedge needs options, or a programme that sells them')
  }
  if (mandate.kind === 'obpi') {
    const most = Math.exp((rate * mandate.days) / 365)
    if (mandate.guarantee > most)
      refuse([...path, 'guarantee'], `is at most ${Number(most.toPrecision(6))}: what a term's wealth becomes in cash`)
  }
  if (mandate.kind !== 'allocation') return
  const { targets, instruments: assets, policy } = mandate
  if (targets.length !== assets.length)
    refuse([...path, 'targets'], `has one weight an instrument, ${assets.length}, not ${targets.length}`)
  const sum = targets.reduce((total, weight) => total + weight, 0)
  if (sum > 1 + 1e-9) refuse([...path, 'targets'], `sum to at most 1, not ${Number(sum.toPrecision(6))}`)
  if (!policy.shorting && targets.some((weight) => weight < 0))
    refuse([...path, 'targets'], 'are not negative without shorting')
  assets.forEach((asset, i) => {
    if (!instruments.includes(asset))
      refuse([...path, 'instruments', i], `names an instrument of the feeds: ${known(asset, instruments)}`)
    if (assets.indexOf(asset) < i) refuse([...path, 'instruments', i], `'${asset}' is there twice`)
  })
}

const checkPortfolio = (config: ServiceConfig, i: number, instruments: readonly string[], refuse: Refuse): void => {
  const portfolio = config.portfolios[i]
  const { instrument, venue: name, symbol, references, limits, mandate } = portfolio
  const path: Path = ['portfolios', i]
  if (!instruments.includes(instrument))
    refuse([...path, 'instrument'], `names an instrument of the feeds: ${known(instrument, instruments)}`)
  const venue = config.venues.find((one) => one.name === name)
  if (venue === undefined)
    refuse(
      [...path, 'venue'],
      `names one of the venues: ${known(
        name,
        config.venues.map((one) => one.name),
      )}`,
    )
  else if (venue.kind === 'paper' && !Object.hasOwn(venue.instruments, symbol))
    refuse([...path, 'symbol'], `names an instrument of the venue: ${known(symbol, Object.keys(venue.instruments))}`)
  references.forEach((reference, j) => {
    const at = [...path, 'references', j]
    if (!instruments.includes(reference))
      refuse(at, `names an instrument of the feeds: ${known(reference, instruments)}`)
    if (reference === instrument) refuse(at, 'is another instrument: its own price counts without being named')
    if (references.indexOf(reference) < j) refuse(at, `'${reference}' is there twice`)
  })
  if (limits.price.leastSources > references.length + 1)
    refuse(
      [...path, 'limits', 'price', 'leastSources'],
      `is at most ${references.length + 1}: the instrument itself and its ${references.length} references`,
    )
  if (mandate.kind === 'allocation' && limits.margin !== undefined)
    refuse([...path, 'limits', 'margin'], 'is of one underlying, an allocation has several')
  checkExecution(portfolio, [...path, 'execution'], refuse)
  checkTrading(portfolio, venue, path, refuse)
  const isPaper = venue === undefined || venue.kind === 'paper'
  checkDividends(portfolio, path, refuse)
  checkMandate(portfolio, [...path, 'mandate'], { instruments, isPaper }, refuse)
}

/**
 * Checks between parts of the configuration: names that must refer to another part, ids that must differ, sums and
 * settings that contradict each other.
 */
export const crossCheck = (config: ServiceConfig): readonly ConfigProblem[] => {
  const problems: ConfigProblem[] = []
  const refuse: Refuse = (path, message) => void problems.push({ path, message })
  const instruments = config.feeds.flatMap((feed) => feed.instruments)
  checkService(config, refuse)
  checkFeeds(config, refuse)
  checkSchedules(config, refuse)
  checkVenues(config, instruments, refuse)
  repeated(
    config.portfolios.map(({ id }) => id),
    ['portfolios'],
    'id',
    refuse,
  )
  config.portfolios.forEach((_portfolio, i) => checkPortfolio(config, i, instruments, refuse))
  return problems
}
