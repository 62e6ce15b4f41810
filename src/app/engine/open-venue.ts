import type { PoolConfig } from 'pg'
import { openCcxtVenue } from '../../adapters/venues/ccxt/ccxt-venue'
import { startMemoryVenue } from '../../adapters/venues/paper/memory-venue'
import type { PaperInstrument, PaperQuote } from '../../adapters/venues/paper/options'
import { openPaperVenue } from '../../adapters/venues/paper/paper-venue'
import type { PortfolioSettings } from '../../core/decision/settings'
import { Fault } from '../../core/error'
import type { MarketState } from '../../core/reading/market-state'
import { startRng } from '../../core/rng'
import type { Clock } from '../../ports/clock'
import type { Venue } from '../../ports/venue'
import type { VenueConfig } from '../config/file/schema'
import { reveal } from '../config/secret'
import type { Log } from '../log'
import { tradedBy } from './orders/order-desk-parts'

export type VenueParts = {
  readonly connection: PoolConfig
  readonly clock: Clock
  readonly market: (instrument: string) => Promise<MarketState | undefined>
  readonly portfolios: readonly PortfolioSettings[]
  readonly log: Log
}

const quoteOf = (state: MarketState | undefined): PaperQuote | undefined => {
  if (state?.bid === undefined || state.ask === undefined || state.gapSince !== undefined) return undefined
  const { bid, ask, bidSize = 0, askSize = 0, time } = state
  return { bid, ask, bidSize, askSize, time }
}

type PaperConfig = Extract<VenueConfig, { kind: 'paper' }>

/** A paper venue of the configuration, as it is opened in a database or in memory. */
const paperOptions = (config: PaperConfig, { clock, market }: Pick<VenueParts, 'clock' | 'market'>) => {
  const { name, seed, latency, rejectRate, thinRate, patienceSeconds } = config
  const entries = Object.entries(config.instruments)
  const markets = new Map(entries.map(([symbol, { market }]) => [`${name}/${symbol}`, market]))
  const instruments: Record<string, PaperInstrument> = Object.fromEntries(
    entries.map(([symbol, terms]) => [`${name}/${symbol}`, terms]),
  )
  const quote = async (instrument: string) => quoteOf(await market(markets.get(instrument) ?? ''))
  return { name, clock, seed, instruments, quote, latency, rejectRate, thinRate, patienceSeconds }
}

const openPaper = (config: PaperConfig, parts: VenueParts): Promise<Venue> =>
  openPaperVenue({
    ...paperOptions(config, parts),
    connection: parts.connection,
    onError: (error) => parts.log.warn({ event: 'venue.disconnected', venue: config.name, error }),
  })

/** The venue as a dry run trades there: on paper, in memory. Faults 'usage' for an exchange. */
export const startDryVenue = (config: VenueConfig, parts: Pick<VenueParts, 'clock' | 'market'>): Venue => {
  if (config.kind === 'paper') return startMemoryVenue(paperOptions(config, parts))
  throw new Fault('usage', `venue ${config.name} is an exchange: a replay trades on paper`)
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
