import { startEngine } from '../../../src/app/engine/engine'
import type { EngineParts, EvaluationResult } from '../../../src/app/engine/engine-parts'
import { memoryOf } from '../../../src/app/engine/portfolio-memory'
import type { Log } from '../../../src/app/log'
import { explainDecision, explanationText } from '../../../src/app/audit/explain/explain-decision'
import { portfolioItem } from '../../../src/app/service/view/portfolio-item'
import { portfolio } from '../../../src/app/service/web/schema/portfolio'
import { DAY, SECOND } from '../../../src/core/market/event'
import { openingEntries, settlementEntry } from '../../../src/core/portfolio/entries'
import type { MarketState } from '../../../src/core/reading/market-state'
import { startRng } from '../../../src/core/rng'
import type { Alert } from '../../../src/ports/alert-sink'
import { aHedge, aMarketState, aPortfolio, noon } from '../../core/decision/a-market-state'
import { solverForTests } from '../../core/hedging/greeks/solver'
import { startMemoryLedger } from '../../support/memory-ledger'
import { aVenue, filled } from './orders/a-desk'

const solve = solverForTests()
const silent = (): void => undefined
const log: Log = { debug: silent, info: silent, warn: silent, error: silent }
const expiry = noon + DAY
const MINUTE = 60 * SECOND

/** Short fifty puts at 190 that expire in a day; every evaluation is made by an engine that has only the ledger. */
const aScene = async ({ isPaper = true, delivery }: { isPaper?: boolean; delivery?: EngineParts['delivery'] } = {}) => {
  let now = noon
  const settings = aPortfolio({
    mandate: aHedge({ strategy: { kind: 'fixed-band', halfWidth: 0 } }),
    minInterval: 1,
  })
  const ledger = startMemoryLedger()
  const put = { type: 'put', strike: 190, expiry, quantity: -50, multiplier: 1, premium: 3 } as const
  await ledger.open(settings.id, noon, openingEntries(noon, 10_000, [put]))
  const alerts: Alert[] = []
  const venue = Object.assign(aVenue(), { isPaper })
  venue.answer = (sent) => {
    const { order } = sent
    const [before] = venue.held
    const signed = order.side === 'buy' ? order.lots : -order.lots
    venue.held = [{ instrument: order.instrument, lots: (before?.lots ?? 0) + signed }]
    const report = filled(sent)
    return Promise.resolve({
      kind: 'report',
      report: { ...report, fills: [{ ...report.fills[0], price: order.price, at: now }] },
    })
  }
  const evaluateAt = async (time: number, seen: Partial<MarketState> = {}): Promise<EvaluationResult> => {
    now = time
    const market = aMarketState({ time, venueTime: time, barTime: time, ...seen })
    const engine = await startEngine({
      ...{ feeds: [], portfolios: [settings], ledger, venues: [venue], clock: { now: () => now }, log, solve },
      ...{ speed: 1, rng: startRng(1), times: { follow: 0 }, delivery, alert: (alert) => void alerts.push(alert) },
      schedule: { kind: 'queue', pullForward: () => Promise.resolve() },
      market: () => Promise.resolve(market),
      policy: () => Promise.resolve(undefined),
    })
    await engine.desk.reconcile('paper')
    return engine.evaluate(settings.id, 'scheduled')
  }
  const settlements = async () =>
    (await ledger.entries(settings.id, { limit: 100 })).filter(({ kind }) => kind === 'settlement')
  const told = () => alerts.filter(({ event }) => event === 'option.unsettled')
  return { settings, ledger, evaluateAt, settlements, told }
}

const reasonsOf = (result: EvaluationResult) => (result.kind === 'decided' ? result.outputs.reasons : [result.kind])

test('an option that expires while the service is away settles on paper at the last price before, once', async () => {
  const { evaluateAt, settlements, told } = await aScene()
  await evaluateAt(expiry - 200 * MINUTE, { spot: 192 })
  const lastPrices = [{ at: expiry - 9 * MINUTE, price: 187.5 }]
  const result = await evaluateAt(expiry + 240 * MINUTE, { spot: 150, lastPrices })
  expect(reasonsOf(result)).toContain('option-settled')
  const [entry] = await settlements()
  expect(entry).toMatchObject({ at: expiry, spot: 187.5, basis: 'last-price-before-expiry', cash: -125e6 })
  await evaluateAt(expiry + 300 * MINUTE, { spot: 100, lastPrices })
  expect(await settlements()).toEqual([entry])
  expect(told()).toEqual([])
})

test('the price of the last decision counts where nothing else is left of the time before', async () => {
  const { evaluateAt, settlements } = await aScene()
  await evaluateAt(expiry - 20 * MINUTE, { spot: 189 })
  await evaluateAt(expiry + 240 * MINUTE, { spot: 150, lastPrices: [] })
  expect(await settlements()).toMatchObject([{ spot: 189, priceAt: expiry - 20 * MINUTE }])
})

test('at an exchange it is unsettled, which is said once, provisional, and hedged no more, until an operator settles it', async () => {
  const { settings, ledger, evaluateAt, settlements, told } = await aScene({ isPaper: false })
  await evaluateAt(expiry - 20 * MINUTE, { spot: 189 })
  expect((await ledger.portfolio(settings.id)).book.positions).not.toEqual([])
  const first = await evaluateAt(expiry + MINUTE, { spot: 180, lastPrices: [{ at: expiry, price: 188 }] })
  expect(reasonsOf(first)).toContain('option-unsettled')
  if (first.kind !== 'decided') throw new Error(first.kind)
  const { inputs } = first.record as { inputs: { gate: { unsettled: unknown } } }
  expect(inputs.gate.unsettled).toEqual(['opening-0'])
  expect(explanationText(explainDecision(first.record, solve))).toContain('is unsettled, marked at')
  const view = await ledger.portfolio(settings.id)
  expect(view.book.positions).toEqual([])
  const item = portfolio.parse(portfolioItem(settings, view, first.record, undefined))
  expect(item.unsettled).toEqual([{ option: 'opening-0', expiry, price: 188, at: expiry }])
  // A cent is the fee of the trade that ends the hedge.
  const hedgeless = (memoryOf(view.state.last)?.seen?.attribution.total ?? NaN) - 0.01

  for (const minutes of [61, 121]) await evaluateAt(expiry + minutes * MINUTE, { spot: 120, lastPrices: [] })
  expect(told()).toMatchObject([
    { severity: 'warning', portfolio: settings.id, text: expect.stringContaining('--delivery opening-0=') },
  ])
  expect(await settlements()).toEqual([])
  const after = await ledger.portfolio(settings.id)
  expect(memoryOf(after.state.last)?.seen?.attribution.total).toBeCloseTo(hedgeless, 6)

  const [held] = after.book.options
  const entry = settlementEntry(held, { price: 188.4, basis: 'operator', by: 'cli:ann' })
  await ledger.post(settings.id, [entry])
  await evaluateAt(expiry + 182 * MINUTE, { spot: 120 })
  expect(await settlements()).toEqual([entry])
  const settled = await ledger.portfolio(settings.id)
  expect(memoryOf(settled.state.last)).not.toHaveProperty('unsettled')
  // 50 × 0.4 less is owed than at the mark.
  expect((memoryOf(settled.state.last)?.seen?.attribution.total ?? NaN) - hedgeless).toBeCloseTo(20, 6)
})

test('a delivery price is asked for every minute while it is awaited, and books as of the expiry', async () => {
  const asked: number[] = []
  const known: { price?: number } = {}
  const { evaluateAt, settlements, told } = await aScene({
    delivery: (_, at) => {
      asked.push(at)
      if (asked.length === 2) return Promise.reject(new Error('no answer'))
      return Promise.resolve(known.price === undefined ? { kind: 'awaited' } : { kind: 'price', price: known.price })
    },
  })
  await evaluateAt(noon, { spot: 192 })
  const first = await evaluateAt(expiry + SECOND, { spot: 186 })
  expect(first.dueAt).toBeLessThanOrEqual(expiry + 61 * SECOND)
  await evaluateAt(expiry + 61 * SECOND, { spot: 186 })
  expect(told()).toEqual([])
  await evaluateAt(expiry + 11 * MINUTE, { spot: 186 })
  expect(told()).toHaveLength(1)
  known.price = 185.25
  await evaluateAt(expiry + 13 * MINUTE, { spot: 170 })
  expect(await settlements()).toMatchObject([{ at: expiry, spot: 185.25, basis: 'delivery', cash: -237.5e6 }])
  expect(new Set(asked)).toEqual(new Set([expiry]))
})
