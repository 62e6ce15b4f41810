import type { SurfaceReading } from '../../../core/reading/chain-surface'
import type { MarketState } from '../../../core/reading/market-state'
import type { Clock } from '../../../ports/clock'
import type { DecisionRecord } from '../../../ports/ledger'
import type { EngineObserver, EvaluationTiming } from '../../engine/engine-parts'
import { liveStateOf, type LiveMarket } from '../../engine/live-market'
import type { Alerts } from '../alerts'
import type { FeedLog } from '../feed-log'
import type { LiveParts } from '../live-parts'
import type { ModelsInService } from '../models-in-service'
import type { MarketBoard } from '../open-feeds'
import type { Stores } from '../stores'
import { startHistory } from '../web/history'
import type { EvaluationMeasure, Metrics } from '../web/metrics'
import { decisionPoint } from '../web/points'
import { startLatenessLog, startQueueStatus } from './service-health'
import { startLiveView, type LiveView } from './service-view'

export type OpenViewParts = Pick<LiveParts, 'settings' | 'config' | 'log'> & {
  readonly stores: Stores
  readonly clock: Clock
  readonly live: boolean
  readonly market: (instrument: string) => Promise<MarketState | undefined>
  readonly surface: (instrument: string) => SurfaceReading | undefined
  readonly models: ModelsInService
  readonly alerting: Pick<Alerts, 'recent'>
  readonly metrics: Metrics
  readonly feeds: FeedLog
  readonly explain: (record: DecisionRecord) => Promise<string>
}

/** The view, with the callbacks for the engine. */
export type OpenView = Omit<LiveView, 'decided'> &
  Pick<EngineObserver, 'decided' | 'evaluated'> & {
    /** Publishes the markets, and shows those that changed. */
    readonly publishMarkets: (board: MarketBoard, markets: readonly LiveMarket[]) => Promise<void>
    /** Fills the charts from the ledger's last decisions. */
    readonly recall: () => Promise<void>
  }

/** Decisions of each portfolio that the charts begin with after a restart. */
const recalled = 100

const measureOf = ({ result, trigger, duration, lateness }: EvaluationTiming): EvaluationMeasure => {
  const common = { duration, lateness, trigger }
  if (result === undefined) return { ...common, kind: 'failed' }
  if (result.kind !== 'decided') return { ...common, kind: 'stale' }
  const { outputs } = result
  const refusals = outputs.verdict?.kind === 'refused' ? outputs.verdict.refusals.map(({ check }) => check) : []
  return { ...common, kind: outputs.kind, refusals }
}

export const openView = (parts: OpenViewParts): OpenView => {
  const { stores, settings, config, log, clock, market, models, alerting, metrics, feeds } = parts
  const { ledger } = stores
  const history = startHistory()
  const late = startLatenessLog()
  const instruments = [...new Set(config.feeds.flatMap((feed) => feed.instruments))]
  const backend = settings.redisUrl === undefined ? 'postgresql' : 'redis'
  const queue = startQueueStatus(stores.queue, { ledger, clock, lateness: late, backend })
  const view = startLiveView({
    clock,
    clockKind: parts.live ? 'live' : 'replay',
    startedAt: clock.now(),
    ledger,
    market,
    surface: parts.surface,
    instruments,
    portfolios: config.portfolios,
    regimes: models.regimes,
    feeds,
    history,
    queue,
    models: models.list,
    alerts: alerting.recent,
    explain: parts.explain,
  })
  const shown = new Map<string, number>()
  return {
    ...view,
    decided: (own, record) => {
      const { sequence, kind, reasons, trigger } = record
      log[kind === 'refused' ? 'warn' : 'info']({
        event: kind === 'refused' ? 'hedge.refused' : 'hedge.decided',
        portfolioId: own.id,
        sequence,
        kind,
        trigger,
        reasons,
      })
      view.decided(own, record).catch((error: unknown) => log.warn({ event: 'view.failed', error }))
    },
    evaluated: (timing) => {
      if (timing.result?.kind === 'not-due') return
      if (timing.lateness !== undefined) late.add(timing.lateness)
      metrics.evaluated(measureOf(timing))
    },
    publishMarkets: async (board, markets) => {
      for (const own of markets) {
        const state = liveStateOf(own)
        if (state === undefined || shown.get(own.instrument) === state.events) continue
        shown.set(own.instrument, state.events)
        view.marketMoved(state)
      }
      await board.publish()
    },
    recall: async () => {
      for (const { id } of config.portfolios) {
        const rows = await ledger.decisions(id, { limit: recalled })
        for (const { sequence } of [...rows].reverse()) {
          const record = await ledger.decision(id, sequence)
          if (record !== undefined) history.portfolio(id, decisionPoint(record))
        }
      }
    },
  }
}
