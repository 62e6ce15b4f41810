import type { PoolConfig } from 'pg'
import { openCcxtVenue } from '../../adapters/venues/ccxt/ccxt-venue'
import type { PaperInstrument, PaperQuote } from '../../adapters/venues/paper/options'
import { openPaperVenue } from '../../adapters/venues/paper/paper-venue'
import type { MarketState } from '../../core/market/state/market-state'
import type { PortfolioSettings } from '../../core/portfolio/settings'
import { tradedInstrument } from '../../core/portfolio/traded-instrument'
import { marketsOf } from '../../core/portfolio/mandate-of'
import { startRng } from '../../core/rng'
import type { Clock } from '../../ports/clock'
import type { Venue } from '../../ports/venue'
import type { VenueConfig } from '../config/file/schema'
import { reveal } from '../config/secret'
import type { Log } from '../log'

export type VenueParts = {
  readonly connection: PoolConfig
  readonly clock: Clock
  readonly market: (instrument: string) => Promise<MarketState | undefined>
  readonly portfolios: readonly PortfolioSettings[]
  readonly log: Log
}

/** Instruments that a portfolio may trade, `venue/symbol`. */
export const tradedBy = (settings: PortfolioSettings): readonly string[] =>
  marketsOf(settings).map((market) => tradedInstrument(settings, market))

const quoteOf = (state: MarketState | undefined): PaperQuote | undefined => {
  if (state?.bid === undefined || state.ask === undefined || state.gapSince !== undefined) return undefined
  const { bid, ask, bidSize = 0, askSize = 0, time } = state
  return { bid, ask, bidSize, askSize, time }
}

const openPaper = (config: Extract<VenueConfig, { kind: 'paper' }>, parts: VenueParts): Promise<Venue> => {
  const { name, seed, latency, rejectRate, thinRate, patienceSeconds } = config
  const entries = Object.entries(config.instruments)
  const markets = new Map(entries.map(([symbol, { market }]) => [`${name}/${symbol}`, market]))
  const instruments: Record<string, PaperInstrument> = Object.fromEntries(
    entries.map(([symbol, terms]) => [`${name}/${symbol}`, terms]),
  )
  return openPaperVenue({
    name,
    connection: parts.connection,
    clock: parts.clock,
    seed,
    instruments,
    quote: async (instrument) => quoteOf(await parts.market(markets.get(instrument) ?? '')),
    latency,
    rejectRate,
    thinRate,
    patienceSeconds,
    onError: (error) => parts.log.warn({ event: 'venue.disconnected', venue: name, error }),
  })
}

/** Opens a venue of the configuration. Throws as its adapter does. */
export const openVenue = (config: VenueConfig, parts: VenueParts): Promise<Venue> => {
  if (config.kind === 'paper') return openPaper(config, parts)
  const { name, exchange, sandbox, apiKey, secret } = config
  const instruments = parts.portfolios.filter(({ venue }) => venue === name).flatMap(tradedBy)
  return openCcxtVenue({
    name,
    exchange,
    sandbox,
    credentials: () => ({ apiKey: reveal(apiKey), secret: reveal(secret) }),
    instruments: [...new Set(instruments)],
    clock: parts.clock,
    rng: startRng(parts.clock.now() % 2 ** 31),
  })
}
