import type { OpenJobQueue } from '../../adapters/queue/open'
import type { MarketState } from '../../core/reading/market-state'
import type { Clock } from '../../ports/clock'
import type { Ledger } from '../../ports/ledger'
import type { ServiceConfig } from '../config/file/schema'
import type { Engine } from '../engine/engine'
import type { Log } from '../log'
import { evaluationReport } from './jobs/evaluation-report'
import { retraining, retrainingStep } from './jobs/retraining'
import { hedgeEvaluation } from './live-parts'
import type { ModelsInService } from './models-in-service'
import { readinessOf } from './view/service-health'
import type { LiveView } from './view/service-view'
import { unattendedReason, type WatchReport } from './watchdog/watchdog'
import type { Metrics } from './web/metrics'
import { startService } from './web/start-service'
import type { ServiceActions, ServiceView } from './web/view'

export type WebParts = {
  readonly config: ServiceConfig
  readonly view: Omit<ServiceView, 'readiness'> & Pick<LiveView, 'statusChanged' | 'portfolioChanged'>
  readonly metrics: Metrics
  readonly ledger: Ledger
  readonly engine: Pick<Engine, 'evaluate' | 'desk'>
  readonly models: Pick<ModelsInService, 'current'>
  readonly market: (instrument: string) => Promise<MarketState | undefined>
  readonly clock: Clock
  readonly log: Log
  readonly queue: Pick<OpenJobQueue, 'board'>
  /** What the watchdog found last; undefined before it has looked. */
  readonly watch: () => WatchReport | undefined
}

const actionsOf = ({ ledger, engine, clock, view, log }: WebParts): ServiceActions => ({
  audit: ledger.audit,
  setKillSwitch: async (engaged, reason, actor) => {
    await ledger.setKillSwitch(engaged, reason, actor, clock.now())
    log.warn({ event: engaged ? 'kill-switch.engaged' : 'kill-switch.released', actor, reason })
    await view.statusChanged()
  },
  setMode: async (portfolio, mode, reason, actor) => {
    await ledger.setMode(portfolio, mode, mode === 'active' ? undefined : reason)
    log.warn({ event: 'portfolio.mode', portfolioId: portfolio, mode, actor, reason })
    await view.portfolioChanged(portfolio)
  },
  evaluateNow: async (portfolio) => void (await engine.evaluate(portfolio, 'operator')),
})

/** Whether the service can do its work now. */
const readiness = ({ config, ledger, view, market, clock, models, engine, watch }: WebParts) => {
  const instruments = [...new Set(config.feeds.flatMap((feed) => feed.instruments))]
  return readinessOf({
    ...{ ledger, queue: view.queue, now: clock.now },
    markets: () => Promise.all(instruments.map(market)),
    modelsWanted: config.models !== undefined,
    modelsLoaded: () => models.current() !== undefined,
    unattended: () => unattendedReason(watch()),
    unreconciled: () => config.venues.map(({ name }) => name).filter((name) => !engine.desk.isReconciled(name)),
  })
}

/** Serves API, dashboard and metrics at the address of the configuration. */
export const startWeb = (parts: WebParts): ReturnType<typeof startService> =>
  startService({
    view: { ...parts.view, readiness: () => readiness(parts) },
    actions: actionsOf(parts),
    settings: parts.config.service,
    metrics: parts.metrics,
    log: parts.log,
    board: parts.queue.board([hedgeEvaluation, retraining, retrainingStep, evaluationReport]),
  })
