import { inferCalendar } from '../../../src/core/market/bars/calendar'
import { DAY, SECOND } from '../../../src/core/market/event'

const monday = 19_723 * DAY // 2024-01-01
const minute = 60 * SECOND

const sessions = (days: readonly number[], opening: number, length: number): number[] =>
  days.flatMap((day) => Array.from({ length }, (_, i) => monday + day * DAY + opening + (i + 1) * minute))

const weekdays = (weeks: number): number[] =>
  Array.from({ length: 7 * weeks }, (_, day) => day).filter((day) => day % 7 < 5)

describe('the calendar of bar closes', () => {
  it('is continuous on minutes around the clock, thin ones too', () => {
    const all = Array.from({ length: 14 * 1440 }, (_, i) => monday + (i + 1) * minute)
    expect(inferCalendar(all, 60)).toEqual({ kind: 'continuous', barsPerYear: 525_600 })
    expect(
      inferCalendar(
        all.filter((_, i) => i % 7 === 0),
        60,
      ).kind,
    ).toBe('continuous')
    expect(
      inferCalendar(
        all.filter((_, i) => i % 1440 > 120),
        60,
      ).kind,
    ).toBe('continuous')
  })

  it('counts 252 sessions of a stock', () => {
    expect(inferCalendar(sessions(weekdays(3), 870 * minute, 390), 60)).toEqual({
      kind: 'sessions',
      barsPerYear: 98_280,
    })
    const half = [...sessions(weekdays(2), 870 * minute, 390), ...sessions([14], 870 * minute, 210)]
    expect(inferCalendar(half, 60).barsPerYear).toBe(98_280)
  })

  it('takes a single stretch of 4 to 10 hours on a weekday for a session', () => {
    expect(inferCalendar(sessions([2], 870 * minute, 390), 60)).toEqual({ kind: 'sessions', barsPerYear: 98_280 })
    expect(inferCalendar(sessions([5], 870 * minute, 390), 60).kind).toBe('continuous')
    expect(inferCalendar(sessions([2], 870 * minute, 60), 60).kind).toBe('continuous')
  })

  it('distinguishes futures that pause at the weekend from a market that never closes', () => {
    const hours = weekdays(4).flatMap((day) =>
      Array.from({ length: 23 }, (_, i) => monday + day * DAY + (i + 1) * 60 * minute),
    )
    expect(inferCalendar(hours, 3600)).toEqual({ kind: 'sessions', barsPerYear: 252 * 23 })
  })

  it('reads daily bars by their weekends', () => {
    const daily = (days: readonly number[]): number[] => days.map((day) => monday + (day + 1) * DAY)
    expect(inferCalendar(daily(weekdays(10)), 86_400)).toEqual({ kind: 'sessions', barsPerYear: 252 })
    expect(inferCalendar(daily([...weekdays(10), 68]), 86_400).kind).toBe('sessions')
    const everyDay = Array.from({ length: 60 }, (_, day) => day)
    expect(inferCalendar(daily(everyDay), 86_400)).toEqual({ kind: 'continuous', barsPerYear: 365 })
  })

  it('counts two-hour bars with a hole of a day', () => {
    const bars = Array.from({ length: 1200 }, (_, i) => monday + (i + 1) * 120 * minute).filter(
      (_, i) => i < 500 || i > 515,
    )
    expect(inferCalendar(bars, 7200)).toEqual({ kind: 'continuous', barsPerYear: 4380 })
  })

  it('refuses a recording without bars', () => {
    expect(() => inferCalendar([], 60)).toThrow('no bars')
  })
})
