import { decide } from '../../core/decision/decide'
import type { PortfolioSettings } from '../../core/decision/settings'
import { Fault } from '../../core/error'
import { SECOND, type Timestamp } from '../../core/market/event'
import { instrumentName } from '../../core/market/instrument'
import { openingEntries } from '../../core/portfolio/entries'
import type { EvaluationTrigger } from '../../ports/ledger'
import { commitDecision, haltOnLoss } from './commit-decision'
import type { EngineFeed, EngineParts, EvaluationResult, EventItem } from './engine-parts'
import { tellFunding } from './due-funding'
import { tellExpiries } from './expired-options'
import { gatherInputs, settledStanding } from './gather-inputs'
import { foldEvent, type LiveMarket } from './live-market'
import { openOrderDesk, type Execution, type OrderDesk } from './orders/order-desk'
import { paceOf, timesAt, tradedBy } from './orders/order-desk-parts'
import { lastEvaluation, memoryOf } from './portfolio-memory'
import { startPriceTriggers } from './price-triggers'

export type Engine = {
  /**
   * Folds one event into its market and evaluates the portfolios that its price makes due, or whose time has come where
   * the schedule follows the events. Resolves when they are evaluated; undefined where there is nothing to wait for.
   */
  readonly tick: (feed: EngineFeed, item: EventItem) => Promise<void> | undefined
  /** Takes the items of every feed one by one until it ends. */
  readonly follow: () => Promise<void>
  /**
   * Evaluates a portfolio; of one portfolio one evaluation at a time runs here. For an operator it is evaluated
   * although nothing is due. Throws `usage` for a portfolio that is not there.
   */
  readonly evaluate: (portfolio: string, trigger: EvaluationTrigger) => Promise<EvaluationResult>
  /**
   * The scheduled evaluation, as the job of a queue: in how many real milliseconds the next one is due; undefined for a
   * portfolio that is not there.
   */
  readonly scheduled: (portfolio: string) => Promise<{ readonly afterMs: number } | undefined>
  readonly desk: Pick<OrderDesk, 'reconcile' | 'isReconciled'>
  /** Resolves when no evaluation runs any more. */
  readonly idle: () => Promise<void>
}

type Postponed = Extract<EvaluationResult, { kind: 'postponed' }>

const nothingSent: Execution = { filled: 0, unfilled: 0, open: 0 }

/** Real milliseconds until a time of the engine's clock. */
const millisecondsUntil = (due: Timestamp, now: Timestamp, speed: number): number =>
  speed === Infinity ? 10 : Math.max(1, Math.ceil((due - now) / 1_000 / speed))

/** Runs the tasks of one id one after another and those of different ids side by side. */
const startTurns = () => {
  const last = new Map<string, Promise<unknown>>()
  return {
    run: <T>(id: string, task: () => Promise<T>): Promise<T> => {
      const mine = (last.get(id) ?? Promise.resolve()).then(task, task)
      last.set(id, mine)
      const remove = (): void => {
        if (last.get(id) === mine) last.delete(id)
      }
      mine.then(remove, remove)
      return mine
    },
    idle: async (): Promise<void> => {
      while (last.size > 0) await Promise.allSettled(last.values())
    },
  }
}

const openDesk = (parts: EngineParts): OrderDesk => {
  const { ledger, venues, portfolios, clock, rng, log, alert, speed, times, pause } = parts
  return openOrderDesk({
    ...{ ledger, venues, clock, rng, log, alert, pause },
    portfolios: portfolios.map((own) => ({ id: own.id, venue: own.venue, instruments: tradedBy(own) })),
    times: { ...timesAt(speed), ...times },
  })
}

/** Opens a portfolio in the ledger; one that stands there already goes on. */
const openPortfolio = ({ ledger, clock }: EngineParts, { id, cash, mandate }: PortfolioSettings) => {
  const options = mandate.kind === 'hedge' ? mandate.options : []
  return ledger.open(id, clock.now(), openingEntries(clock.now(), cash, options))
}

/**
 * Starts the one loop that service, replay and verification share: an event of a feed is folded into its market, its
 * price or its time makes portfolios due, and each is evaluated: inputs gathered, decided, committed, sent. They differ
 * in the parts they pass. Opens the portfolios in the ledger. Throws `usage` where one trades at a venue that is not
 * there.
 */
export const startEngine = async (parts: EngineParts): Promise<Engine> => {
  const { feeds, portfolios, clock, speed, schedule, solve, log, observe = {} } = parts
  const byId = new Map(portfolios.map((settings) => [settings.id, settings]))
  const desk = openDesk(parts)
  const turns = startTurns()
  const triggers = startPriceTriggers()
  /** When each portfolio is due, as far as it is known here. */
  const due = new Map<string, Timestamp>()
  /** Portfolios whose orders a later event, or a later evaluation, goes on with. */
  const open = new Set<string>()

  const settingsOf = (id: string): PortfolioSettings => {
    const settings = byId.get(id)
    if (settings === undefined) throw new Fault('usage', `there is no portfolio '${id}'`)
    return settings
  }
  const remember = ({ id, instrument }: PortfolioSettings, last: unknown): void =>
    triggers.set(instrument, id, lastEvaluation(memoryOf(last))?.quiet)

  const execute = async (id: string): Promise<Execution> => {
    const execution = await desk.executeIntents(id)
    if (execution.open > 0) open.add(id)
    else open.delete(id)
    await observe.executed?.(id)
    return execution
  }

  const postponed = (reason: Postponed['reason']): Postponed => ({
    kind: 'postponed',
    reason,
    dueAt: clock.now() + paceOf(speed) * SECOND,
  })

  /** One evaluation, in the order of its steps. */
  const evaluateOnce = async (settings: PortfolioSettings, trigger: EvaluationTrigger): Promise<EvaluationResult> => {
    if (!desk.isReconciled(settings.venue)) return postponed('unreconciled')
    const view = await settledStanding(parts, settings.id, execute)
    if (view === undefined) return postponed('open-intents')
    const gathered = await gatherInputs(parts, settings, view, trigger === 'operator')
    if (gathered === undefined) return postponed('no-market')
    const outputs = decide(gathered.inputs, solve)
    if (outputs.reasons.includes('not-due')) return { kind: 'not-due', dueAt: view.state.dueAt ?? outputs.dueAt }
    const committed = await commitDecision(parts, { settings, view, gathered, outputs, trigger })
    if (committed === undefined) return postponed('stale')
    const { record, intents } = committed
    observe.decided?.(settings, record)
    tellExpiries(parts, settings.id, gathered.inputs.expired, outputs.expired)
    tellFunding(parts, settings.id, gathered.inputs.funding, outputs.funding)
    await haltOnLoss(parts, { settings, outputs })
    const { unfilled, open: left } = intents.length > 0 ? await execute(settings.id) : nothingSent
    const soon = unfilled + left > 0 ? clock.now() + settings.minInterval * SECOND : Infinity
    return { kind: 'decided', record, outputs, dueAt: Math.min(record.dueAt, soon) }
  }

  const evaluate: Engine['evaluate'] = (id, trigger) => {
    const settings = settingsOf(id)
    return turns.run(id, async () => {
      const began = performance.now()
      const planned = trigger === 'scheduled' ? due.get(id) : undefined
      const lateness = planned === undefined ? undefined : (clock.now() - planned) / SECOND / Math.min(speed, 1e6)
      let result: EvaluationResult | undefined
      try {
        result = await evaluateOnce(settings, trigger)
        if (result.kind === 'decided') remember(settings, result.record.next)
        due.set(id, result.dueAt)
        return result
      } finally {
        observe.evaluated?.({ settings, trigger, result, duration: (performance.now() - began) / 1_000, lateness })
      }
    })
  }

  /** Evaluates a portfolio that a price made due. A failure is logged: the next scheduled evaluation tries again. */
  const wake = async (id: string): Promise<void> => {
    const planned = due.get(id) ?? Infinity
    try {
      const { dueAt } = await evaluate(id, 'price')
      if (schedule.kind === 'queue' && dueAt < planned - SECOND) await schedule.pullForward(id)
    } catch (error) {
      log.error({ event: 'evaluation.failed', portfolioId: id, trigger: 'price', error })
      if (schedule.kind === 'events') due.set(id, clock.now() + SECOND)
    }
  }

  /**
   * What an event sets off where there is no queue: open orders are continued, portfolios at their price trigger and
   * portfolios that are due are evaluated.
   */
  const afterEvent = async (woken: readonly string[]): Promise<void> => {
    for (const id of open) await execute(id)
    await Promise.all(woken.map(wake))
    const now = clock.now()
    for (const { id } of portfolios) if ((due.get(id) ?? -Infinity) <= now) await evaluate(id, 'scheduled')
  }

  const wokenBy = ({ instrument, market }: LiveMarket): readonly string[] => {
    const spot = market.state()?.spot
    return spot === undefined ? [] : triggers.woken(instrument, spot)
  }

  const noteLevel = (feed: EngineFeed, { instrument, market }: LiveMarket, at: Timestamp): void => {
    const from = market.state()?.spot
    if (from !== undefined) observe.levelChanged?.(feed, instrument, { at, from })
  }

  /** One event, in the order of its steps. */
  const tick: Engine['tick'] = (feed, { instrument, event }) => {
    const live = feed.markets.get(instrumentName(instrument))
    if (live === undefined) return undefined
    const change = foldEvent(live, event)
    const observed = observe.folded?.(live, change)
    if (event.kind === 'gap' && event.reason === 'level-change') noteLevel(feed, live, event.timestamp)
    if (change.kind === 'refused') observe.refused?.(feed, live.instrument, change.reason)
    if (change.kind === 'bars') observe.barsClosed?.(live, change.readings)
    const woken = change.kind === 'refused' || change.kind === 'none' ? [] : wokenBy(live)
    if (schedule.kind === 'events') return (observed ?? Promise.resolve()).then(() => afterEvent(woken))
    return woken.length === 0 ? observed : Promise.all([observed, ...woken.map(wake)]).then(() => undefined)
  }

  const followFeed = async (feed: EngineFeed): Promise<void> => {
    try {
      for await (const item of feed.feed.items()) {
        observe.arrived?.(item)
        if (item.kind === 'status') {
          observe.feedStatus?.(feed, item)
          continue
        }
        const pending = tick(feed, item)
        if (pending !== undefined && feed.waits) await pending
      }
    } catch (error) {
      if (observe.feedFailed === undefined) throw error
      observe.feedFailed(feed, error)
    }
  }

  for (const settings of portfolios) remember(settings, (await openPortfolio(parts, settings)).last)
  return {
    tick,
    follow: async () => void (await Promise.all(feeds.map(followFeed))),
    evaluate,
    scheduled: async (id) => {
      if (!byId.has(id)) return undefined
      const { dueAt } = await evaluate(id, 'scheduled')
      return { afterMs: millisecondsUntil(dueAt, clock.now(), speed) }
    },
    desk,
    idle: turns.idle,
  }
}
