import { Fault } from '../../error'
import { DAY, SECOND, type Timestamp } from '../event'

/** How a market's year is counted: a market that never closes, or sessions on trading days. */
export type Calendar = { readonly kind: 'continuous' | 'sessions'; readonly barsPerYear: number }

const tradingDays = 252
const calendarDays = 365
const HOUR = DAY / 24

/** Day of the week of a time, 0 = Sunday. The epoch was a Thursday. */
const weekday = (time: Timestamp): number => (Math.floor(time / DAY) + 4) % 7
const isWeekend = (time: Timestamp): boolean => weekday(time) === 0 || weekday(time) === 6

/** Bars of each UTC day that has any. */
const barsByDay = (opens: readonly Timestamp[]): number[] => {
  const counts = new Map<number, number>()
  for (const time of opens) {
    const day = Math.floor(time / DAY)
    counts.set(day, (counts.get(day) ?? 0) + 1)
  }
  return [...counts.values()]
}

const upperMedian = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]

/** A market that never closes has bars in nearly all hours of its span, weekends included. */
const isContinuous = (opens: readonly Timestamp[], periodSeconds: number): boolean => {
  const first = opens[0]
  const span = opens[opens.length - 1] - first + periodSeconds * SECOND
  // Two days in seven where the market never closes; a stray weekend row in a session market does not make it one.
  if (periodSeconds * SECOND >= DAY) return opens.filter(isWeekend).length >= opens.length / 7
  if (span < DAY) return isWeekend(first) || span < 4 * HOUR || span > 10 * HOUR
  const slot = Math.max(HOUR, periodSeconds * SECOND)
  const filled = new Set(opens.map((time) => Math.floor((time - first) / slot)))
  return filled.size >= 0.85 * Math.ceil(span / slot)
}

/**
 * The calendar of bar closes (rising, at least one). Continuous: 365 days × 86,400 s / period bars a year.
 * Sessions: 252 × the median bars of a UTC day that has any; daily bars on weekdays alone give 252, longer bars 365
 * days / period. In a record under a day, 4 to 10 hours of one weekday are taken as a session, anything else as a
 * piece of a continuous market. Throws `missing-data` on no bars.
 */
export const inferCalendar = (closes: ArrayLike<Timestamp>, periodSeconds: number): Calendar => {
  if (closes.length === 0) throw new Fault('missing-data', 'no bars to infer a calendar from')
  // A bar that closes at midnight belongs to the day before.
  const opens = Array.from(closes, (close) => close - periodSeconds * SECOND)
  const perYear = (calendarDays * DAY) / (periodSeconds * SECOND)
  if (isContinuous(opens, periodSeconds)) return { kind: 'continuous', barsPerYear: perYear }
  if (periodSeconds * SECOND > DAY) return { kind: 'sessions', barsPerYear: perYear }
  return { kind: 'sessions', barsPerYear: tradingDays * upperMedian(barsByDay(opens)) }
}
