import { createHash } from 'node:crypto'
import { open, rm } from 'node:fs/promises'
import type { FeedEvent, PublishedFact } from '../../../core/market/event'
import type { RefusalReason } from '../../../core/market/row-check'
import type { InstrumentId } from '../../../ports/recording-store'

/** A line of a journal: an event of an instrument, or that something was refused. */
type JournalEntry =
  | { readonly kind: 'event'; readonly instrument: InstrumentId; readonly event: FeedEvent | PublishedFact }
  | { readonly kind: 'refusal'; readonly reason: string }

const ticks: readonly FeedEvent['kind'][] = ['trade', 'quote', 'gap', 'book-snapshot', 'book-change']
const kinds: readonly string[] = [...ticks, 'derivative-ticker', 'option-summary', 'funding', 'delivery-price']

/**
 * Numbers are written so that they read back as the same double; undefined fields are left out and read back as
 * undefined.
 */
export const eventLine = ({ venue, symbol }: InstrumentId, event: FeedEvent | PublishedFact): string =>
  `${JSON.stringify([venue, symbol, event])}\n`

export const refusalLine = (reason: RefusalReason): string => `${JSON.stringify([reason])}\n`

const isEvent = (value: unknown): value is FeedEvent | PublishedFact =>
  typeof value === 'object' && value !== null && 'kind' in value && kinds.includes(String(value.kind))

/** The entry of a line without its line end; undefined where the line is incomplete or damaged. */
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

/** Most text that may wait for the disk; more means that the disk does not keep up. */
const mostPending = 64 * 1024 * 1024

/** A file that only grows, line by line. */
export type Journal = {
  readonly append: (line: string) => void
  /** Resolves once everything appended before is on the disk. */
  readonly flush: () => Promise<void>
  /** Flushes and closes; the sha256 of the whole file. */
  readonly close: () => Promise<string>
  readonly remove: () => Promise<void>
}

/** Starts a journal in a new file. `append` throws where the disk lags by more than 64 MiB. */
export const startJournal = async (path: string): Promise<Journal> => {
  const file = await open(path, 'wx')
  const hash = createHash('sha256')
  let pending: string[] = []
  let length = 0
  let last: Promise<void> = Promise.resolve()

  const writeOut = async (): Promise<void> => {
    if (pending.length === 0) return
    const bytes = Buffer.from(pending.join(''))
    pending = []
    length = 0
    hash.update(bytes)
    await file.writeFile(bytes)
    await file.datasync()
  }

  const flush = (): Promise<void> => {
    // After a failed write the file may end within a line: nothing more is written.
    last = last.then(writeOut)
    return last
  }

  return {
    append: (line) => {
      pending.push(line)
      length += line.length
      if (length > mostPending) throw new Error('the disk does not keep up with what arrives')
    },
    flush,
    close: async () => {
      try {
        await flush()
      } finally {
        await file.close()
      }
      return hash.digest('hex')
    },
    remove: () => rm(path, { force: true }),
  }
}
