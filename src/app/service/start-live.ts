import { openHighs } from '../../adapters/quadratic-program/highs'
import { startRng } from '../../core/rng'
import type { JobEvent } from '../../ports/job-queue'
import { explainDecision, explanationText } from '../audit/explain/explain-decision'
import { secretsOfFile } from '../config/file/schema'
import { secretsOf } from '../config/settings'
import { startEngine } from '../engine/engine'
import { liveStateOf } from '../engine/live-market'
import { paceOf } from '../engine/orders/order-desk-parts'
import type { Log } from '../log'
import { startAlerting } from './alerts'
import { startClosers, type Closers } from './closers'
import { every } from './every'
import { startFeedLog } from './feed-log'
import { startWorking, writeSchedules } from './jobs/service-jobs'
import { withKillLatch } from './kill-latch'
import { hedgeEvaluation, type LiveParts } from './live-parts'
import { scoreModels } from './live-scoring'
import { openModels, takeModels } from './models-in-service'
import { factsOf, openFeeds } from './open-feeds'
import { openStores } from './stores'
import { startTrustWatch } from './trust-watch'
import { keepReconciled, openVenues } from './venues'
import { openView } from './view/open-view'
import { startOrderLog } from './view/order-log'
import { startWatchdog, type WatchReport } from './watchdog/watchdog'
import { startWeb } from './web'
import { startMetrics } from './web/metrics'

/** A running process of the service. */
export type LiveService = {
  /** Where it is served; undefined where it serves nothing. */
  readonly address: string | undefined
  /** Ends every part; with a patience, milliseconds, those that hang are left, and named. */
  readonly close: Closers['close']
}

/** Milliseconds between two publications of the markets. */
const publishEvery = 250

/** Least interval of which the watchdog lets two pass, milliseconds of real time. */
const leastMs = 5_000

const logFailed =
  (log: Log) =>
  (job: JobEvent): void => {
    if (job.event !== 'failed') return
    log.warn({ event: 'evaluation.failed', portfolioId: job.id, trigger: 'scheduled', error: job.error })
  }

/** Opens and starts every part, in order; returns the address where it serves. */
const startParts = async (parts: LiveParts, closers: Closers): Promise<string | undefined> => {
  const { settings, config, roles, log, through, times } = parts
  const { portfolios } = config
  const replay = config.feeds.find((feed) => feed.kind === 'replay')

  // Metrics, alerts and stores.
  const metrics = startMetrics()
  const secrets = secretsOf({ ...settings, others: secretsOfFile(config) })
  const alerting = closers.own('alerts', startAlerting(config.alerts, { secrets, log, metrics }))
  const alert = alerting.raise
  const text = 'the embedded PostgreSQL had died and was started again: look at memory, disk and its server.log'
  const onRestart = (): void =>
    alert({ at: Date.now() * 1_000, severity: 'critical', event: 'database.restarted', text })
  const opened = await openStores(settings, { log, closers, onRestart })
  const ledger = withKillLatch(opened.ledger, settings.homeFolder, log)
  const { queue, connection } = opened
  const stores = { ...opened, ledger }

  // Models, feeds with their warm markets, and the clock.
  const { solve } = await openHighs()
  const models = await openModels(config.models?.registry, roles.feeds ? replay?.recording : undefined, log)
  const common = { config, ledger, log, alert, closers }
  const opening = { isFollowing: roles.feeds, models: models.current(), store: stores.markets, through, times }
  const { followed, markets, board, market, clock, speed, record } = await openFeeds({ ...common, ...opening })

  // Views and watches of what happens.
  const feeds = startFeedLog(log, alert)
  const explain = (decision: Parameters<typeof explainDecision>[0]) =>
    Promise.resolve(explanationText(explainDecision(decision, solve)))
  const shown = { settings, config, log, stores, clock, market, models, alerting, metrics, feeds, explain }
  const surface = (instrument: string) => markets.find((own) => own.instrument === instrument)?.market.surface()
  const view = openView({ ...shown, surface, live: replay === undefined })
  alerting.listen(view.alerted)
  const orders = startOrderLog(ledger, metrics, view.publish)
  const trust = startTrustWatch({ ledger, log, alert })
  const scored = roles.feeds ? config.models : undefined
  const scoring = closers.own('scoring', scoreModels({ models: scored, markets, ledger, clock, log, alert }))

  // The engine.
  const heartbeat = queue.heartbeat(hedgeEvaluation)
  const venues = await openVenues(config.venues, { connection, clock, market, portfolios, log }, closers)
  const engine = await startEngine({
    ...{ feeds: followed, portfolios, ledger, venues, clock, speed, market, solve, log, alert },
    policy: models.policy,
    ...factsOf(config, clock),
    rng: startRng(process.pid),
    schedule: { kind: 'queue', pullForward: async (portfolio) => void (await heartbeat.pullForward(portfolio)) },
    observe: {
      arrived: record,
      ...{
        feedStatus: feeds.feedStatus,
        feedFailed: feeds.feedFailed,
        refused: feeds.refused,
        levelChanged: feeds.levelChanged,
      },
      barsClosed: (live, readings) => {
        const state = liveStateOf(live)
        if (state === undefined) return
        view.marketMoved(state)
        trust.barsClosed(state)
        scoring.closed(state.instrument, readings)
      },
      ...{ decided: view.decided, evaluated: view.evaluated, executed: orders.read },
    },
  })
  closers.add('evaluations', engine.idle)
  closers.own('reconciliation', keepReconciled(engine.desk, venues, log))

  // What runs beside it, by role.
  if (roles.feeds) {
    const taking = takeModels({ markets, ledger, clock, log, alert, used: scoring.use })
    closers.own('model watch', await models.watch(taking))
    const failed = (error: unknown): void => log.error({ event: 'publication.failed', error })
    closers.add('last publication', board.publish)
    closers.own(
      'publication',
      every(publishEvery, () => view.publishMarkets(board, markets), failed),
    )
    await board.publish()
  }
  for (const { id } of portfolios) await heartbeat.ensure(id, 0)
  let report: WatchReport | undefined
  if (roles.serve) {
    await writeSchedules(queue, config, log)
    const observe = (found: WatchReport): void => void (report = found)
    const watched = { portfolios, ledger, heartbeat, clock, alert, log, observe }
    closers.own('watchdog', startWatchdog({ ...watched, leastMs: leastMs * paceOf(speed) }))
  }
  if (roles.jobs) closers.own('jobs', await startWorking(queue, log))
  if (roles.hedge) closers.own('heartbeats', await heartbeat.work(engine.scheduled, { observe: logFailed(log) }))
  if (roles.feeds) {
    const ended = engine.follow()
    closers.add('following', async () => {
      await Promise.all(followed.map(({ feed }) => feed.close()))
      await ended
    })
  }
  if (!roles.serve) return undefined
  await view.recall()
  const web = { config, view, metrics, ledger, queue, engine, models, market, clock, log, watch: () => report }
  return closers.own('web', await startWeb(web)).address
}

/**
 * Starts a process of the service in the roles given: opens what outlives it, loads the models, follows the feeds,
 * reconciles the venues, and only then hedges. Throws, having closed everything again, where a part cannot be opened.
 */
export const startLive = async (parts: LiveParts): Promise<LiveService> => {
  const closers = startClosers(parts.log)
  try {
    return { address: await startParts(parts, closers), close: closers.close }
  } catch (error) {
    await closers.close()
    throw error
  }
}
