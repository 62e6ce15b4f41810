import type { Timestamp } from '../../../core/market/event'
import { isPlausibleTime, parseDecimal } from '../../../core/market/row-check'

const clock = new Intl.DateTimeFormat('en-US', {
  ...{ timeZone: 'America/New_York', hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit' },
  ...{ hour: '2-digit', minute: '2-digit' },
})

/**
 * The microseconds since the epoch at which a trading day ('2012-06-21') began in New York, by the clock in force at
 * noon.
 */
export const newYorkMidnight = (date: string): Timestamp => {
  const noon = Date.parse(`${date}T17:00:00Z`)
  const parts = Object.fromEntries(clock.formatToParts(noon).map(({ type, value }) => [type, Number(value)]))
  const shown = Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute)
  return (Date.parse(`${date}T00:00:00Z`) + noon - shown) * 1000
}

const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?)?$/

const daysInMonth = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate()

const fromIso = (text: string): Timestamp | undefined => {
  const match = iso.exec(text)
  if (!match) return undefined
  const [year, month, day, hour, minute, second] = match
    .slice(1, 7)
    .map((part: string | undefined) => Number(part ?? 0))
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
    return undefined
  const micros = Number((match[7] ?? '').padEnd(6, '0').slice(0, 6))
  const zone = match[8] ?? 'Z'
  const [zoneHours, zoneMinutes] = zone === 'Z' ? [0, 0] : [Number(zone.slice(1, 3)), Number(zone.slice(-2))]
  const offset = (zone.startsWith('-') ? -1 : 1) * (zoneHours * 60 + zoneMinutes) * 60_000
  return (Date.UTC(year, month - 1, day, hour, minute, second) - offset) * 1000 + micros
}

const hyphen = 45

/** Epoch units by magnitude: each holds the years 1973 to 5138 of its unit, so that none overlaps another. */
const units = [
  { from: 1e8, to: 1e11, micros: 1e6 },
  { from: 1e11, to: 1e14, micros: 1e3 },
  { from: 1e14, to: 1e17, micros: 1 },
  { from: 1e17, to: 1e20, micros: 1e-3 },
] as const

/**
 * The microseconds since the epoch that a text states: an ISO 8601 date or date and time (UTC where no zone is given)
 * or a whole count of seconds, milliseconds, microseconds or nanoseconds, distinguished by magnitude. Undefined for
 * anything else and for times outside [1900, 2100).
 */
export const parseTime = (text: string): Timestamp | undefined => {
  // A date has its first hyphen after four digits of the year; no epoch of plausible size has one there.
  const time = text.charCodeAt(4) === hyphen ? fromIso(text) : fromEpoch(text)
  return time !== undefined && isPlausibleTime(time) ? time : undefined
}

const fromEpoch = (text: string): Timestamp | undefined => {
  const value = parseDecimal(text)
  if (value === undefined) return undefined
  const unit = units.find(({ from, to }) => value >= from && value < to)
  if (unit === undefined) return undefined
  if (unit.micros === 1e-3) return /^\d+$/.test(text) ? Number(BigInt(text) / 1000n) : undefined
  return Math.round(value * unit.micros)
}

/** 2000-01-01, microseconds: an older time is one in another unit. */
const earliest = 946_684_800_000_000

/** Whether a number is a plausible time in microseconds since the epoch, no earlier than 2000. */
export const isMicroseconds = (time: number): boolean =>
  Number.isInteger(time) && time >= earliest && isPlausibleTime(time)
