import type { Timestamp } from '../../../core/market/event'
import { isMicroseconds } from './tardis-stamp'

/** One captured line: when it arrived, microseconds, and the JSON text. */
export type Captured = { readonly localTimestamp: Timestamp; readonly json: string }

const nanoseconds = /^(\d{19}) (\{.*)$/s
const seconds = /^(\d{10}(?:\.\d{1,9})?): (\{.*)$/s
const address = /^(?:wss?|https?):\/\/\S+ (?:<->|<-|->) \d/
const setting = /^configuration: /

/**
 * `<local nanoseconds> <json>` or `<local seconds>: <json>`; 'not-needed' for lines that tell of the connection,
 * undefined for anything else.
 */
export const readCaptured = (raw: string): Captured | 'not-needed' | undefined => {
  const nano = nanoseconds.exec(raw)
  if (nano) return checked(Number(BigInt(nano[1]) / 1000n), nano[2])
  const second = seconds.exec(raw)
  if (second) {
    const [whole, part = ''] = second[1].split('.')
    return checked(Number(whole) * 1e6 + Number(part.padEnd(6, '0').slice(0, 6)), second[2])
  }
  return address.test(raw) || setting.test(raw) ? 'not-needed' : undefined
}

const checked = (localTimestamp: Timestamp, json: string): Captured | undefined =>
  isMicroseconds(localTimestamp) ? { localTimestamp, json } : undefined
