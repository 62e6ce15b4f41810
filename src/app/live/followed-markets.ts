import { openLoop, openFeed, systemTimers, type Refusal } from '../../adapters/feeds'
import { openRecording } from '../../adapters/recordings'
import { Fault } from '../../core/error'
import { startMarket } from '../../core/market/state/start-market'
import { minuteGrid } from '../../core/market/state/default-grid'
import type { Timestamp } from '../../core/market/event'
import { startBreaker } from '../../core/risk/breaker/start-breaker'
import { trustOf } from '../../core/risk/trust/trust-of'
import { startRng } from '../../core/rng'
import type { Clock } from '../../ports/clock'
import type { MarketFeed } from '../../ports/market-feed'
import type { MarketStore } from '../../ports/market-store'
import type { Instrument, RecordingDescription, RecordingReader, Span } from '../../ports/recording-store'
import type { FeedConfig } from '../config/file/schema'
import type { Log } from '../log'
import type { ServiceModels } from '../models/load-models'
import { unseenFrom } from '../models/unseen-from'
import { warmUp } from '../models/warm-up'
import type { LiveMarket } from './follow-feed'

/** A feed with the markets that it tells of, warmed up. */
export type FollowedFeed = {
  readonly name: string
  readonly feed: MarketFeed
  readonly markets: ReadonlyMap<string, LiveMarket>
  /** Of a replay: what the service reckons time by. */
  readonly clock: Clock | undefined
  readonly speed: number
  readonly close: () => Promise<void>
}

export type FollowParts = {
  readonly models: ServiceModels | undefined
  readonly store: MarketStore
  readonly clock: Clock
  readonly log: Log
  /** Recordings that a live instrument is warmed up from; none where nothing was recorded. */
  readonly history: string | undefined
}

const instrumentOf = (name: string): Instrument => {
  const slash = name.indexOf('/')
  return { venue: name.slice(0, slash), symbol: name.slice(slash + 1) }
}

const marketsOf = (config: FeedConfig, { models }: FollowParts): ReadonlyMap<string, LiveMarket> =>
  new Map(
    config.instruments.map((instrument) => {
      const market = startMarket({ instrument, models: models?.market, trust: trustOf })
      return [instrument, { instrument, market, breaker: startBreaker(config.breaker) }]
    }),
  )

/** Warms every market of a feed up from what lies before a time. */
const warm = async (
  reader: RecordingReader,
  markets: ReadonlyMap<string, LiveMarket>,
  until: Timestamp,
  { models, log }: FollowParts,
): Promise<void> => {
  for (const { instrument, market } of markets.values()) {
    const grid = models?.market.grid ?? minuteGrid
    const done = await warmUp({ market, grid, reader, instrument: instrumentOf(instrument), until })
    log.info({ event: 'market.warmed-up', instrument, ...done })
  }
}

/** Arrivals of these instruments in a recording, from the first to past the last. */
const spanOf = ({ instruments }: RecordingDescription, names: readonly string[]): Required<Span> => {
  const channels = instruments
    .filter(({ venue, symbol }) => names.includes(`${venue}/${symbol}`))
    .flatMap((own) => own.channels)
  if (channels.length === 0) throw new Fault('missing-data', `nothing is recorded of ${names.join(', ')}`)
  return { from: Math.min(...channels.map(({ from }) => from)), to: Math.max(...channels.map(({ to }) => to)) + 1 }
}

type ReplayConfig = Extract<FeedConfig, { kind: 'replay' }>
type VenueFeedConfig = Exclude<FeedConfig, ReplayConfig>

const followReplay = async (config: ReplayConfig, parts: FollowParts): Promise<FollowedFeed> => {
  const { models, store } = parts
  const reader = await openRecording(config.recording)
  const description = await reader.describe()
  const all = spanOf(description, config.instruments)
  const learned = models?.cards.forecaster.dataSha256 === description.sha256 ? models.cards.forecaster : undefined
  const from = config.from ?? Math.max(all.from, learned === undefined ? all.from : unseenFrom(learned))
  const stored = await Promise.all(config.instruments.map((instrument) => store.latest(instrument)))
  const last = Math.max(-Infinity, ...stored.flatMap((state) => state?.time ?? []))
  const feed = await openLoop({
    reader,
    instruments: config.instruments.map(instrumentOf),
    from,
    to: config.to ?? all.to,
    after: Number.isFinite(last) ? last : undefined,
    speed: config.speed ?? Infinity,
    timers: systemTimers,
  })
  const markets = marketsOf(config, parts)
  await warm(reader, markets, feed.begins, parts)
  return {
    name: config.name,
    feed,
    markets,
    clock: feed.clock,
    speed: config.speed ?? Infinity,
    close: async () => {
      await feed.close()
      await reader.close()
    },
  }
}

/** The venue's own names of the instruments. */
const sourceOf = ({ instruments, ...config }: VenueFeedConfig) => {
  const symbols = instruments.map((instrument) => instrumentOf(instrument).symbol)
  if (config.kind === 'deribit') return { kind: 'deribit' as const, names: symbols, sandbox: config.sandbox }
  throw new Fault('usage', `feeds of kind ${config.kind} are not followed yet`)
}

const followVenue = async (config: Exclude<FeedConfig, ReplayConfig>, parts: FollowParts): Promise<FollowedFeed> => {
  const { clock, log, history } = parts
  const onRefused = (refusal: Refusal): void => log.warn({ event: 'feed.refused', feed: config.name, ...refusal })
  const supervision = { clock, timers: systemTimers, rng: startRng(clock.now() % 2 ** 31), onRefused }
  const { feed } = await openFeed({ ...sourceOf(config), ...supervision })
  const markets = marketsOf(config, parts)
  if (history !== undefined) {
    const reader = await openRecording(history)
    await warm(reader, markets, clock.now(), parts).finally(() => reader.close())
  }
  return { name: config.name, feed, markets, clock: undefined, speed: 1, close: feed.close }
}

/** Opens a feed of the configuration with its markets, warmed up from what was recorded before. Throws as the feed, the recording and the models do. */
export const openFollowed = (config: FeedConfig, parts: FollowParts): Promise<FollowedFeed> =>
  config.kind === 'replay' ? followReplay(config, parts) : followVenue(config, parts)
