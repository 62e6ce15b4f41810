import { systemClock, systemTimers, type TimeSources } from '../../adapters/clock/system-clock'
import { publishedBy, type Published } from '../../adapters/feeds'
import { startRecorder, type Recorder } from '../../adapters/recordings/live/recorder'
import { Fault } from '../../core/error'
import { SECOND, type Timestamp } from '../../core/market/event'
import type { FundingRate } from '../../core/market/funding'
import { instrumentName, instrumentNamed, type Instrument } from '../../core/market/instrument'
import { instrumentFacts } from '../../core/market/venues/instrument-facts'
import type { MarketState } from '../../core/reading/market-state'
import type { Alert } from '../../ports/alert-sink'
import type { Clock } from '../../ports/clock'
import type { Ledger } from '../../ports/ledger'
import type { FeedItem, MarketFeed } from '../../ports/market-feed'
import type { MarketStore } from '../../ports/market-store'
import type { FeedConfig, ServiceConfig } from '../config/file/schema'
import type { EngineParts } from '../engine/engine-parts'
import { openFollowed, sourceOf, type FollowedFeed } from '../engine/followed-markets'
import { liveStateOf, type LiveMarket } from '../engine/live-market'
import { noteRun } from '../engine/market-run'
import type { Log } from '../log'
import { startPublishedRecording } from '../record/record-published'
import type { ServiceModels } from '../models/load-models'
import { toldInstruments } from '../record/told-facts'
import type { Closers } from './closers'

/**
 * The markets known to this process: those whose feed it follows as they are now, the others as their process published
 * them.
 */
export type MarketBoard = {
  /** Registers an instrument whose feed is read here; `read` is called for every query. */
  readonly own: (instrument: string, read: () => MarketState | undefined) => void
  readonly latest: (instrument: string) => Promise<MarketState | undefined>
  /** The time of a replay that another process reads: that of the newest state that was read here. */
  readonly clock: Clock
  /** Publishes the states that changed since the last call. */
  readonly publish: () => Promise<void>
}

const startMarketBoard = (store: MarketStore): MarketBoard => {
  const own = new Map<string, () => MarketState | undefined>()
  const published = new Map<string, number>()
  let newest: Timestamp = 0
  return {
    own: (instrument, read) => void own.set(instrument, read),
    latest: async (instrument) => {
      const read = own.get(instrument)
      const state = read === undefined ? await store.latest(instrument) : read()
      newest = Math.max(newest, state?.time ?? 0)
      return state
    },
    clock: { now: () => newest },
    publish: async () => {
      for (const [instrument, read] of own) {
        const state = read()
        if (state === undefined || state.events === published.get(instrument)) continue
        await store.publish(state)
        published.set(instrument, state.events)
      }
    },
  }
}

export type OpenFeedsParts = {
  readonly config: ServiceConfig
  /** False in a process that follows no feed: it reads the markets that another one publishes. */
  readonly isFollowing: boolean
  readonly models: ServiceModels | undefined
  readonly store: MarketStore
  readonly ledger: Ledger
  readonly log: Log
  readonly alert: (alert: Alert) => void
  readonly closers: Closers
  readonly through?: ((feed: MarketFeed) => MarketFeed) | undefined
  readonly times?: TimeSources | undefined
  /** Asks a venue what its instruments are; of feeds that are wrapped, which may be any, none is asked without it. */
  readonly tell?: typeof toldInstruments | undefined
}

/** The feeds that a process follows, their markets, and the clock that the service runs by. */
export type OpenFeeds = {
  readonly followed: readonly FollowedFeed[]
  readonly markets: readonly LiveMarket[]
  readonly board: MarketBoard
  readonly market: (instrument: string) => Promise<MarketState | undefined>
  readonly clock: Clock
  /** Seconds of the clock in a real one. */
  readonly speed: number
  /** Records every item that arrives. */
  readonly record: (item: FeedItem) => void
}

type Recording = Pick<Recorder, 'write' | 'note' | 'close' | 'facts'>

const nothing = (): void => undefined
const noRecording = { write: nothing, note: nothing, close: () => Promise.resolve() }

/** The facts told of an instrument, else those of its name. */
const factsIn =
  (told: readonly Instrument[]): Recording['facts'] =>
  ({ venue, symbol }) =>
    told.find((one) => one.venue === venue && one.symbol === symbol) ?? instrumentFacts(venue, symbol)

type ServiceRecordingParts = {
  readonly record: ServiceConfig['record']
  readonly isReplay: boolean
  /** What the venues say their instruments are. */
  readonly told: readonly Instrument[]
  readonly log: Log
  readonly onFault: (fault: Fault) => void
}

/**
 * Records what arrives into a folder; nothing where none is named. A recording that fails calls `onFault` and ends, the
 * hedging goes on. Throws as `startRecorder`, also where the recording and the venue contradict each other.
 */
const openServiceRecording = async (parts: ServiceRecordingParts): Promise<Recording> => {
  const { record, isReplay, told, log, onFault } = parts
  if (record === undefined) return { ...noRecording, facts: factsIn(told) }
  const { folder, keepFacts } = record
  let failed = false
  const fail = (fault: Fault): void => {
    if (failed) return
    failed = true
    log.error({ event: 'recording.failed', folder, error: fault })
    onFault(fault)
  }
  const identity = {
    origin: isReplay ? ('synthetic' as const) : ('real' as const),
    title: isReplay ? 'A replay, recorded by the service' : 'Recorded by the service',
    licence: 'as its source',
  }
  const recorder = await startRecorder(folder, {
    ...{ identity, timers: systemTimers, onFault: fail },
    told: { instruments: told, keepsRecorded: keepFacts, override: "'keepFacts: true' in the section 'record'" },
  })
  log.info({ event: 'recording.started', folder, recovered: recorder.recovered })
  for (const note of recorder.notes) log.warn({ event: 'instrument.facts', note })
  const attempt = (record: () => void): void => {
    if (failed) return
    try {
      record()
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      fail(error)
    }
  }
  return {
    write: (item) => attempt(() => recorder.write(item)),
    note: (instrument, fact) => attempt(() => recorder.note(instrument, fact)),
    close: recorder.close,
    facts: recorder.facts,
  }
}

/** Asks the venues of the feeds what their instruments are; a replay's stand in its recording. */
const askVenues = async (
  feeds: readonly FeedConfig[],
  tell: typeof toldInstruments,
  log: Log,
): Promise<readonly Instrument[]> => {
  const asked = await Promise.all(feeds.flatMap((feed) => (feed.kind === 'replay' ? [] : [tell(sourceOf(feed))])))
  for (const { notes } of asked) for (const note of notes) log.warn({ event: 'instrument.facts', note })
  return asked.flatMap(({ instruments }) => instruments)
}

/**
 * What the venue of an instrument publishes: of Deribit and Binance's futures, by whatever feed they come; nobody's for
 * other venues and for a replay, whose time is not the venue's.
 */
const publishedOf = ({ feeds }: Pick<ServiceConfig, 'feeds'>, instrument: string): Published | undefined => {
  const feed = feeds.find(({ instruments }) => instruments.includes(instrument))
  if (feed === undefined || feed.kind === 'replay') return undefined
  return publishedBy(instrumentNamed(instrument).venue, { sandbox: feed.kind === 'deribit' && feed.sandbox })
}

/** Least time between two questions for the funding of an instrument. */
const askAgainAfter = 20 * SECOND

/** Delivery prices and fundings as the venues of the configuration publish them. */
export const factsOf = (
  config: Pick<ServiceConfig, 'feeds'>,
  clock: Clock,
): Required<Pick<EngineParts, 'delivery' | 'funding'>> => {
  const asked = new Map<string, { readonly at: Timestamp; readonly answer: Promise<readonly FundingRate[]> }>()
  return {
    delivery: async (instrument, expiry) =>
      (await publishedOf(config, instrument)?.delivery(instrumentNamed(instrument).symbol, expiry)) ?? { kind: 'none' },
    funding: async (instrument, after) => {
      const published = publishedOf(config, instrument)
      if (published === undefined) return undefined
      const now = clock.now()
      const key = `${instrument} ${after}`
      const last = asked.get(key)
      if (last !== undefined && now - last.at < askAgainAfter) return last.answer
      for (const [other, { at }] of asked) if (now - at >= askAgainAfter) asked.delete(other)
      const answer = published.funding(instrumentNamed(instrument).symbol, after, now)
      asked.set(key, { at: now, answer })
      return answer
    },
  }
}

/**
 * Opens the recording and the feeds of a configuration, and writes down how each feed is followed. Throws as feeds,
 * recordings and models do.
 */
export const openFeeds = async (parts: OpenFeedsParts): Promise<OpenFeeds> => {
  const { config, isFollowing, models, store, ledger, log, alert, closers, through, times } = parts
  const { tell = through === undefined ? toldInstruments : undefined } = parts
  const replay = config.feeds.find((feed) => feed.kind === 'replay')
  const live = systemClock((milliseconds) => log.warn({ event: 'clock.jumped', milliseconds }), times)
  const history = config.record?.folder
  const told = isFollowing && tell !== undefined ? await askVenues(config.feeds, tell, log) : []
  // Opened before the feeds: what a crash left becomes part of the recording, from which markets are warmed up.
  const recording = closers.own(
    'recording',
    await openServiceRecording({
      ...{ record: isFollowing ? config.record : undefined, isReplay: replay !== undefined, told, log },
      onFault: ({ message }) =>
        alert({ at: live.now(), severity: 'critical', event: 'recording.failed', text: message }),
    }),
  )
  const { facts } = recording
  const followed: FollowedFeed[] = []
  for (const feed of isFollowing ? config.feeds : []) {
    const one = closers.own(
      `feed ${feed.name}`,
      await openFollowed(feed, { models, store, clock: live, log, history, facts }),
    )
    await noteRun(ledger, one.clock?.now() ?? live.now(), one.run)
    followed.push(through === undefined ? one : { ...one, feed: through(one.feed) })
  }
  if (isFollowing && history !== undefined && replay === undefined) {
    const facts = startPublishedRecording({
      instruments: () => config.feeds.flatMap(({ instruments }) => instruments.map(instrumentNamed)),
      published: (instrument) => publishedOf(config, instrumentName(instrument)),
      ...{ note: recording.note, clock: live, timers: systemTimers },
      onError: (instrument, error) => log.warn({ event: 'published.unavailable', instrument, error }),
    })
    closers.own('recording of what venues publish', facts)
  }
  const markets = followed.flatMap((own) => [...own.markets.values()])
  const board = startMarketBoard(store)
  for (const market of markets) board.own(market.instrument, () => liveStateOf(market))
  const clock = replay === undefined ? live : (followed.find((own) => own.clock !== undefined)?.clock ?? board.clock)
  // The clock of the published markets starts with the newest state that is known.
  for (const { instrument } of config.portfolios) await board.latest(instrument)
  const speed = replay === undefined ? 1 : (replay.speed ?? Infinity)
  return { followed, markets, board, market: board.latest, clock, speed, record: recording.write }
}
