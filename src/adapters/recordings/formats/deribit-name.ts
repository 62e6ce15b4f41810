import { SECOND, type Timestamp } from '../../../core/market/event'
import { parseTime } from './bar-time'

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const pattern = /^([A-Z0-9_]+)-(\d{1,2})([A-Z]{3})(\d{2})-(\d+(?:d\d+)?)-([CP])$/

/** What the name of a Deribit option says. */
export type DeribitName = {
  readonly underlying: string
  readonly expiry: Timestamp
  readonly strike: number
  readonly type: 'call' | 'put'
}

/** Deribit options expire at 08:00 UTC. */
const expiryHour = 8

/** Reads 'BTC-13FEB26-100000-C' ('d' stands for the decimal point in a strike); undefined where it is no such name. */
export const readDeribitName = (name: string): DeribitName | undefined => {
  const match = pattern.exec(name)
  if (!match) return undefined
  const month = months.indexOf(match[3]) + 1
  const date = `20${match[4]}-${String(month).padStart(2, '0')}-${match[2].padStart(2, '0')}`
  const day = parseTime(date)
  if (day === undefined) return undefined
  return {
    underlying: match[1],
    expiry: day + expiryHour * 3600 * SECOND,
    strike: Number(match[5].replace('d', '.')),
    type: match[6] === 'C' ? 'call' : 'put',
  }
}
