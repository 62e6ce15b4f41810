import fc from 'fast-check'
import {
  equalSlices,
  nextSlice,
  type SlicedTrade,
  type SliceRoom,
} from '../../../src/core/execution/slices/sliced-trade'
import { timeWeightedSlices } from '../../../src/core/execution/slices/time-weighted'
import { SECOND } from '../../../src/core/market/event'

const NOW = 1_700_000_000 * SECOND
const room = (wanted: number, own: Partial<SliceRoom> = {}): SliceRoom => ({
  ...{ wanted, least: 1, most: Infinity, rate: Infinity },
  ...own,
})

/** Steps a trade whenever a slice is due, for a trade of so many lots in a market that stands still. */
const walk = (start: SlicedTrade, total: number, own: Partial<SliceRoom> = {}, most = 500) => {
  const slices: { readonly after: number; readonly lots: number }[] = []
  let [trade, left]: [SlicedTrade | undefined, number] = [start, total]
  while (trade !== undefined && slices.length < most) {
    const { at } = trade.slices[0]
    const due = nextSlice(trade, at, room(left, own))
    left -= due.lots
    trade = due.trade
    slices.push({ after: (at - NOW) / SECOND, lots: due.lots })
  }
  return { slices, left }
}

describe('a trade in slices', () => {
  it('trades what the time-weighted plan does, to the lot, while the market stands still', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 25 }), (total, count) => {
        const { slices, left } = walk(equalSlices('underlying', 'buy', { time: NOW, count: count, spacing: 60 }), total)
        expect(left).toBe(0)
        const plan = timeWeightedSlices({ quantity: total, lot: 1, seconds: 60 * count, slices: count })
        const done = (until: number, all: readonly (readonly [number, number])[]): number =>
          all.reduce((sum, [at, lots]) => (at <= until ? sum + lots : sum), 0)
        for (let part = 0; part < count; part++) {
          const ours = done(
            60 * part,
            slices.map(({ after, lots }) => [after, lots] as const),
          )
          const theirs = done(
            60 * part,
            plan.slices.map(({ afterSeconds, quantity }) => [afterSeconds, quantity] as const),
          )
          expect(Math.abs(ours - theirs)).toBeLessThanOrEqual(1)
        }
      }),
    )
  })

  it('orders its share of what is wanted now, not of what was wanted at the start', () => {
    const trade = equalSlices('underlying', 'sell', { time: NOW, count: 4, spacing: 60 })
    const first = nextSlice(trade, NOW, room(100))
    expect(first).toMatchObject({ lots: 25, reason: 'slice' })
    expect(nextSlice(first.trade!, NOW + 60 * SECOND, room(30)).lots).toBe(10)
    expect(nextSlice(first.trade!, NOW + 60 * SECOND, room(300)).lots).toBe(100)
  })

  it('orders nothing before the next slice is due, and spreads those it missed over the ones to come', () => {
    const { trade } = nextSlice(equalSlices('underlying', 'buy', { time: NOW, count: 5, spacing: 60 }), NOW, room(100))
    const early = nextSlice(trade!, NOW + 59 * SECOND, room(80))
    expect(early).toEqual({ lots: 0, trade, reason: 'between-slices' })
    const late = nextSlice(trade!, NOW + 185 * SECOND, room(80))
    expect(late.lots).toBe(40)
    expect(late.trade?.slices).toEqual([{ at: NOW + 240 * SECOND, weight: 1 }])
    expect(nextSlice(trade!, NOW + 9_999 * SECOND, room(80))).toEqual({ lots: 80, trade: undefined, reason: undefined })
  })

  it('ends with its last slice, and where less than the least order would be left', () => {
    const trade = equalSlices('underlying', 'buy', { time: NOW, count: 2, spacing: 60 })
    expect(nextSlice(trade, NOW, room(7, { least: 5 }))).toMatchObject({ lots: 0, reason: 'slice' })
    expect(nextSlice(trade, NOW, room(9, { least: 5 }))).toEqual({ lots: 5, trade: undefined, reason: undefined })
  })

  it('takes no more than its share of the volume, one spacing after the other, until all is traded', () => {
    const { slices, left } = walk(equalSlices('underlying', 'buy', { time: NOW, count: 1, spacing: 60 }), 10, {
      rate: 4 / 60,
    })
    expect(left).toBe(0)
    expect(slices).toEqual([
      { after: 0, lots: 4 },
      { after: 60, lots: 4 },
      { after: 120, lots: 2 },
    ])
    const thin = walk(equalSlices('underlying', 'buy', { time: NOW, count: 1, spacing: 60 }), 3, { rate: 0.4 / 60 })
    expect(thin.slices.filter(({ lots }) => lots > 0).map(({ after }) => after)).toEqual([120, 300, 480])
    expect(thin.slices.every(({ lots }) => lots <= 1)).toBe(true)
  })

  it('makes no order larger than the largest, and orders the rest later', () => {
    const { slices, left } = walk(equalSlices('underlying', 'buy', { time: NOW, count: 2, spacing: 60 }), 100, {
      most: 30,
    })
    expect(left).toBe(0)
    expect(slices.map(({ lots }) => lots)).toEqual([30, 30, 30, 10])
    expect(
      nextSlice(equalSlices('underlying', 'buy', { time: NOW, count: 2, spacing: 60 }), NOW, room(100, { most: 30 }))
        .reason,
    ).toBe('order-cap')
  })
})
