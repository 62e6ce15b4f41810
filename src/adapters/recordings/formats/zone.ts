import { Fault } from '../../../core/error'

const minute = 60_000
const day = 86_400_000

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
export const startZone = (zone: string): ((reading: number) => number | ClockFault) => {
  if (zone === 'UTC') return (reading) => reading
  const offsetAt = startOffsets(zone)
  // Clocks change on few days of a year: the offset of the others is kept by the day.
  let [known, offset] = [NaN, NaN]
  return (reading) => {
    const midnight = Math.floor(reading / day) * day
    if (midnight === known) return reading - offset
    const [before, after] = [offsetAt(midnight - day), offsetAt(midnight + 2 * day)]
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
export const midnightIn = (zone: string, date: string): number => {
  const noon = Date.parse(`${date}T17:00:00Z`)
  return Number.isNaN(noon)
    ? NaN
    : Date.parse(`${date}T00:00:00Z`) - Math.round(startOffsets(zone)(noon) / minute) * minute
}
