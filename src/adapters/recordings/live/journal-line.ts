import type { FeedEvent } from '../../../core/market/event'
import type { RefusalReason } from '../../../core/market/row-check'
import type { Instrument } from '../../../ports/recording-store'

/** A line of a journal: an event of an instrument, or that something was refused. */
export type JournalEntry =
  | { readonly kind: 'event'; readonly instrument: Instrument; readonly event: FeedEvent }
  | { readonly kind: 'refusal'; readonly reason: string }

const ticks: readonly FeedEvent['kind'][] = ['trade', 'quote', 'gap', 'book-snapshot', 'book-change']
const kinds: readonly string[] = [...ticks, 'derivative-ticker', 'option-summary']

/**
 * Numbers are spelled so that they read back as the same double; what is undefined is left out and reads back as
 * undefined.
 */
export const eventLine = ({ venue, symbol }: Instrument, event: FeedEvent): string =>
  `${JSON.stringify([venue, symbol, event])}\n`

export const refusalLine = (reason: RefusalReason): string => `${JSON.stringify([reason])}\n`

const isEvent = (value: unknown): value is FeedEvent =>
  typeof value === 'object' && value !== null && 'kind' in value && kinds.includes(String(value.kind))

/** The entry of a line without its end; undefined where it is none: torn off, or damaged. */
export const readJournalLine = (line: string): JournalEntry | undefined => {
  let parsed: unknown
  try {
    parsed = JSON.parse(line)
  } catch {
    return undefined
  }
  if (!Array.isArray(parsed)) return undefined
  const [first, symbol, event] = parsed as readonly unknown[]
  if (typeof first !== 'string') return undefined
  if (parsed.length === 1) return { kind: 'refusal', reason: first }
  if (typeof symbol !== 'string' || !isEvent(event)) return undefined
  return { kind: 'event', instrument: { venue: first, symbol }, event }
}
