import { systemClock } from '../../adapters/clock/system-clock'
import { openHighs } from '../../adapters/quadratic-program/highs'
import { openingEntries } from '../../core/portfolio/entries'
import type { PortfolioSettings } from '../../core/decision/settings'
import { startRng } from '../../core/rng'
import type { MarketState } from '../../core/reading/market-state'
import type { Clock } from '../../ports/clock'
import type { Venue } from '../../ports/venue'
import type { Alert } from '../../ports/alert-sink'
import type { DecisionRecord } from '../../ports/ledger'
import type { Log } from '../log'
import { openOrderDesk, type OrderDesk } from '../engine/orders/order-desk'
import { defaultTimes, type DeskTimes } from '../engine/orders/order-desk-parts'
import { secretsOfFile } from '../config/file/secrets-of-file'
import { secretsOf } from '../config/settings'
import { explainDecision } from '../audit/explain/explain-decision'
import { explanationText } from '../audit/explain/explain-decision'
import { evaluationReport } from './jobs/evaluation-report'
import { retraining, retrainingStep } from './jobs/retraining'
import { startWorking } from './jobs/service-jobs'
import { startWatchdog } from './watchdog/watchdog'
import { startMetrics } from './web/metrics'
import { startAlerting } from './alerting'
import { startClosers } from './closers'
import { every } from './every'
import { stateOf } from '../engine/follow-feed'
import { openFollowed, type FollowedFeed } from '../engine/followed-markets'
import { startHedger } from '../engine/hedger'
import { hedgeEvaluation, type LiveParts } from './live-parts'
import { startMarketBoard } from '../engine/market-board'
import { noteRun } from '../engine/market-run'
import { openModels } from './models-in-service'
import { openVenue, tradedBy } from '../engine/open-venue'
import { runFeeds } from '../engine/run-feeds'
import { scoreModels } from './live-scoring'
import { openServiceRecording } from './recording'
import { startSeenClock } from '../engine/market-board'
import { openStores } from './stores'
import { openView } from './view/open-view'
import { startOrderLog } from './view/order-log'
import { takeModels } from './models-in-service'
import { startTrustWatch } from './trust-watch'
import { startWeb } from './web'
import { writeSchedules } from './jobs/service-jobs'

/** A running process of the service. */
export type Live = {
  /** Where it is served; undefined where it serves nothing. */
  readonly address: string | undefined
  readonly close: () => Promise<void>
}

/** Milliseconds between two publications of the markets, and between two comparisons with a venue. */
const publishEvery = 250
const reconcileEvery = 60_000
const unsettledEvery = 2_000
/** Least interval of which the watchdog lets two pass, milliseconds of real time. */
const leastMs = 5_000

/** The desk's times as its clock tells them: a replay's runs faster. Waits are the system's. */
const deskTimes = (speed: number): DeskTimes => {
  const factor = Math.max(1, Math.min(speed, 1e6))
  const { fresh, validity, grace } = defaultTimes
  return { ...defaultTimes, fresh: fresh * factor, validity: validity * factor, grace: grace * factor }
}

/** Opens what a portfolio begins with; one that stands already goes on. */
const openingOf = ({ mandate, cash }: PortfolioSettings, clock: Clock) =>
  openingEntries(clock.now(), cash, mandate.kind === 'hedge' ? mandate.options : [])

/** Reconciles the venues until each has been, then every minute. */
const keepReconciled = (desk: OrderDesk, venues: readonly Venue[], log: Log) => {
  const last = new Map<string, number>()
  return every(
    unsettledEvery,
    async () => {
      for (const { name } of venues) {
        const isFresh = desk.isReconciled(name) && performance.now() - (last.get(name) ?? 0) < reconcileEvery
        if (isFresh) continue
        await desk.reconcile(name)
        last.set(name, performance.now())
      }
    },
    (error) => log.error({ event: 'reconciliation.failed', error }),
  )
}

/**
 * Starts a process of the service in the roles given: opens what outlives it, loads the models, follows the feeds,
 * reconciles the venues, and only then hedges. Throws, having closed everything again, where a part cannot be opened.
 */
export const startLive = async ({ settings, config, roles, log, through, times }: LiveParts): Promise<Live> => {
  const closers = startClosers(log)
  try {
    return await open()
  } catch (error) {
    await closers.close()
    throw error
  }

  async function open(): Promise<Live> {
    const { portfolios } = config
    const stores = await openStores(settings, log)
    closers.add('stores', stores.close)
    const { ledger } = stores
    const replay = config.feeds.find((feed) => feed.kind === 'replay')
    const models = await openModels(config.models?.registry, roles.feeds ? replay?.recording : undefined, log)
    const live = systemClock((milliseconds) => log.warn({ event: 'clock.jumped', milliseconds }), times)
    let tell: (alert: Alert) => void = (told) => log.error({ event: told.event, text: told.text })
    const followed: FollowedFeed[] = []
    // Before the feeds: what a crash had left becomes part of the recording, and markets are warmed up from it too.
    const recording = await openServiceRecording(
      roles.feeds ? config.record?.folder : undefined,
      replay !== undefined,
      log,
      (fault) => tell({ at: live.now(), severity: 'critical', event: 'recording.failed', text: fault.message }),
    )
    closers.add('recording', recording.close)
    if (roles.feeds)
      for (const feed of config.feeds) {
        const parts = {
          models: models.current(),
          store: stores.markets,
          clock: live,
          log,
          history: config.record?.folder,
        }
        const one = await openFollowed(feed, parts)
        closers.add(`feed ${feed.name}`, one.close)
        await noteRun(ledger, one.clock?.now() ?? live.now(), one.run)
        followed.push(through === undefined ? one : { ...one, feed: through(one.feed) })
      }
    const seen = startSeenClock()
    const clock = replay === undefined ? live : (followed.find((own) => own.clock !== undefined)?.clock ?? seen)
    const speed = replay === undefined ? 1 : (replay.speed ?? Infinity)

    const known = startMarketBoard(stores.markets)
    const markets = followed.flatMap((own) => [...own.markets.values()])
    for (const market of markets) known.own(market.instrument, () => stateOf(market))
    const market = async (instrument: string): Promise<MarketState | undefined> => {
      const state = await known.latest(instrument)
      seen.seen(state)
      return state
    }

    const metrics = startMetrics()
    const secrets = secretsOf({ ...settings, others: secretsOfFile(config) })
    const alerting = startAlerting(config.alerts, secrets, log, metrics, (told) => view.alerted(told))
    closers.add('alerts', alerting.close)
    const desk: { current: OrderDesk | undefined } = { current: undefined }
    const unreconciled = (): readonly string[] =>
      config.venues.map(({ name }) => name).filter((name) => desk.current?.isReconciled(name) !== true)
    const { solve } = await openHighs()
    const explain = (record: DecisionRecord) => Promise.resolve(explanationText(explainDecision(record, solve)))
    const around = { settings, config, roles, log, stores, clock, market, models, alerting, unreconciled, explain }
    const view = openView({ ...around, live: replay === undefined })
    const alert = alerting.raise
    tell = alert

    const venues: Venue[] = []
    for (const venue of config.venues) {
      const one = await openVenue(venue, { connection: stores.connection, clock, market, portfolios, log })
      closers.add(`venue ${venue.name}`, one.close)
      venues.push(one)
    }
    for (const instrument of new Set(portfolios.map((own) => own.instrument))) await market(instrument)
    for (const portfolio of portfolios) await ledger.open(portfolio.id, clock.now(), openingOf(portfolio, clock))
    const opened = openOrderDesk({
      ledger,
      venues,
      portfolios: portfolios.map((own) => ({ id: own.id, venue: own.venue, instruments: tradedBy(own) })),
      clock,
      rng: startRng(process.pid),
      log,
      alert,
      times: deskTimes(speed),
    })
    desk.current = opened
    const orders = startOrderLog(ledger, metrics, view.publish)
    const heartbeat = stores.queue.heartbeat(hedgeEvaluation)
    const hedger = startHedger({
      ledger,
      clock,
      log,
      market,
      policy: models.policy,
      terms: (name, instrument) => venueOf(venues, name).terms(instrument),
      solve,
      postponement: Math.max(1, Math.min(speed, 1e6)),
      execute: async (portfolio) => {
        await opened.executeIntents(portfolio)
        await orders.read(portfolio)
      },
      reconciled: opened.isReconciled,
      portfolios,
      speed,
      hasten: async (portfolio) => void (await heartbeat.pullForward(portfolio)),
      observe: view.evaluated,
      timed: view.timed(metrics),
    })
    closers.add('evaluations', hedger.idle)
    for (const state of await ledger.portfolios()) hedger.learn(state)
    closers.add('reconciliation', keepReconciled(opened, venues, log).close)

    const scored = roles.feeds ? config.models : undefined
    const scoring = scoreModels({ models: scored, markets, ledger, clock, log, alert })
    closers.add('scoring', scoring.close)
    if (roles.feeds) {
      const watch = await models.watch(takeModels({ markets, ledger, clock, log, alert, used: scoring.use }))
      closers.add('model watch', () => watch.close())
      const failed = (error: unknown): void => log.error({ event: 'publication.failed', error })
      const publication = every(publishEvery, () => view.publishMarkets(known, markets), failed)
      closers.add('publication', async () => {
        await publication.close()
        await known.publish()
      })
      await known.publish()
    }
    for (const { id } of portfolios) await heartbeat.ensure(id, 0)
    if (roles.serve) await writeSchedules(stores.queue, config, log)
    if (roles.serve) {
      const watchdog = startWatchdog({
        portfolios,
        ledger,
        heartbeat,
        clock,
        alert,
        log,
        leastMs: leastMs * Math.max(1, Math.min(speed, 1e6)),
      })
      closers.add('watchdog', watchdog.close)
    }
    if (roles.jobs) {
      const jobs = await startWorking(stores.queue, log)
      closers.add('jobs', jobs.close)
    }
    if (roles.hedge) {
      const heart = await heartbeat.work(hedger.beat, {
        observe: (told) => {
          if (told.event !== 'failed') return
          log.warn({ event: 'evaluation.failed', portfolioId: told.id, trigger: 'scheduled', error: told.error })
        },
      })
      closers.add('heartbeats', heart.close)
    }
    if (roles.feeds) {
      const trust = startTrustWatch({ ledger, log, alert })
      const feeds = runFeeds({
        followed,
        hedger,
        feeds: view.feeds,
        log,
        alert,
        barsClosed: (state, readings) => {
          view.marketMoved(state)
          trust.told(state)
          scoring.closed(state.instrument, readings)
        },
        record: (_feed, item) => recording.write(item),
      })
      closers.add('following', async () => {
        await Promise.all(followed.map(({ feed }) => feed.close()))
        await feeds.ended
      })
    }
    if (roles.serve) await view.recall()
    if (!roles.serve) return { address: undefined, close: closers.close }
    const evaluate = (portfolio: string) => hedger.evaluate(portfolio, 'operator')
    const board = stores.queue.board([hedgeEvaluation, retraining, retrainingStep, evaluationReport])
    const web = await startWeb({ config, view, metrics, ledger, evaluate, clock, log, board })
    closers.add('service', web.close)
    return { address: web.address, close: closers.close }
  }
}

const venueOf = (venues: readonly Venue[], name: string): Venue => {
  const venue = venues.find((own) => own.name === name)
  if (venue === undefined) throw new TypeError(`no venue ${name}`)
  return venue
}
