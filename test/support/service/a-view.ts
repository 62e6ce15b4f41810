import { startHistory } from '../../../src/app/service/web/history'
import type { FeedStatus } from '../../../src/app/service/web/schema/market'
import type { ActionItem, AlertItem, Readiness, Status } from '../../../src/app/service/web/schema/status'
import type { Items, LiveUpdate, ServiceActions, ServiceView } from '../../../src/app/service/web/view'
import type { Page } from '../../../src/ports/ledger'
import { aMarket, aSurface, minute, start } from './a-market'
import { aDecision, aFill, anIntent, aPoint, aPortfolio, positions } from './a-portfolio'

const sequenceOf = (item: object): number => ('sequence' in item ? Number(item.sequence) : 0)

/** A page of items that stand newest first, numbered by what `key` gives. */
const pageOf = <T extends object>(
  all: readonly T[],
  { limit, before }: Page,
  key: (item: T) => number = sequenceOf,
): Items<T> => {
  const left = all.filter((item) => before === undefined || key(item) < before)
  const items = left.slice(0, limit)
  return left.length > limit ? { items, before: key(items[items.length - 1]) } : { items }
}

export type ViewFixture = {
  readonly view: ServiceView
  readonly actions: ServiceActions
  /** What was done, in order, audits among it. */
  readonly done: unknown[]
  readonly publish: (update: LiveUpdate) => void
  readonly listeners: () => number
  /** Makes every question that goes to the database fail. */
  readonly fail: (error: Error | undefined) => void
  readonly status: () => Status
}

export type FixtureOptions = { readonly steps?: number; readonly empty?: boolean; readonly feed?: FeedStatus }

/** A service's read model and actions over a made-up market of `steps` minutes (default 400), all in memory. */
export const aView = ({ steps = 400, empty = false, feed }: FixtureOptions = {}): ViewFixture => {
  const history = startHistory()
  const held = positions(steps)
  const last = steps - 1
  for (let step = 0; !empty && step < steps; step++) {
    const { time, spot, regime, volatility, interval, realizedVol } = aMarket(step)
    const { low, high } = interval[0]
    const row = { at: time, spot, regime, forecast: volatility[0].vol, low, high, realized: realizedVol }
    history.market('deribit/BTC-PERPETUAL', row)
    history.portfolio('btc-calls', aPoint(step, held))
  }
  const listeners = new Set<(update: LiveUpdate) => void>()
  const done: unknown[] = []
  const actionsDone: ActionItem[] = []
  let failure: Error | undefined
  let status: Status = {
    version: '0.0.0-fixture',
    now: start + last * minute + 2_000_000,
    clock: 'replay',
    startedAt: start,
    killSwitch: { engaged: false },
    queue: {
      backend: 'postgresql',
      answers: true,
      portfolios: { waiting: 1, beating: 0, failed: 0, overdue: 0 },
      lateness: { p50: 0.0041, p99: 0.0187, count: 812 },
      jobs: [{ kind: 'retraining', waiting: 0, active: 0, failed: 0 }],
    },
  }
  const alerts: readonly AlertItem[] = empty
    ? []
    : [{ at: start + 300 * minute, severity: 'warning', event: 'feed.stale', text: 'deribit was silent for 12 s' }]
  const answer = async <T>(value: T): Promise<T> => {
    if (failure !== undefined) throw failure
    return value
  }
  const counted = <T>(item: (sequence: number) => T, every: number): readonly T[] =>
    empty
      ? []
      : Array.from({ length: Math.floor(last / every) }, (_, place) => item(last - (last % every) - place * every))
  const market = () => aMarket(last, feed && { feed })
  const readiness: Readiness = { ready: true, checks: [{ name: 'database', ready: true }] }
  const publish = (update: LiveUpdate): void => {
    for (const listener of listeners) listener(update)
  }
  return {
    view: {
      now: () => status.now,
      status: () => answer(status),
      readiness: () =>
        answer(
          failure === undefined
            ? readiness
            : { ready: false, checks: [{ name: 'database', ready: false, reason: failure.message }] },
        ),
      queue: () => answer(status.queue),
      models: () =>
        answer(
          empty
            ? []
            : [
                { kind: 'volatility-forecaster', id: 'vol-7c1f02ab', champion: true, trainedTo: start },
                {
                  ...{ kind: 'hedging-policy', id: 'pol-3ba8f6e1', champion: true, trainedTo: start },
                  ...{ band: 'learned', bandText: 'Whalley-Wilmott corrected by a network' },
                },
              ],
        ),
      markets: () => answer(empty ? [] : [market()]),
      surface: (instrument) => (instrument === market().instrument && !empty ? aSurface(last) : undefined),
      marketHistory: history.marketHistory,
      portfolios: () => answer(empty ? [] : [aPortfolio(last)]),
      portfolio: (id) =>
        answer(id === 'btc-calls' && !empty ? { ...aPortfolio(last), settings: { id: 'btc-calls' } } : undefined),
      portfolioHistory: history.portfolioHistory,
      decisions: (_portfolio, page) => answer(pageOf(counted(aDecision, 1), page)),
      decision: (_portfolio, sequence) =>
        answer(
          sequence > last || empty
            ? undefined
            : { ...aDecision(sequence), inputs: { spot: 64_000 }, outputs: {}, explanation: 'half-width = 0.35' },
        ),
      refusals: (_portfolio, page) =>
        answer(
          pageOf(
            counted((sequence) => {
              const refusals = [{ check: 'price-age', text: 'the last price is 9.2 s old, at most 5 s' }]
              return { portfolio: 'btc-calls', sequence, at: start + sequence * minute, refusals }
            }, 97),
            page,
          ),
        ),
      intents: (_portfolio, page) => answer(pageOf(counted(anIntent, 7), page)),
      fills: (_portfolio, page) => answer(pageOf(counted(aFill, 7), page, ({ source }) => Number(source.slice(5)))),
      entries: (_portfolio, page) =>
        answer(
          pageOf(
            counted((n) => ({ kind: 'fill', ...aFill(n) }), 7),
            page,
            ({ source }) => Number(source.slice(5)),
          ),
        ),
      alerts: () => answer({ items: alerts }),
      actions: () => answer({ items: [...actionsDone].reverse() }),
      subscribe(listener) {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
    },
    actions: {
      audit: async (action) => {
        if (failure !== undefined) throw failure
        done.push({ kind: 'audit', ...action })
        actionsDone.push(action)
      },
      setKillSwitch: async (engaged, reason, actor) => {
        done.push({ kind: 'kill-switch', engaged, reason, actor })
        status = { ...status, killSwitch: { engaged, reason, by: actor, at: status.now } }
        publish({ kind: 'status', status })
      },
      setMode: async (portfolio, mode, reason, actor) =>
        void done.push({ kind: 'mode', portfolio, mode, reason, actor }),
      evaluateNow: async (portfolio, actor) => void done.push({ kind: 'evaluate', portfolio, actor }),
    },
    done,
    publish,
    listeners: () => listeners.size,
    fail: (error) => (failure = error),
    status: () => status,
  }
}
