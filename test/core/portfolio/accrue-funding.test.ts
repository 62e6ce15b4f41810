import fc from 'fast-check'
import { DAY, SECOND } from '../../../src/core/market/event'
import type { FundingRate } from '../../../src/core/market/funding'
import { accrueFunding, type FundedPosition } from '../../../src/core/portfolio/accrue-funding'
import { foldEntries } from '../../../src/core/portfolio/book'

const HOUR = 3_600 * SECOND
const midnight = 20_000 * DAY
const eight = { kind: 'paid', every: 8 * HOUR, offset: 0 } as const
const accrued = { kind: 'accrued', per: 8 * HOUR } as const
const hours = (count: number): number => midnight + count * HOUR

const aRate = (at: number, rate: number | undefined, own: Partial<FundingRate> = {}): FundingRate => ({
  ...{ at: hours(at), price: 50_000, basis: 'venue' as const },
  ...(rate !== undefined && { rate }),
  ...own,
})

const aPosition = (own: Partial<FundedPosition> = {}, until = 1): FundedPosition => ({
  funded: { instrument: 'paper/BTC', until: hours(until), lost: 0, isTold: false },
  ...{ rule: eight, lots: 200, lot: 0.01, changes: [], rates: [] },
  ...own,
})

const one = (time: number, position: FundedPosition) => {
  const { entries, funded } = accrueFunding({ time: hours(time), positions: [position] })
  return { entries, funded: funded[0] }
}

test('longs pay the rate on the value held at its time, at its price, and shorts receive it', () => {
  const rates = [aRate(8, 1e-4)]
  const { entries, funded } = one(9, aPosition({ rates }))
  // 2 coins × 50,000 × 0.0001.
  expect(entries).toMatchObject([
    { kind: 'funding', source: `funding:paper/BTC:${hours(8)}`, at: hours(8), units: 2, cash: -10e6, basis: 'venue' },
  ])
  expect(funded).toEqual({ instrument: 'paper/BTC', until: hours(8), lost: 0, isTold: false })
  expect(one(9, aPosition({ rates, lots: -200 })).entries).toMatchObject([{ cash: 10e6 }])
})

test('what was traded after its time does not count, what was held then does', () => {
  const changes = [
    { at: hours(8), lots: 50 },
    { at: hours(8.5), lots: -350 },
  ]
  const { entries } = one(9, aPosition({ rates: [aRate(8, 1e-4)], changes, lots: -100 }))
  expect(entries).toMatchObject([{ units: 2.5, cash: -12.5e6 }])
})

test('one that accrues is paid on the position in the mean over its stretch', () => {
  // Two coins for a quarter of an hour, then four: 3.5 in the mean.
  const changes = [{ at: hours(1.25), lots: 200 }]
  const rates = [aRate(2, 1e-4, { from: hours(1) })]
  expect(one(2, aPosition({ rule: accrued, rates, changes, lots: 400 })).entries).toMatchObject([
    { at: hours(2), from: hours(1), units: 3.5, cash: -17.5e6 },
  ])
  // Booked up to half past one before: the half of the stretch that is left.
  expect(one(2, aPosition({ rule: accrued, rates, changes, lots: 400 }, 1.5)).entries).toMatchObject([
    { from: hours(1.5), units: 4, rate: 5e-5, cash: -10e6 },
  ])
})

test('a rate that is not known yet is awaited, told after ten minutes, and books as of its time', () => {
  const first = one(8.1, aPosition())
  expect(first).toEqual({
    entries: [],
    funded: { instrument: 'paper/BTC', until: hours(1), lost: 0, awaited: hours(8), isTold: false },
  })
  const later = one(8.2, aPosition({ funded: first.funded }))
  expect(later.funded).toMatchObject({ awaited: hours(8), isTold: true })
  const known = one(12, aPosition({ funded: later.funded, rates: [aRate(8, -2e-4, { price: 40_000 })] }))
  expect(known.entries).toMatchObject([{ at: hours(8), cash: 16e6 }])
  expect(known.funded).toEqual({ instrument: 'paper/BTC', until: hours(8), lost: 0, isTold: false })
})

test('what never becomes known is counted where a position was held: in a hole, without a price, after two days', () => {
  expect(one(25, aPosition({ rates: [aRate(8, 1e-4), aRate(24, 1e-4)] })).funded).toMatchObject({ lost: 1 })
  expect(one(9, aPosition({ rates: [aRate(8, 1e-4, { price: undefined })] })).funded.lost).toBe(1)
  expect(one(9, aPosition({ rates: [aRate(8, undefined)] })).funded.lost).toBe(1)
  expect(one(9, aPosition({ rates: [aRate(8, undefined)], lots: 0 })).funded.lost).toBe(0)
  const givenUp = one(56.5, aPosition()).funded
  expect(givenUp).toMatchObject({ lost: 1, until: hours(8), awaited: hours(16) })
  const hole = [aRate(2, undefined, { from: hours(1.5) }), aRate(3, 1e-4, { from: hours(2) })]
  expect(one(3, aPosition({ rule: accrued, rates: hole }, 1.5))).toMatchObject({
    entries: [{ at: hours(3) }],
    funded: { lost: 1, until: hours(3) },
  })
})

test('each funding books once, whenever and however often it is noticed, and to the same sum', () => {
  const times = fc.array(fc.double({ min: 1.01, max: 40, noNaN: true }), { minLength: 1, maxLength: 12 })
  const trades = fc.array(
    fc.record({ at: fc.double({ min: 1.01, max: 40, noNaN: true }), lots: fc.integer({ min: -99, max: 99 }) }),
    { maxLength: 8 },
  )
  fc.assert(
    fc.property(times, trades, fc.constantFrom(eight, accrued), (noticed, made, rule) => {
      const every = rule === eight ? 8 : 1
      const rates = Array.from({ length: 40 / every }, (_, i) => {
        const at = (i + 1) * every
        return aRate(at, 1e-5 * ((i % 7) - 2), rule === accrued ? { from: hours(at - 1) } : {})
      })
      const changes = made.map(({ at, lots }) => ({ at: Math.round(hours(at)), lots }))
      const walk = (moments: readonly number[]) => {
        let { funded } = aPosition()
        const entries = []
        for (const time of moments) {
          const seen = changes.filter(({ at }) => at <= hours(time))
          const lots = 200 + seen.reduce((sum, change) => sum + change.lots, 0)
          const known = rates.filter(({ at }) => at <= hours(time))
          const later = seen.filter(({ at }) => at > funded.until)
          const step = one(time, aPosition({ funded, rule, lots, changes: later, rates: known }))
          entries.push(...step.entries)
          funded = step.funded
        }
        return { entries, funded }
      }
      const last = 41
      const often = walk([...noticed.sort((a, b) => a - b), last])
      const atOnce = walk([last])
      expect(often.entries.map(({ source }) => source)).toEqual(atOnce.entries.map(({ source }) => source))
      expect(often.funded).toEqual(atOnce.funded)
      const sums = [often, atOnce].map(({ entries }) => foldEntries(entries).funding ?? 0)
      expect(Math.abs(sums[0] - sums[1])).toBeLessThanOrEqual(1)
    }),
    { numRuns: 60 },
  )
})
