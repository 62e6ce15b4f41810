import type { Timestamp } from '../../../core/market/event'

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
