import { instrumentNamed } from '../../../core/market/instrument'
import { canonicalJson } from '../../../core/canonical-json'
import { minuteGrid } from '../../../core/reading/market-models'
import type { ModelVersions, MarketState } from '../../../core/reading/market-state'
import type { RecordingReader } from '../../../ports/recording-store'
import { foldEvent, stateOf, startLiveMarket, type LiveMarket } from '../../engine/follow-feed'
import type { MarketRun, ModelPromotion } from '../../engine/market-run'
import type { ServiceModels } from '../../models/load-models'
import { warmUp } from '../../engine/warm-up'
import type { RunEvent } from './run-events'
import { createHash } from 'node:crypto'
import type { DecisionRecord } from '../../../ports/ledger'

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

/** Markets that a decision saw; none where its inputs carry none. */
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

/**
 * A stored state that did not come out again: what came out, as JSON, or nothing where the events do not reach so far.
 */
export type FailedState = { readonly stored: StoredState; readonly found: string | undefined; readonly reason: string }

export type FoldRunParts = {
  readonly run: MarketRun
  readonly promotions: readonly ModelPromotion[]
  /** States of this run, in any order. */
  readonly states: readonly StoredState[]
  readonly models: (versions: ModelVersions) => Promise<ServiceModels>
  /** The recording that it was warmed up from; undefined where it was from none. */
  readonly past: RecordingReader | undefined
  readonly events: (isDone: (instrument: string) => boolean) => AsyncIterable<RunEvent>
}

type Followed = { readonly live: LiveMarket; readonly waiting: StoredState[]; readonly promotions: ModelPromotion[] }

const grouped = <T extends { readonly instrument: string; readonly events: number }>(
  all: readonly T[],
  name: string,
): T[] => all.filter(({ instrument }) => instrument === name).sort((a, b) => a.events - b.events)

/**
 * Folds a run as the service did and compares each stored state where it has the same number of events; those that
 * differ.
 */
export const foldRun = async (parts: FoldRunParts): Promise<readonly FailedState[]> => {
  const { run, states, models: load, past } = parts
  const models = run.models && (await load(run.models))
  const failed: FailedState[] = []
  const followed = new Map<string, Followed>()
  const grid = models?.market.grid ?? minuteGrid

  const compare = ({ live }: Followed, stored: StoredState): void => {
    const found = stateOf(live)
    if (found === undefined || digestOf(found) !== stored.digest)
      failed.push({
        stored,
        found: found && canonicalJson(found),
        reason: 'the market is another after as many events',
      })
  }
  /**
   * Compares what has the events of now; models that were put into service here take effect before those that saw them.
   */
  const settle = async (own: Followed): Promise<void> => {
    const { live, waiting, promotions } = own
    const events = live.market.state()?.events ?? 0
    while (waiting.length > 0 && waiting[0].events <= events) {
      const [promotion] = promotions
      const isPromoted = promotion?.events === events && waiting[0].forecaster === promotion.models.forecaster
      if (isPromoted) {
        live.market.useModels((await load(promotion.models)).market)
        promotions.shift()
      }
      const [stored] = waiting.splice(0, 1)
      if (stored.events === events) compare(own, stored)
      else failed.push({ stored, found: undefined, reason: 'the run began with more events' })
    }
    for (const promotion of promotions.splice(0, promotions.filter((one) => one.events === events).length))
      live.market.useModels((await load(promotion.models)).market)
  }

  for (const instrument of run.instruments) {
    const waiting = grouped(states, instrument)
    const live = { ...startLiveMarket(instrument, models?.market, run.limits, run.left[instrument]), run: run.run }
    if (run.warmUp !== undefined && past !== undefined)
      await warmUp({
        live,
        grid,
        reader: past,
        instrument: instrumentNamed(instrument),
        until: run.warmUp.until,
      })
    const own = { live, waiting, promotions: grouped(parts.promotions, instrument) }
    followed.set(instrument, own)
    const [folded, wanted] = [live.market.state()?.events ?? 0, run.warmUp?.folded[instrument] ?? 0]
    if (folded === wanted) await settle(own)
    else {
      const reason = `the run was warmed up from ${wanted} events of ${instrument}, the recording has ${folded}`
      failed.push(...waiting.splice(0).map((stored) => ({ stored, found: undefined, reason })))
    }
  }
  const isDone = (instrument: string): boolean => (followed.get(instrument)?.waiting.length ?? 0) === 0
  if (!run.instruments.every(isDone))
    for await (const { instrument, event } of parts.events(isDone)) {
      const own = followed.get(instrument)
      if (own === undefined || isDone(instrument)) continue
      foldEvent(own.live, event)
      await settle(own)
      if (run.instruments.every(isDone)) break
    }
  const reason = 'the recording of the run ends before'
  for (const { waiting } of followed.values())
    failed.push(...waiting.map((stored) => ({ stored, found: undefined, reason })))
  return failed
}
