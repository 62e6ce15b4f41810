import { explainDecision, explanationText } from '../../../src/app/audit/explain/explain-decision'
import { startEntryCheck } from '../../../src/app/audit/verify/check-entries'
import { startEngine } from '../../../src/app/engine/engine'
import type { EngineParts } from '../../../src/app/engine/engine-parts'
import { memoryOf } from '../../../src/app/engine/portfolio-memory'
import type { Log } from '../../../src/app/log'
import { portfolioItem } from '../../../src/app/service/view/portfolio-item'
import { portfolio } from '../../../src/app/service/web/schema/portfolio'
import { DAY, SECOND } from '../../../src/core/market/event'
import type { FundingRate } from '../../../src/core/market/funding'
import { openingEntries } from '../../../src/core/portfolio/entries'
import type { LedgerEntry } from '../../../src/core/portfolio/ledger/entry'
import { startRng } from '../../../src/core/rng'
import type { Alert } from '../../../src/ports/alert-sink'
import type { DecisionRecord, Ledger } from '../../../src/ports/ledger'
import { aHedge, aMarketState, aPortfolio, noon } from '../../core/decision/a-market-state'
import { solverForTests } from '../../core/hedging/greeks/solver'
import { startMemoryLedger } from '../../support/memory-ledger'
import { aVenueAtPrice } from './orders/a-desk'

const solve = solverForTests()
const silent = (): void => undefined
const log: Log = { debug: silent, info: silent, warn: silent, error: silent }
const HOUR = 3_600 * SECOND
const four = noon + 4 * HOUR
const rule = { kind: 'paid', every: 8 * HOUR, offset: 0 } as const

const aRate = (own: Partial<FundingRate> = {}): FundingRate => ({
  ...{ at: four, rate: 3e-4, price: 196, basis: 'ticker' as const },
  ...own,
})

/** Short fifty puts, hedged with a perpetual that pays at 16:00 and at midnight. */
const aScene = async ({ funding }: { funding?: EngineParts['funding'] } = {}) => {
  let now = noon
  const settings = aPortfolio({ mandate: aHedge({ strategy: { kind: 'fixed-band', halfWidth: 0 } }), minInterval: 1 })
  const ledger = startMemoryLedger()
  const put = { type: 'put', strike: 190, expiry: noon + 9 * DAY, quantity: -50, multiplier: 1, premium: 3 } as const
  await ledger.open(settings.id, noon, openingEntries(noon, 10_000, [put]))
  const alerts: Alert[] = []
  const records: DecisionRecord[] = []
  const venue = aVenueAtPrice(() => now)
  /** An evaluation by an engine that has only the ledger. */
  const evaluateAt = async (time: number, rates: readonly FundingRate[], spot = 200) => {
    now = time
    const market = aMarketState({ time, venueTime: time, barTime: time, spot, funding: { rule, rates } })
    const engine = await startEngine({
      ...{ feeds: [], portfolios: [settings], ledger, venues: [venue], clock: { now: () => now }, log, solve },
      ...{ speed: 1, rng: startRng(1), times: { follow: 0 }, funding, alert: (alert) => void alerts.push(alert) },
      schedule: { kind: 'queue', pullForward: () => Promise.resolve() },
      market: () => Promise.resolve(market),
      policy: () => Promise.resolve(undefined),
    })
    await engine.desk.reconcile('paper')
    const result = await engine.evaluate(settings.id, 'operator')
    if (result.kind !== 'decided') throw new Error(result.kind)
    records.push(result.record)
    return result
  }
  const booked = async () =>
    (await ledger.entries(settings.id, { limit: 100 })).flatMap((entry) => (entry.kind === 'funding' ? [entry] : []))
  const item = async () => {
    const view = await ledger.portfolio(settings.id)
    return portfolio.parse(portfolioItem(settings, view, records.at(-1), undefined))
  }
  return { settings, ledger, evaluateAt, booked, item, records, alerts }
}

test('funding books at its own time on the position held then, once, and is a cause of profit', async () => {
  const { settings, ledger, evaluateAt, booked, item } = await aScene()
  await evaluateAt(noon, [])
  const [{ lots, lot }] = (await ledger.portfolio(settings.id)).book.positions
  // The service is away until six; the price is another then, and the hedge too.
  const result = await evaluateAt(noon + 6 * HOUR, [aRate()], 150)
  expect(result.outputs.reasons).toContain('funding-booked')
  const [entry, ...more] = await booked()
  expect(more).toEqual([])
  expect(entry).toMatchObject({ at: four, units: lots * lot, price: 196, rate: 3e-4, basis: 'ticker' })
  expect(entry.cash / 1e6).toBeCloseTo(-lots * lot * 196 * 3e-4, 6)
  await evaluateAt(noon + 7 * HOUR, [aRate({ rate: 9 })], 150)
  expect(await booked()).toEqual([entry])
  const { book, state } = await ledger.portfolio(settings.id)
  expect(book.funding).toBe(entry.cash)
  const profit = memoryOf(state.last)?.seen?.attribution
  expect(profit?.funding).toBeCloseTo(entry.cash / 1e6, 9)
  expect(explanationText(explainDecision(result.record, solve))).toMatch(/Funding\n.*paper\/MICRO pays .*ticker/)
  expect(await item()).toMatchObject({
    book: { funding: entry.cash },
    funding: [{ instrument: 'paper/MICRO', until: four, lost: 0 }],
  })
})

test('a rate that nobody knows is said once, and books once it is known', async () => {
  const { evaluateAt, booked, item, alerts } = await aScene()
  await evaluateAt(noon, [])
  const first = await evaluateAt(four + SECOND, [])
  expect(first.outputs.reasons).toContain('funding-unknown')
  expect(alerts).toEqual([])
  for (const minutes of [11, 12]) await evaluateAt(four + minutes * 60 * SECOND, [])
  const told = { event: 'funding.unknown', portfolio: 'book', subject: 'paper/MICRO', severity: 'warning' }
  expect(alerts).toMatchObject([told])
  expect(await item()).toMatchObject({ funding: [{ awaited: four }] })
  await evaluateAt(four + HOUR, [aRate()])
  expect(await booked()).toMatchObject([{ at: four }])
  expect((await item()).funding).toEqual([{ instrument: 'paper/MICRO', until: four, lost: 0 }])
})

test('what the venue publishes counts; its tickers only where it gives nothing for ten minutes', async () => {
  const published: FundingRate[] = []
  const asked: number[] = []
  const { evaluateAt, booked } = await aScene({
    funding: (_, after) => {
      asked.push(after)
      return asked.length === 1 ? Promise.reject(new Error('no answer')) : Promise.resolve(published)
    },
  })
  await evaluateAt(noon, [])
  await evaluateAt(four + SECOND, [aRate()])
  await evaluateAt(four + 60 * SECOND, [aRate()])
  expect(await booked()).toEqual([])
  published.push(aRate({ rate: 2e-4, basis: 'venue' }))
  await evaluateAt(four + 120 * SECOND, [aRate()])
  expect(await booked()).toMatchObject([{ at: four, rate: 2e-4, basis: 'venue' }])
  expect(new Set(asked)).toEqual(new Set([noon]))
  published.length = 0
  await evaluateAt(four + 8 * HOUR + 601 * SECOND, [aRate(), aRate({ at: four + 8 * HOUR })])
  expect((await booked()).map(({ at, basis }) => [at, basis])).toEqual([
    [four + 8 * HOUR, 'ticker'],
    [four, 'venue'],
  ])
})

describe('the entries in the ledger', () => {
  const checked = async (records: readonly DecisionRecord[], ledger: Ledger) => {
    const check = startEntryCheck(ledger, 'book')
    records.forEach(check.decided)
    return check.finish()
  }
  /** The ledger as it is after its rows were changed behind its back. */
  const tampered = (ledger: Ledger, change: (rows: readonly LedgerEntry[]) => readonly LedgerEntry[]): Ledger => ({
    ...ledger,
    entries: async (id, { limit, before = Infinity }) => {
      const all = await ledger.entries(id, { limit: 1_000 })
      const rows = change(all.toReversed())
      return rows.slice(Math.max(0, Math.min(before - 1, rows.length) - limit), before - 1).toReversed()
    },
    portfolio: async (id) => {
      const view = await ledger.portfolio(id)
      const rows = change((await ledger.entries(id, { limit: 1_000 })).toReversed())
      return { ...view, book: { ...view.book, entries: rows.length } }
    },
  })

  test('are compared with what the decisions booked: changed, missing, doubled and added ones are named', async () => {
    const { ledger, evaluateAt, records } = await aScene()
    await evaluateAt(noon, [])
    await evaluateAt(noon + 6 * HOUR, [aRate()])
    expect(await checked(records, ledger)).toEqual({ checked: 1, failed: [] })

    const isFunding = ({ kind }: LedgerEntry): boolean => kind === 'funding'
    const dearer = tampered(ledger, (rows) =>
      rows.map((row) => (isFunding(row) ? { ...row, cash: row.cash - 1 } : row)),
    )
    const { failed } = await checked(records, dearer)
    expect(failed[0]).toMatchObject({
      sequence: 2,
      reason: expect.stringMatching(/^the funding of paper\/MICRO at .* is not what the decision booked$/),
      differences: [{ path: `funding:paper/MICRO:${four}.cash` }],
    })
    expect(failed[1]).toMatchObject({ reason: 'the book is not the sum of its entries' })

    const without = tampered(ledger, (rows) => rows.filter((row) => !isFunding(row)))
    expect((await checked(records, without)).failed[0]).toMatchObject({
      sequence: 2,
      reason: expect.stringMatching(/is missing: the decision booked it$/),
    })

    const twice = tampered(ledger, (rows) => [
      ...rows,
      ...rows.filter(isFunding).map((row) => ({ ...row, source: 'funding:again' })),
    ])
    expect((await checked(records, twice)).failed.map(({ reason }) => reason.replace(/.* at \S+ /, ''))).toEqual([
      'is there twice, the second time as funding:again',
      'was booked by no decision',
      'the book is not the sum of its entries',
    ])
  })
})
