import type { RefusalReason } from '../../core/market/row-check'

/** Keeps the last ids of a stream. */
export type RecentIds = {
  /** True where the id is among those kept; otherwise it is added, and the oldest removed. */
  readonly repeats: (id: string) => boolean
}

export const startRecentIds = (count = 1000): RecentIds => {
  const ids = new Set<string>()
  return {
    repeats: (id) => {
      if (ids.has(id)) return true
      ids.add(id)
      if (ids.size > count) for (const oldest of ids) return !ids.delete(oldest)
      return false
    },
  }
}

/**
 * Reads the fields of one message from outside strictly. A field of the wrong type or range is a fault of the message;
 * the first one is kept.
 */
export type MessageFields = {
  readonly fault: () => RefusalReason | undefined
  /** A finite number; NaN with a fault where it is none. JSON spells Infinity as 1e999. */
  readonly number: (name: string) => number
  /** The same, undefined without a fault where it is missing or null. */
  readonly optional: (name: string) => number | undefined
  readonly text: (name: string) => string
  /** Milliseconds since the epoch as microseconds. */
  readonly time: (name: string) => number
}

export type Message = Readonly<Record<string, unknown>>

export const isMessage = (value: unknown): value is Message =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const startMessageFields = (message: unknown): MessageFields => {
  let fault: RefusalReason | undefined = isMessage(message) ? undefined : 'columns'
  const fields: Message = isMessage(message) ? message : {}
  const fail = (reason: RefusalReason): number => {
    fault ??= reason
    return NaN
  }
  const number = (name: string): number => {
    const value = fields[name]
    return typeof value === 'number' && Number.isFinite(value) ? value : fail('not-a-number')
  }
  return {
    fault: () => fault,
    number,
    optional: (name) => (fields[name] === undefined || fields[name] === null ? undefined : number(name)),
    text: (name) => {
      const value = fields[name]
      if (typeof value === 'string') return value
      fail('columns')
      return ''
    },
    time: (name) => {
      const value = fields[name]
      return Number.isSafeInteger(value) ? (value as number) * 1000 : fail('bad-time')
    },
  }
}
