import type { Metrics } from './web/metrics'
import { startService } from './web/start-service'
import type { ServiceActions } from './web/actions'
import type { LiveView } from './view/service-view'
import type { Clock } from '../../ports/clock'
import type { Ledger } from '../../ports/ledger'
import type { Log } from '../log'
import type { ServiceConfig } from '../config/file/schema'

export type WebParts = {
  readonly config: ServiceConfig
  readonly view: LiveView
  readonly metrics: Metrics
  readonly ledger: Ledger
  /** Evaluates in this process, whatever is due. */
  readonly evaluate: (portfolio: string) => Promise<unknown>
  readonly clock: Clock
  readonly log: Log
  /** bull-board's page. */
  readonly board: Parameters<typeof startService>[0]['board']
}

const actionsOf = ({ ledger, evaluate, clock, view, log }: WebParts): ServiceActions => ({
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
  evaluateNow: async (portfolio) => void (await evaluate(portfolio)),
})

/** Serves API, dashboard and metrics at the address of the configuration. */
export const startWeb = (parts: WebParts): ReturnType<typeof startService> =>
  startService({
    view: parts.view,
    actions: actionsOf(parts),
    settings: parts.config.service,
    metrics: parts.metrics,
    log: parts.log,
    board: parts.board,
  })
