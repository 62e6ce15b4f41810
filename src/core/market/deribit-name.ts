import { DAY, SECOND, type Timestamp } from './event'

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const pattern = /^([A-Z0-9_]+)-(\d{1,2})([A-Z]{3})(\d{2})-(\d+(?:d\d+)?)-([CP])$/

/** The parts of a Deribit option's name. */
export type DeribitName = {
  readonly underlying: string
  readonly expiry: Timestamp
  readonly strike: number
  readonly type: 'call' | 'put'
}

/** Names have two digits for the year: 2000 to 2099, in which every fourth year is a leap year. */
const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const isLeap = (year: number): boolean => year % 4 === 0
const daysOf = (year: number, month: number): number => monthDays[month] + (month === 1 && isLeap(year) ? 1 : 0)

/** 2000-01-01 is day 10,957 of the epoch. */
const daysBefore = (year: number, month: number, day: number): number => {
  let days = 10_957 + (year - 2000) * 365 + Math.ceil((year - 2000) / 4) + day - 1
  for (let i = 0; i < month; i++) days += daysOf(year, i)
  return days
}

/** Deribit options expire at 08:00 UTC. */
const expiryHour = 8

/** Reads 'BTC-13FEB26-100000-C' ('d' stands for the decimal point in a strike); undefined for other names. */
export const readDeribitName = (name: string): DeribitName | undefined => {
  const match = pattern.exec(name)
  if (!match) return undefined
  const [year, month, day] = [2000 + Number(match[4]), months.indexOf(match[3]), Number(match[2])]
  if (month < 0 || day < 1 || day > daysOf(year, month)) return undefined
  return {
    underlying: match[1],
    expiry: daysBefore(year, month, day) * DAY + expiryHour * 3600 * SECOND,
    strike: Number(match[5].replace('d', '.')),
    type: match[6] === 'C' ? 'call' : 'put',
  }
}
