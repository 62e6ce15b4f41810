import { Fault } from '../../../core/error'
import type { Timestamp } from '../../../core/market/event'
import { isPlausibleTime, parseDecimal, type RefusalReason } from '../../../core/market/row-check'
import type { DateOrder } from './dialect'

const minuteMs = 60_000
const dayMs = 86_400_000

/** Milliseconds by which the clocks of an IANA zone are ahead of UTC at a time, milliseconds since the epoch. */
const startOffsets = (zone: string): ((time: number) => number) => {
  let format: Intl.DateTimeFormat
  try {
    format = new Intl.DateTimeFormat('en-US', {
      ...{ timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit' },
      ...{ hour: '2-digit', minute: '2-digit', second: '2-digit' },
    })
  } catch (cause) {
    throw new Fault('usage', `${zone} is no time zone; name one such as America/New_York`, { cause })
  }
  return (time) => {
    const parts = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, Number(value)]))
    const shown = Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second)
    return shown - Math.floor(time / 1000) * 1000
  }
}

/** What a clock's reading is where the clock is put forward over it or back so that it shows it twice. */
type ClockFault = 'clock-skipped' | 'clock-repeated'

/**
 * The time at which the clocks of an IANA zone show a reading, both as milliseconds since the epoch as though the
 * reading were UTC. A reading that never is shown, or that is shown twice, when summer time begins or ends, is a word.
 */
const startZone = (zone: string): ((reading: number) => number | ClockFault) => {
  if (zone === 'UTC') return (reading) => reading
  const offsetAt = startOffsets(zone)
  // Clocks change on few days of a year: the offset of the others is kept by the day.
  let [known, offset] = [NaN, NaN]
  return (reading) => {
    const midnight = Math.floor(reading / dayMs) * dayMs
    if (midnight === known) return reading - offset
    const [before, after] = [offsetAt(midnight - dayMs), offsetAt(midnight + 2 * dayMs)]
    if (before === after) {
      known = midnight
      offset = before
      return reading - offset
    }
    const times = [reading - before, reading - after].filter((time) => time + offsetAt(time) === reading)
    if (times.length === 0) return 'clock-skipped'
    return times.length === 2 ? 'clock-repeated' : times[0]
  }
}

/** The milliseconds since the epoch at which a day ('2012-06-21') begins in a zone, by the clock in force at noon. */
const midnightIn = (zone: string, date: string): number => {
  const noon = Date.parse(`${date}T17:00:00Z`)
  return Number.isNaN(noon)
    ? NaN
    : Date.parse(`${date}T00:00:00Z`) - Math.round(startOffsets(zone)(noon) / minuteMs) * minuteMs
}

/**
 * The microseconds since the epoch at which a trading day ('2012-06-21') began in New York, by the clock in force at
 * noon.
 */
export const newYorkMidnight = (date: string): Timestamp => midnightIn('America/New_York', date) * 1000

const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z)?)?$/
const yearFirst = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ,_]+(.+))?$/
const yearLast = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?:[T ,_]+(.+))?$/
/** 20240131, 20240131 0930, 20240131T093000, 20240131093000. */
const compact = /^(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2}):?(\d{2}):?(\d{2})?(\d{3})?(.*))?$/
const timeOfDay = /^(\d{1,2})(?::?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?)?(?:[ -]?([ap])\.?m\.?)?(?:\s*(\D.*))?$/i
/** Z, UTC, GMT+0100, +01, +01:00, and an offset with the name of its zone as Go writes it (+0000 UTC). */
const offsetOfZone = /^(?:Z|(?:UTC|GMT)(?:([+-]\d{1,2})(?::?(\d{2}))?)?|([+-]\d{2})(?::?(\d{2}))?(?: [A-Z]{3,5})?)$/

const daysInMonth = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate()

type Clock = { readonly hour: number; readonly minute: number; readonly second: number; readonly micros: number }
type Stamp = Clock & {
  readonly year: number
  readonly month: number
  readonly day: number
  /** Minutes ahead of UTC; undefined where the text states none. */
  readonly offset: number | undefined
}

const midnight: Clock = { hour: 0, minute: 0, second: 0, micros: 0 }

const microsOf = (fraction: string | undefined): number => Number((fraction ?? '').padEnd(6, '0').slice(0, 6))

/** Minutes ahead of UTC; undefined where the text is no zone. */
const readOffset = (zone: string): number | undefined => {
  const match = offsetOfZone.exec(zone)
  if (match === null) return undefined
  const [hours, minutes] = [match[1] ?? match[3] ?? '+0', Number(match[2] ?? match[4] ?? 0)]
  return Number(hours) * 60 + (hours.startsWith('-') ? -minutes : minutes)
}

const readClock = (text: string): (Clock & Pick<Stamp, 'offset'>) | undefined => {
  const match = timeOfDay.exec(text)
  if (match === null) return undefined
  const [, hourText, minuteText, second, fraction, half, zone] = match as (string | undefined)[]
  // An hour alone is one only with its half of the day.
  if (minuteText === undefined && half === undefined) return undefined
  let hour = Number(hourText)
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return undefined
    hour = (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0)
  }
  const offset = zone === undefined ? undefined : readOffset(zone)
  if (zone !== undefined && offset === undefined) return undefined
  return { hour, minute: Number(minuteText ?? 0), second: Number(second ?? 0), micros: microsOf(fraction), offset }
}

const stampOf = (date: readonly string[], clock: string | undefined): Stamp | undefined => {
  const [year, month, day] = date.map(Number)
  const read = clock === undefined ? { ...midnight, offset: undefined } : readClock(clock)
  return read && { year, month, day, ...read }
}

const readStamp = (text: string, order: DateOrder | undefined): Stamp | undefined => {
  const plain = iso.exec(text) as (string | undefined)[] | null
  if (plain !== null) {
    const [year, month, day, hour, minute, second] = plain.slice(1, 7).map((part) => Number(part ?? 0))
    const offset = plain[8] === undefined ? undefined : 0
    return { year, month, day, hour, minute, second, micros: microsOf(plain[7]), offset }
  }
  const first = yearFirst.exec(text)
  if (first !== null) return stampOf([first[1], first[3], first[4]], first[5])
  const last = yearLast.exec(text)
  if (last !== null) {
    const [, one, mark, two, year, clock] = last
    const told = mark === '.' ? 'day-first' : order
    if (told === undefined) return undefined
    return stampOf(told === 'day-first' ? [year, two, one] : [year, one, two], clock)
  }
  const tight = compact.exec(text) as (string | undefined)[] | null
  if (tight === null) return undefined
  const [, year, month, day, hour, minute, second, millis, rest] = tight
  const zone = (rest ?? '').trim()
  const clock = hour === undefined ? undefined : `${hour}:${minute}:${second ?? '00'}.${millis ?? '0'}${zone}`
  return stampOf([year!, month!, day!], clock)
}

/** Epoch units by magnitude: each holds the years 1973 to 5138 of its unit, so that none overlaps another. */
const units = [
  { name: 's', from: 1e8, to: 1e11, micros: 1e6 },
  { name: 'ms', from: 1e11, to: 1e14, micros: 1e3 },
  { name: 'µs', from: 1e14, to: 1e17, micros: 1 },
  { name: 'ns', from: 1e17, to: 1e20, micros: 1e-3 },
] as const

/** Twelve digits may be the milliseconds of 1976 or a date with hour and minute: neither is taken. */
const maybeDate = /^(?:19|20)\d{2}(?:0[1-9]|1[0-2])\d{6}$/
const scientific = /^[+-]?(\d+)(?:\.(\d*))?e\+?(\d+)$/i

/** Whether a number with an exponent states every digit before its point, as 1.735689600000e+12 and not 1.74E+12. */
const isWhole = (text: string): boolean => {
  const match = scientific.exec(text)
  return match === null || (match[2] ?? '').length >= Number(match[3])
}

const fromEpoch = (text: string): { readonly time: Timestamp; readonly unit: string } | undefined => {
  const value = parseDecimal(text)
  const unit = value === undefined ? undefined : units.find(({ from, to }) => value >= from && value < to)
  if (value === undefined || unit === undefined || !isWhole(text)) return undefined
  if (unit.micros !== 1e-3) return { time: Math.round(value * unit.micros), unit: unit.name }
  return /^\d+$/.test(text) ? { time: Number(BigInt(text) / 1000n), unit: unit.name } : undefined
}

/** Reads the stamps of a source, all by the same rules. */
export type TimeReader = {
  /**
   * The microseconds since the epoch that a text states: a date, or date and time with its zone or in that of the
   * reader, or a whole count of seconds, milliseconds, microseconds or nanoseconds, distinguished by magnitude. A
   * reason for anything else, for times outside [1900, 2100) and for readings of a clock that is put forward or back.
   */
  readonly read: (text: string) => Timestamp | RefusalReason
  /** How the stamps so far were taken: 'UTC', 'America/New_York', 'epoch ms', 'own offset'; several with ' and '. */
  readonly readAs: () => string
}

const digits = /^\d+(?:\.\d*)?(?:e\+?\d+)?$/i

/** Starts a reader of stamps; those that state no zone are read in `zone` (IANA). */
export const startTimeReader = (zone = 'UTC', order?: DateOrder): TimeReader => {
  const inZone = startZone(zone)
  const seen = new Set<string>()

  const fromStamp = (text: string): Timestamp | RefusalReason => {
    const stamp = readStamp(text, order)
    if (stamp === undefined) return 'bad-time'
    const { year, month, day, hour, minute, second, micros, offset } = stamp
    if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
      return 'bad-time'
    const reading = Date.UTC(year, month - 1, day, hour, minute, second)
    seen.add(offset === undefined ? zone : 'own offset')
    if (offset !== undefined) return (reading - offset * 60_000) * 1000 + micros
    const time = inZone(reading)
    return typeof time === 'number' ? time * 1000 + micros : time
  }

  const read = (text: string): Timestamp | RefusalReason => {
    if (maybeDate.test(text)) return 'bad-time'
    const epoch = digits.test(text) ? fromEpoch(text) : undefined
    const time = epoch !== undefined && isPlausibleTime(epoch.time) ? epoch.time : fromStamp(text)
    if (typeof time === 'string') return time
    if (!isPlausibleTime(time)) return 'bad-time'
    if (epoch !== undefined && time === epoch.time) seen.add(`epoch ${epoch.unit}`)
    return time
  }
  return { read, readAs: () => [...seen].sort().join(' and ') }
}

const inUtc = startTimeReader()

/** As `TimeReader.read` in UTC; undefined for what is refused. */
export const parseTime = (text: string): Timestamp | undefined => {
  const time = inUtc.read(text)
  return typeof time === 'number' ? time : undefined
}

/** 2000-01-01, microseconds: an older time is one in another unit. */
const earliest = 946_684_800_000_000

/** Whether a number is a plausible time in microseconds since the epoch, no earlier than 2000. */
export const isMicroseconds = (time: number): boolean =>
  Number.isInteger(time) && time >= earliest && isPlausibleTime(time)
