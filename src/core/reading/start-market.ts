import { Fault } from '../error'
import { eventInBaseUnits } from '../market/base-units'
import {
  SECOND,
  type BookChange,
  type BookSnapshot,
  type FeedEvent,
  type Gap,
  type OptionSummary,
  type Quote,
  type Timestamp,
  type Trade,
} from '../market/event'
import { fundingRuleOf, startFundingRates } from '../market/funding'
import { instrumentNamed } from '../market/instrument'
import { startOrderBook } from '../market/order-book'
import { instrumentFacts } from '../market/venues/instrument-facts'
import { startChainSurface, type ChainSurface, type SurfaceReading } from './chain-surface'
import { historyBars, startBarHistory, startDecisionBars } from './decision-bars'
import type { BarReading, Market, MarketChange, MarketOptions } from './market'
import { minuteGrid, modelFeatures, type MarketModels } from './market-models'
import type { MarketState } from './market-state'
import { startSideEvents } from './side-events'
import { startMinutePrices } from './minute-prices'
import { startReadings } from './start-readings'

const none: MarketChange = { kind: 'none' }
const priceMoved: MarketChange = { kind: 'price' }
const broken: MarketChange = { kind: 'gap' }
const ahead: MarketChange = { kind: 'refused', reason: 'ahead-of-arrival' }

/**
 * Venue time may lie so far ahead of arrival; clocks differ by less. An event of the far future would close bars too
 * early.
 */
const MOST_AHEAD = 60 * SECOND

/** Options that arrive within half a second of each other are of one snapshot, for a minute at most. */
const [SNAPSHOT_PAUSE, SNAPSHOT_LASTS] = [SECOND / 2, 60 * SECOND]

const unread = {
  posterior: [],
  regime: undefined,
  volatility: [],
  mark: [],
  nowVol: undefined,
  jumpShare: 0,
  interval: [],
  realizedVol: undefined,
  toxicityPercentile: undefined,
  trust: { kind: 'baseline', reasons: ['no-bars'] },
  trustFigures: undefined,
} as const

const readsQuotes = (models: MarketModels | undefined): boolean =>
  models === undefined || modelFeatures(models).some(({ needs }) => needs.includes('quote'))

const sameBars = (a: MarketModels['grid'], b: MarketModels['grid']): boolean =>
  a.barSeconds === b.barSeconds &&
  a.sourceSeconds === b.sourceSeconds &&
  a.continuous === b.continuous &&
  a.optionBars === b.optionBars

const surfaceState = (reading: SurfaceReading | undefined): Pick<MarketState, 'surface'> => {
  if (reading === undefined) return {}
  const { time, quotes, inside, carried, surface, fitted } = reading
  return { surface: { time, expiries: surface.expiries.length, quotes, inside, carried, fitted } }
}

/** A chain that is followed where the venue's name of its first option tells how it settles. */
const chainOf = (venue: string, option: OptionSummary): ChainSurface | undefined => {
  const settlement = instrumentFacts(venue, option.instrument)?.settlement
  return settlement === 'linear' || settlement === 'inverse' ? startChainSurface({ settlement }) : undefined
}

/**
 * Starts the market of one instrument from events that a feed has screened. Channels may overtake each other in venue
 * time: bars take an event that comes late at the newest time so far. One more than a minute ahead of its arrival is
 * refused. Books give quotes until the feed sends quotes itself. A gap ends the quote in force and the session of the
 * bars. Its options have a surface, fitted between the snapshots in which they arrive; a market of options alone has
 * their index price for its spot. Throws 'bad-input' on a price or quote that cannot be.
 */
export const startMarket = ({ instrument, facts, models: first, trust, grid = minuteGrid }: MarketOptions): Market => {
  let models = first
  let readings = startReadings({ grid: models?.grid ?? grid, models, trust: models && trust?.(models) })
  const used = models?.grid ?? grid
  const bars = startDecisionBars(used, readsQuotes(models))
  const side = startSideEvents(used.optionBars / used.barsPerYear)
  const history = startBarHistory(historyBars(used))
  const minutePrices = startMinutePrices()
  const { venue } = instrumentNamed(instrument)
  const rule = facts?.kind === 'perpetual' ? fundingRuleOf(venue) : undefined
  const fundings = rule && startFundingRates(rule)
  let book = startOrderBook()
  let hasQuotes = false
  let hasPrices = false
  let [quotedAt, heardAt, settledAt] = [-Infinity, -Infinity, -Infinity]
  let chain: ChainSurface | undefined

  let [events, time, venueTime, barCount] = [0, -Infinity, -Infinity, 0]
  let spot: number | undefined
  let quote: Quote | undefined
  let gapSince: Timestamp | undefined
  let reading: BarReading | undefined
  let kept: MarketState | undefined

  const close = (finished: ReturnType<typeof bars.event>): readonly BarReading[] =>
    finished.map((plain) => {
      const bar = side.complete(plain)
      history.add(bar)
      barCount++
      reading = readings.step(bar)
      return reading
    })

  /** Fits the options that have arrived where no more came for a while, or where they never cease. */
  const settle = (arrival: Timestamp): void => {
    if (chain === undefined || (arrival - heardAt < SNAPSHOT_PAUSE && arrival - settledAt < SNAPSHOT_LASTS)) return
    chain.advance(time)
    settledAt = arrival
  }

  const arrive = (timestamp: Timestamp, localTimestamp: Timestamp): void => {
    settle(localTimestamp)
    events++
    kept = undefined
    if (localTimestamp > time) time = localTimestamp
    if (timestamp > venueTime) venueTime = timestamp
  }

  const foldPrice = (event: Trade | Quote): MarketChange => {
    if (event.timestamp > event.localTimestamp + MOST_AHEAD) return ahead
    const inTime = event.timestamp < venueTime ? { ...event, timestamp: venueTime } : event
    arrive(inTime.timestamp, event.localTimestamp)
    gapSince = undefined
    hasPrices = true
    const before = spot
    if (event.kind === 'quote') {
      quote = event
      spot = (event.bid + event.ask) / 2
    } else if (quote === undefined) spot = event.price
    if (spot !== undefined) minutePrices.add(venueTime, spot)
    const finished = bars.event(inTime)
    if (finished.length > 0) return { kind: 'bars', readings: close(finished) }
    return spot === before ? none : priceMoved
  }

  const foldBook = (event: BookSnapshot | BookChange): MarketChange => {
    const top = hasQuotes ? undefined : book.apply(event)
    if (top !== undefined) return foldPrice({ ...top, localTimestamp: event.localTimestamp })
    arrive(venueTime, event.localTimestamp)
    return none
  }

  const foldGap = ({ timestamp, reason }: Gap): MarketChange => {
    const at = Math.max(timestamp, venueTime)
    arrive(at, time)
    gapSince ??= at
    quote = undefined
    chain?.gap()
    book = startOrderBook()
    const finished = bars.event({ kind: 'gap', timestamp: at, reason })
    return finished.length > 0 ? { kind: 'bars', readings: close(finished) } : broken
  }

  const foldOption = (option: OptionSummary): MarketChange => {
    side.take(option)
    arrive(venueTime, option.localTimestamp)
    if (chain === undefined) {
      chain = chainOf(venue, option)
      settledAt = option.localTimestamp
    }
    chain?.take(option)
    heardAt = time
    if (hasPrices) return none
    quotedAt = Math.max(quotedAt, Math.min(option.timestamp, option.localTimestamp))
    gapSince = undefined
    spot = option.indexPrice ?? spot
    return none
  }

  const apply = (arrived: FeedEvent): MarketChange => {
    const event = eventInBaseUnits(facts, arrived)
    switch (event.kind) {
      case 'quote':
        hasQuotes = true
        return foldPrice(event)
      case 'trade':
        return foldPrice(event)
      case 'book-snapshot':
      case 'book-change':
        return foldBook(event)
      case 'option-summary':
        return foldOption(event)
      case 'derivative-ticker':
        side.take(event)
        fundings?.take(event)
        arrive(venueTime, event.localTimestamp)
        return none
      case 'gap':
        return foldGap(event)
    }
  }

  return {
    apply,
    warmUp(past) {
      if (past.length === 0) return
      if (events > 0) throw new Fault('usage', 'a market is warmed up before its first event')
      close(past)
      const last = past[past.length - 1]
      time = venueTime = last.timestamp
      spot = last.close
      hasPrices = true
      for (const bar of past.slice(-8)) minutePrices.add(bar.timestamp, bar.close)
      kept = undefined
    },
    surface: () => chain?.at(time),
    past: history.all,
    events: () => events,
    state() {
      if (spot === undefined) return undefined
      const read = reading ?? unread
      const bar = reading?.bar
      kept ??= {
        instrument,
        events,
        time,
        venueTime: hasPrices ? venueTime : Math.max(venueTime, quotedAt),
        spot,
        lastPrices: minutePrices.all(),
        bid: quote?.bid,
        ask: quote?.ask,
        bidSize: quote?.bidSize,
        askSize: quote?.askSize,
        gapSince,
        barTime: bar?.timestamp,
        bars: barCount,
        posterior: read.posterior,
        regime: read.regime,
        volatility: read.volatility,
        mark: read.mark,
        nowVol: read.nowVol,
        jumpShare: read.jumpShare,
        interval: read.interval,
        realizedVol: read.realizedVol,
        toxicityPercentile: read.toxicityPercentile,
        trust: read.trust,
        trustFigures: read.trustFigures,
        relativeSpread: bar?.quote?.relativeSpread,
        impliedVol: bar?.impliedVol,
        fundingRate: bar?.fundingRate,
        ...surfaceState(chain?.at(time)),
        ...(rule && { funding: { rule, rates: fundings?.all() ?? [] } }),
        models: models?.versions,
      }
      return kept
    },
    useModels(next) {
      if (!sameBars(next.grid, used))
        throw new Fault('model-refused', 'the models decide on other bars than this market makes')
      const renewed = startReadings({ grid: next.grid, models: next, trust: trust?.(next) })
      let last: BarReading | undefined
      for (const bar of history.all()) last = renewed.step(bar)
      readings = renewed
      models = next
      reading = last ?? reading
      kept = undefined
    },
  }
}
