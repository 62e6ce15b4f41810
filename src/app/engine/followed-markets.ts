import { unseenFrom } from '../../../models/store/card'
import { systemTimers } from '../../adapters/clock/system-clock'
import { openFeed, openLoop, type FeedRefusal } from '../../adapters/feeds'
import { openForWork, openRecording } from '../../adapters/recordings'
import { Fault } from '../../core/error'
import { arrivalOf, SECOND, type Timestamp } from '../../core/market/event'
import { instrumentName, instrumentNamed, type Instrument, type InstrumentId } from '../../core/market/instrument'
import { startBreaker, type BreakerStatus } from '../../core/reading/breaker'
import { minuteGrid } from '../../core/reading/market-models'
import { startRng } from '../../core/rng'
import { version } from '../../core/version'
import type { Clock } from '../../ports/clock'
import type { MarketFeed } from '../../ports/market-feed'
import type { MarketStore } from '../../ports/market-store'
import type { RecordingDescription, RecordingReader, Span } from '../../ports/recording-store'
import type { FeedConfig } from '../config/file/schema'
import type { Log } from '../log'
import type { ServiceModels } from '../models/load-models'
import type { EngineFeed } from './engine-parts'
import { startLiveMarket, type LiveMarket } from './live-market'
import { marketRun, type MarketRun, type RunBasis } from './market-run'
import { warmUp } from './warm-up'

/** A feed of the configuration with its markets, warmed up. */
export type FollowedFeed = EngineFeed & {
  readonly feed: MarketFeed
  /** Must be stored before a decision is made on these markets. */
  readonly run: MarketRun
  /** Of a replay: the clock of the service. */
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
  /** What an instrument of a venue is; those of a replay stand in its recording. */
  readonly facts: (instrument: InstrumentId) => Instrument | undefined
}

/** The markets with the name of the run that they are of. */
const ofRun = (markets: readonly LiveMarket[], run: string): ReadonlyMap<string, LiveMarket> =>
  new Map(markets.map((own) => [own.instrument, { ...own, run }]))

/** Warmed-up markets, and what the run must record of their warm-up. */
type Warm = {
  readonly markets: readonly LiveMarket[]
  /** Events that each has folded. */
  readonly folded: Readonly<Record<string, number>>
  readonly left: MarketRun['left']
}

/**
 * The markets of a feed, warmed up from what lies before a time, where there is a recording. A breaker that no recorded
 * event steps goes on as the last published state has it: one that was open stays open.
 */
const warmMarkets = async (
  config: FeedConfig,
  reader: RecordingReader | undefined,
  until: Timestamp,
  parts: FollowParts,
): Promise<Warm> => {
  const { models, store, log, facts } = parts
  const grid = models?.market.grid ?? minuteGrid
  const folded: Record<string, number> = {}
  const left: Record<string, BreakerStatus> = {}
  const markets: LiveMarket[] = []
  for (const instrument of config.instruments) {
    const past = config.kind === 'replay' ? reader : { instrument: facts }
    const live = startLiveMarket({ instrument, models: models?.market, limits: config, past })
    const { market } = live
    const done = reader && (await warmUp({ live, grid, reader, instrument: instrumentNamed(instrument), until }))
    if (done !== undefined) log.info({ event: 'market.warmed-up', instrument, ...done })
    folded[instrument] = market.state()?.events ?? 0
    const last = done?.from === 'events' ? undefined : (await store.latest(instrument))?.breaker
    if (last?.kind === 'open') left[instrument] = last
    markets.push(last?.kind === 'open' ? { ...live, breaker: startBreaker(config.breaker, last) } : live)
  }
  return { markets, folded, left }
}

/** The service's own recording; undefined where nothing was recorded yet. */
const openHistory = async (folder: string | undefined): Promise<RecordingReader | undefined> => {
  if (folder === undefined) return undefined
  try {
    return await openRecording(folder)
  } catch (error) {
    if (error instanceof Fault && error.code === 'missing-data') return undefined
    throw error
  }
}

/**
 * Last arrival of these instruments in the service's own recording; -Infinity where there is none. A replay goes on
 * behind it, so that nothing is recorded twice.
 */
const recordedUntil = async (history: string | undefined, names: readonly string[]): Promise<Timestamp> => {
  const reader = await openHistory(history)
  if (reader === undefined) return -Infinity
  try {
    const { instruments } = await reader.describe()
    let last = -Infinity
    for (const { venue, symbol, channels } of instruments) {
      if (!names.includes(instrumentName({ venue, symbol }))) continue
      const from = Math.max(...channels.map(({ to }) => to)) - 60 * SECOND
      for await (const events of reader.arrivals({ venue, symbol }, { from }))
        for (const event of events) last = Math.max(last, arrivalOf(event))
    }
    return last
  } finally {
    await reader.close()
  }
}

/** Arrivals of these instruments in a recording, from the first to past the last. */
const spanOf = ({ instruments }: RecordingDescription, names: readonly string[]): Required<Span> => {
  const channels = instruments.filter((own) => names.includes(instrumentName(own))).flatMap((own) => own.channels)
  if (channels.length === 0) throw new Fault('missing-data', `nothing is recorded of ${names.join(', ')}`)
  return { from: Math.min(...channels.map(({ from }) => from)), to: Math.max(...channels.map(({ to }) => to)) + 1 }
}

type ReplayConfig = Extract<FeedConfig, { kind: 'replay' }>
type VenueFeedConfig = Exclude<FeedConfig, ReplayConfig>

/** What is stored of how a feed is followed, so that it can be repeated. */
const runOf = (config: FeedConfig, { models, history }: FollowParts, rest: RunBasis): MarketRun =>
  marketRun({
    code: version,
    feed: config.name,
    instruments: config.instruments,
    limits: { breaker: config.breaker, trust: config.trust },
    models: models?.market.versions,
    recordedIn: history,
    ...rest,
  })

const followReplay = async (config: ReplayConfig, parts: FollowParts): Promise<FollowedFeed> => {
  const { models, store } = parts
  const reader = await openForWork(config.recording)
  const description = await reader.describe()
  const all = spanOf(description, config.instruments)
  const learned = models?.cards.forecaster.dataSha256 === description.sha256 ? models.cards.forecaster : undefined
  const from = config.from ?? Math.max(all.from, learned === undefined ? all.from : unseenFrom(learned))
  const stored = await Promise.all(config.instruments.map((instrument) => store.latest(instrument)))
  const recorded = await recordedUntil(parts.history, config.instruments)
  const last = Math.max(recorded, ...stored.flatMap((state) => state?.time ?? []))
  const after = Number.isFinite(last) ? last : undefined
  const to = config.to ?? all.to
  const feed = await openLoop({
    reader,
    instruments: config.instruments.map(instrumentNamed),
    from,
    to,
    after,
    speed: config.speed ?? Infinity,
    timers: systemTimers,
  })
  const { markets, folded, left } = await warmMarkets(config, reader, feed.begins, parts)
  const source = { kind: 'replay', recording: config.recording, sha256: description.sha256, from, to, after } as const
  const warmUp = { recording: config.recording, until: feed.begins, folded }
  const run = runOf(config, parts, { source, warmUp, takesOver: feed.clock.now(), left })
  return {
    name: config.name,
    feed,
    markets: ofRun(markets, run.run),
    run,
    waits: true,
    clock: feed.clock,
    speed: config.speed ?? Infinity,
    close: async () => {
      await feed.close()
      await reader.close()
    },
  }
}

/** Seconds between two questions for a whole chain: its surface, renewed once a minute, is of quotes no older. */
const chainEvery = 15

/** The venue's own names of the instruments. Perpetuals and futures come with their funding and marks. */
export const sourceOf = ({ instruments, ...config }: VenueFeedConfig) => {
  const symbols = instruments.map((instrument) => instrumentNamed(instrument).symbol)
  if (config.kind === 'deribit' && config.chain !== undefined)
    return { kind: 'deribit-chain' as const, chain: config.chain, everySeconds: chainEvery, sandbox: config.sandbox }
  if (config.kind === 'deribit') return { kind: 'deribit' as const, names: symbols, sandbox: config.sandbox }
  const { exchange } = config
  return { kind: 'tardis' as const, exchange, symbols, withTickers: exchange !== 'binance' }
}

const followVenue = async (config: Exclude<FeedConfig, ReplayConfig>, parts: FollowParts): Promise<FollowedFeed> => {
  const { clock, log, history } = parts
  const onRefused = (refusal: FeedRefusal): void => log.warn({ event: 'feed.refused', feed: config.name, ...refusal })
  const supervision = { clock, timers: systemTimers, rng: startRng(clock.now() % 2 ** 31), onRefused }
  const { feed } = await openFeed({ ...sourceOf(config), ...supervision })
  const takesOver = clock.now()
  const past = await openHistory(history)
  const { markets, folded, left } = await warmMarkets(config, past, takesOver, parts).finally(() => past?.close())
  const warmUp =
    past === undefined || history === undefined ? undefined : { recording: history, until: takesOver, folded }
  const run = runOf(config, parts, { source: { kind: 'venue' }, warmUp, takesOver, left })
  return {
    name: config.name,
    feed,
    markets: ofRun(markets, run.run),
    run,
    waits: false,
    clock: undefined,
    speed: 1,
    close: feed.close,
  }
}

/**
 * Opens a feed of the configuration with its markets, warmed up from what was recorded before. Throws as the feed, the
 * recording and the models do.
 */
export const openFollowed = (config: FeedConfig, parts: FollowParts): Promise<FollowedFeed> =>
  config.kind === 'replay' ? followReplay(config, parts) : followVenue(config, parts)
