import { createHash } from 'node:crypto'
import { canonicalJson } from '../../../core/canonical-json'
import type { SolveQuadraticProgram } from '../../../core/hedging/greeks/quadratic-program'
import { instrumentName, instrumentNamed } from '../../../core/market/instrument'
import { minuteGrid } from '../../../core/reading/market-models'
import type { MarketState, ModelVersions } from '../../../core/reading/market-state'
import { startRng } from '../../../core/rng'
import type { DecisionRecord, Ledger } from '../../../ports/ledger'
import type { RecordingReader } from '../../../ports/recording-store'
import { startEngine } from '../../engine/engine'
import type { EngineFeed, EventItem } from '../../engine/engine-parts'
import { liveStateOf, startLiveMarket, type LiveMarket } from '../../engine/live-market'
import type { MarketRun, ModelPromotion } from '../../engine/market-run'
import { warmUp } from '../../engine/warm-up'
import type { Log } from '../../log'
import type { ServiceModels } from '../../models/load-models'

/** Where in the ledger a market state stands, and its digest: the states of a year would not fit into memory. */
export type StoredState = {
  readonly portfolio: string
  readonly sequence: number
  readonly at: number
  /** Place among the markets of the decision. */
  readonly place: number
  readonly run: string | undefined
  readonly instrument: string
  readonly events: number
  readonly forecaster: string | undefined
  readonly digest: string
}

const digestOf = (state: unknown): string => createHash('sha256').update(canonicalJson(state)).digest('hex')

/** Markets that a decision was made on; empty where its inputs have none. */
export const marketsSeen = ({ inputs }: DecisionRecord): readonly MarketState[] => {
  const markets: unknown = typeof inputs === 'object' && inputs !== null && 'markets' in inputs ? inputs.markets : []
  return Array.isArray(markets) ? (markets as readonly MarketState[]) : []
}

export const storedStates = (record: DecisionRecord): readonly StoredState[] =>
  marketsSeen(record).map((state, place) => ({
    portfolio: record.portfolio,
    sequence: record.sequence,
    at: record.at,
    place,
    run: state.run,
    instrument: state.instrument,
    events: state.events,
    forecaster: state.models?.forecaster,
    digest: digestOf(state),
  }))

/** A stored state that was not reproduced: the recomputed state as JSON, or nothing where the events end before it. */
export type FailedState = { readonly stored: StoredState; readonly found: string | undefined; readonly reason: string }

export type FoldRunParts = {
  readonly run: MarketRun
  readonly promotions: readonly ModelPromotion[]
  /** States of this run, in any order. */
  readonly states: readonly StoredState[]
  readonly models: (versions: ModelVersions) => Promise<ServiceModels>
  /** The recording that it was warmed up from; undefined where it was from none. */
  readonly past: RecordingReader | undefined
  /** Tells what the instruments are where there is no past: the recording that is verified. */
  readonly recorded: Pick<RecordingReader, 'instrument'>
  readonly events: (isDone: (instrument: string) => boolean) => AsyncIterable<EventItem>
  readonly ledger: Ledger
  readonly solve: SolveQuadraticProgram
}

type Followed = { readonly live: LiveMarket; readonly waiting: StoredState[]; readonly promotions: ModelPromotion[] }

const grouped = <T extends { readonly instrument: string; readonly events: number }>(
  all: readonly T[],
  name: string,
): T[] => all.filter(({ instrument }) => instrument === name).sort((a, b) => a.events - b.events)

/** The market of an instrument as the run began it, with the states and promotions that follow. */
const begin = async (
  { run, states, promotions, models, past, recorded }: FoldRunParts,
  name: string,
): Promise<Followed> => {
  const loaded = run.models && (await models(run.models))
  const { limits, left } = run
  const own = startLiveMarket({
    ...{ instrument: name, models: loaded?.market, limits, left: left[name], past: past ?? recorded },
  })
  const live = { ...own, run: run.run }
  const grid = loaded?.market.grid ?? minuteGrid
  if (run.warmUp !== undefined && past !== undefined)
    await warmUp({ live, grid, reader: past, instrument: instrumentNamed(name), until: run.warmUp.until })
  return { live, waiting: grouped(states, name), promotions: grouped(promotions, name) }
}

const compare = ({ live }: Pick<Followed, 'live'>, stored: StoredState): readonly FailedState[] => {
  const found = liveStateOf(live)
  if (found !== undefined && digestOf(found) === stored.digest) return []
  const reason = 'the market is another after as many events'
  return [{ stored, found: found && canonicalJson(found), reason }]
}

/**
 * Compares the stored states that have as many events as the market now; models that were put into service here take
 * effect before the states that used them.
 */
const settle = async (own: Followed, load: FoldRunParts['models']): Promise<readonly FailedState[]> => {
  const { live, waiting, promotions } = own
  const failed: FailedState[] = []
  // A state is made where one was stored: it may fit a surface.
  const events = live.market.events()
  while (waiting.length > 0 && waiting[0].events <= events) {
    const [promotion] = promotions
    const isPromoted = promotion?.events === events && waiting[0].forecaster === promotion.models.forecaster
    if (isPromoted) {
      live.market.useModels((await load(promotion.models)).market)
      promotions.shift()
    }
    const [stored] = waiting.splice(0, 1)
    if (stored.events === events) failed.push(...compare(own, stored))
    else failed.push({ stored, found: undefined, reason: 'the run began with more events' })
  }
  for (const promotion of promotions.splice(0, promotions.filter((one) => one.events === events).length))
    live.market.useModels((await load(promotion.models)).market)
  return failed
}

const nothing = (): void => undefined
const silent: Log = { error: nothing, warn: nothing, info: nothing, debug: nothing }

/** The engine that folds the events of a feed, without portfolios. */
const startFolding = (
  { ledger, solve }: FoldRunParts,
  feed: EngineFeed,
  folded: (live: LiveMarket) => Promise<void> | undefined,
) =>
  startEngine({
    ...{ feeds: [feed], portfolios: [], venues: [], ledger, solve, log: silent, alert: nothing, speed: 1 },
    clock: { now: () => 0 },
    schedule: { kind: 'events' },
    market: () => Promise.resolve(undefined),
    policy: () => Promise.resolve(undefined),
    rng: startRng(1),
    observe: { folded },
  })

/**
 * Folds a run as the service did and compares each stored state where it has the same number of events; those that
 * differ.
 */
export const foldRun = async (parts: FoldRunParts): Promise<readonly FailedState[]> => {
  const { run, models } = parts
  const failed: FailedState[] = []
  const followed = new Map<string, Followed>()
  for (const name of run.instruments) {
    const own = await begin(parts, name)
    followed.set(name, own)
    const [folded, wanted] = [own.live.market.state()?.events ?? 0, run.warmUp?.folded[name] ?? 0]
    if (folded === wanted) failed.push(...(await settle(own, models)))
    else {
      const reason = `the run was warmed up from ${wanted} events of ${name}, the recording has ${folded}`
      failed.push(...own.waiting.splice(0).map((stored) => ({ stored, found: undefined, reason })))
    }
  }
  const isDone = (name: string): boolean => (followed.get(name)?.waiting.length ?? 0) === 0
  /** The events that are needed: of instruments with states to come, until none has any. */
  const items = async function* (): AsyncGenerator<EventItem> {
    if (run.instruments.every(isDone)) return
    for await (const item of parts.events(isDone)) {
      if (!isDone(instrumentName(item.instrument))) yield item
      if (run.instruments.every(isDone)) return
    }
  }
  const markets = new Map([...followed].map(([name, { live }]) => [name, live]))
  const engine = await startFolding(parts, { name: run.feed, feed: { items }, markets, waits: true }, (live) => {
    const own = followed.get(live.instrument)
    return own && settle(own, models).then((found) => void failed.push(...found))
  })
  await engine.follow()
  const reason = 'the recording of the run ends before'
  for (const { waiting } of followed.values())
    failed.push(...waiting.map((stored) => ({ stored, found: undefined, reason })))
  return failed
}
