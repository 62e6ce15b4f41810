import { explainDecision, explanationText } from '../../../src/app/audit/explain/explain-decision'
import { startEntryCheck } from '../../../src/app/audit/verify/check-entries'
import { startEngine } from '../../../src/app/engine/engine'
import { memoryOf } from '../../../src/app/engine/portfolio-memory'
import type { Log } from '../../../src/app/log'
import { DAY, SECOND } from '../../../src/core/market/event'
import { openingEntries } from '../../../src/core/portfolio/entries'
import { startRng } from '../../../src/core/rng'
import { aHedge, aMarketState, aPortfolio, noon } from '../../core/decision/a-market-state'
import { solverForTests } from '../../core/hedging/greeks/solver'
import { startMemoryLedger } from '../../support/memory-ledger'
import { aVenueAtPrice } from './orders/a-desk'

const solve = solverForTests()
const silent = (): void => undefined
const log: Log = { debug: silent, info: silent, warn: silent, error: silent }

/** Short fifty American calls on a share that pays 2 tomorrow, and paid 9 a day before the book was opened. */
const aScene = async () => {
  let now = noon
  const dividends = [
    { at: noon - DAY, amount: 9 },
    { at: noon + DAY, amount: 2 },
  ]
  const mandate = aHedge({ strategy: { kind: 'fixed-band', halfWidth: 0 } })
  const settings = { ...aPortfolio({ mandate, minInterval: 1 }), dividends }
  const ledger = startMemoryLedger()
  const call = { type: 'call', strike: 200, expiry: noon + 30 * DAY, quantity: -50, multiplier: 1, premium: 6 } as const
  await ledger.open(settings.id, noon, openingEntries(noon, 10_000, [{ ...call, exercise: 'american' }]))
  const venue = aVenueAtPrice(() => now)
  const evaluateAt = async (time: number, spot: number) => {
    now = time
    const engine = await startEngine({
      ...{ feeds: [], portfolios: [settings], ledger, venues: [venue], clock: { now: () => now }, log, solve },
      ...{ speed: 1, rng: startRng(1), times: { follow: 0 }, alert: silent },
      schedule: { kind: 'queue', pullForward: () => Promise.resolve() },
      market: () => Promise.resolve(aMarketState({ time, venueTime: time, barTime: time, spot })),
      policy: () => Promise.resolve(undefined),
    })
    await engine.desk.reconcile('paper')
    const result = await engine.evaluate(settings.id, 'operator')
    if (result.kind !== 'decided') throw new Error(result.kind)
    return result
  }
  return { settings, ledger, evaluateAt }
}

test('a dividend books once, on what was held as it went ex, and verifies', async () => {
  const { settings, ledger, evaluateAt } = await aScene()
  const first = await evaluateAt(noon, 200)
  const [{ lots, lot }] = (await ledger.portfolio(settings.id)).book.positions
  const second = await evaluateAt(noon + DAY + SECOND, 198)
  expect(second.outputs.reasons).toContain('dividend-booked')
  const third = await evaluateAt(noon + DAY + 60 * SECOND, 198)
  const entries = await ledger.entries(settings.id, { limit: 100 })
  const paid = entries.filter(({ kind }) => kind === 'dividend')
  expect(paid).toMatchObject([{ at: noon + DAY, amount: 2, units: lots * lot, cash: Math.round(2e6 * lots * lot) }])
  const { book, state } = await ledger.portfolio(settings.id)
  expect(book.dividends).toBe(paid[0].cash)
  // The price fell by what was paid: neither the shares nor the delta of the options made or lost anything.
  const profit = memoryOf(state.last)?.seen?.attribution
  expect(profit?.hedge).toBeCloseTo(0, 6)
  expect(profit?.delta).toBeCloseTo(0, 6)
  const text = explanationText(explainDecision(second.record, solve))
  expect(text).toMatch(/Dividends\n.*paper\/MICRO pays /)
  expect(text).toContain('American call 200')
  expect(explanationText(explainDecision(first.record, solve))).toMatch(/dividend to come +2/)
  const check = startEntryCheck(ledger, settings.id)
  for (const { record } of [first, second, third]) check.decided(record)
  expect(await check.finish()).toMatchObject({ checked: 1, failed: [] })
  for (const { record } of [first, second, third]) expect(explainDecision(record, solve).reproduces).toBe(true)
})
