import { readLiveScores, startLiveScores } from '../../../models/store/live-scores'
import type { Bar } from '../../core/market/bar'
import type { Timestamp } from '../../core/market/event'
import { isDrifted, startDriftWatch, type DriftWatch } from '../../core/promotion/shadow/drift-watch'
import { comparisonAt } from '../../core/promotion/shadow/shadow-verdict'
import { startShadow, type BarScores, type Shadow } from '../../core/promotion/shadow/start-shadow'
import type { BarReading } from '../../core/reading/market'
import type { LiveMarket } from '../engine/live-market'
import type { Log } from '../log'
import { driftLimits, expectedLosses } from '../models/expected-losses'
import type { ServiceModels } from '../models/load-models'
import { startSteward, type Steward, type StewardParts } from '../models/steward'
import { every } from './every'

type ScoreModelsParts = Pick<LiveScoringParts, 'markets'> &
  Omit<StewardParts, 'registry' | 'way'> & {
    /** Absent: there is nothing to score. */
    readonly models: { readonly registry: string; readonly steward: StewardParts['way'] } | undefined
  }

const nothing: LiveScoring = { closed: () => undefined, use: () => undefined, close: () => Promise.resolve() }

/**
 * Starts scoring the models of a registry on the markets that are followed here, and moving the registry's champion by
 * the scores.
 */
export const scoreModels = ({ models, markets, ...parts }: ScoreModelsParts): LiveScoring => {
  if (models === undefined) return nothing
  const { registry, steward: way } = models
  return startLiveScoring({ registry, markets, log: parts.log, steward: startSteward({ registry, way, ...parts }) })
}

/** Scores the models in service, and a challenger beside them, on every market that is followed here. */
export type LiveScoring = {
  /** Bars of a market that have just closed. Cheap: they are scored after the evaluations that wait for them. */
  readonly closed: (instrument: string, readings: readonly Pick<BarReading, 'bar'>[]) => void
  /** Other models are in service, or another challenger. */
  readonly use: (champion: ServiceModels | undefined, challenger: ServiceModels | undefined) => void
  readonly close: () => Promise<void>
}

export type LiveScoringParts = {
  readonly registry: string
  readonly markets: readonly Pick<LiveMarket, 'instrument' | 'market'>[]
  readonly steward: Steward
  readonly log: Log
}

/** Trading days of bars scored beside the champion before a challenger is judged for the first time. */
const FIRST_COMPARISON_DAYS = 5
/** Bars that wait at most before they are scored at once: a replay brings them faster than a market does. */
const MOST_WAITING = 256
/** Bars of the past that are read between two turns of the event loop. */
const WARM_CHUNK = 200
const FLUSH_MS = 1000

type Scored = {
  readonly instrument: string
  readonly shadow: Shadow
  readonly drift: DriftWatch
  /** Bars of its past that are still to be read before those that wait. */
  past: readonly Bar[]
  waiting: Bar[]
  /** Bars at which both sets were scored. */
  paired: number
  /** A drift is being reported. */
  isReporting: boolean
}

/** Scores the models with the given steward. @internal */
export const startLiveScoring = ({ registry, markets, steward, log }: LiveScoringParts): LiveScoring => {
  const writer = startLiveScores(registry)
  let models: { readonly champion: ServiceModels; readonly challenger: ServiceModels | undefined } | undefined
  let scored = new Map<string, Scored>()
  let unwritten = new Map<string, BarScores[]>()
  let actions: Promise<unknown> = Promise.resolve()
  let isPlanned = false
  let isClosed = false

  const failed = (error: unknown): void => log.error({ event: 'scoring.failed', error })
  /** Waits for the work begun before and until the scores are written. */
  const act = (work: () => Promise<void>): void => {
    actions = actions.then(flush).then(work).catch(failed)
  }

  const flush = async (): Promise<void> => {
    const batch = unwritten
    unwritten = new Map()
    for (const [instrument, scores] of batch) await writer.add(instrument, scores)
  }

  const take = (own: Scored, bar: Bar): void => {
    const matured = own.shadow.step(bar)
    if (matured.length === 0 || models === undefined) return
    const { champion, challenger } = models
    unwritten.set(own.instrument, [...(unwritten.get(own.instrument) ?? []), ...matured])
    const first = matured.find(({ policy }) => policy === champion.market.versions.policy)
    const findings = first === undefined ? [] : own.drift.step(first.scores)
    if (!own.isReporting && isDrifted(findings)) {
      own.isReporting = true
      act(() => steward.drifted(champion, own.instrument, findings).finally(() => (own.isReporting = false)))
    }
    if (challenger === undefined || matured.length < 2) return
    const comparison = comparisonAt(
      ++own.paired,
      Math.max(1, Math.round(FIRST_COMPARISON_DAYS * champion.market.grid.barsPerDay)),
    )
    if (comparison !== undefined) act(() => steward.compare(champion, challenger, comparison))
  }

  /** Reads what is left of a market's past, then what waits; all of it, or a chunk. */
  const drain = (own: Scored, isWhole: boolean): void => {
    const chunk = isWhole ? own.past : own.past.slice(0, WARM_CHUNK)
    for (const bar of chunk) own.shadow.warm(bar)
    own.past = own.past.slice(chunk.length)
    if (own.past.length > 0) return
    const bars = own.waiting
    own.waiting = []
    for (const bar of bars) take(own, bar)
  }

  const plan = (): void => {
    if (isPlanned || isClosed) return
    isPlanned = true
    setImmediate(() => {
      isPlanned = false
      if (isClosed) return
      try {
        for (const own of scored.values()) drain(own, false)
      } catch (error) {
        failed(error)
      }
      if ([...scored.values()].some(({ past, waiting }) => past.length > 0 || waiting.length > 0)) plan()
    })
  }

  /** Takes what was scored before into the drift of the champion and into the count of the challenger's bars. */
  const recall = async (
    own: Scored,
    until: Timestamp,
    { champion, challenger }: NonNullable<typeof models>,
  ): Promise<void> => {
    const of = async ({ market }: ServiceModels): Promise<readonly BarScores[]> => {
      const all = await readLiveScores(registry, market.versions.policy)
      return all.find(({ instrument }) => instrument === own.instrument)?.bars.filter(({ at }) => at <= until) ?? []
    }
    const bars = await of(champion)
    for (const { scores } of bars) own.drift.step(scores)
    if (challenger === undefined) return
    const rival = new Set((await of(challenger)).map(({ at }) => at))
    own.paired += bars.filter(({ at }) => rival.has(at)).length
  }

  const writing = every(FLUSH_MS, flush, failed)

  return {
    closed(instrument, readings) {
      const own = scored.get(instrument)
      if (own === undefined || isClosed) return
      for (const { bar } of readings) own.waiting.push(bar)
      if (own.past.length === 0 && own.waiting.length > MOST_WAITING) drain(own, true)
      else plan()
    },
    use(champion, given) {
      if (champion === undefined) return
      const { grid } = champion.market
      const fits = given === undefined || given.market.grid.barSeconds === grid.barSeconds
      if (!fits) log.warn({ event: 'challenger.not-scored', reason: 'it decides on other bars than the champion' })
      const challenger = fits ? given : undefined
      const used = { champion, challenger }
      models = used
      const sets = [champion.market, ...(challenger === undefined ? [] : [challenger.market])] as const
      const { forecaster, classifier } = champion.cards
      const { fee, riskAversion } = champion.cards.policy
      // A band has no measure but another on the same book.
      const bands =
        challenger === undefined ? undefined : { policies: [champion.policy, challenger.policy], fee, riskAversion }
      scored = new Map(
        markets.map(({ instrument, market }) => [
          instrument,
          {
            instrument,
            shadow: startShadow({ sets, regimes: classifier.evidence?.regimes, bands }),
            drift: startDriftWatch(expectedLosses(forecaster), grid.barsPerDay, driftLimits(forecaster)),
            past: market.past(),
            waiting: [],
            paired: 0,
            isReporting: false,
          },
        ]),
      )
      for (const own of scored.values()) {
        const until = own.past.at(-1)?.timestamp ?? -Infinity
        act(() => recall(own, until, used))
      }
      plan()
    },
    close: async () => {
      isClosed = true
      await writing.close()
      await actions
      await flush().catch(failed)
    },
  }
}
