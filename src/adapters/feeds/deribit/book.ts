import type { BookChange } from '../../../core/market/event'
import type { RefusalReason } from '../../../core/market/row-check'
import { startFields, type Message } from '../message-fields'

const readLevel = (level: unknown): { readonly price: number; readonly size: number } | RefusalReason => {
  if (!Array.isArray(level) || level.length !== 3) return 'columns'
  const [action, price, amount] = level as readonly unknown[]
  if (action !== 'new' && action !== 'change' && action !== 'delete') return 'columns'
  if (typeof price !== 'number' || typeof amount !== 'number') return 'not-a-number'
  if (!Number.isFinite(price) || !Number.isFinite(amount)) return 'not-a-number'
  return { price, size: action === 'delete' ? 0 : amount }
}

/** Follows the book of one instrument: each message names the one before it. */
export type BookReader = {
  /** The changes of a message; 'gap' where the message before it is missing; or why it cannot be taken. */
  readonly read: (data: Message) => readonly BookChange[] | RefusalReason | 'gap'
}

export const startBook = (): BookReader => {
  let last: number | undefined
  return {
    read: (data) => {
      const fields = startFields(data)
      const [timestamp, id] = [fields.time('timestamp'), fields.number('change_id')]
      const previous = fields.optional('prev_change_id')
      const isSnapshot = data.type === 'snapshot'
      const fault = fields.fault()
      if (fault !== undefined) return fault
      if (!isSnapshot && (last === undefined || previous !== last)) return 'gap'
      const changes: BookChange[] = []
      for (const side of ['bid', 'ask'] as const) {
        const levels = data[`${side}s`]
        if (!Array.isArray(levels)) return 'columns'
        for (const level of levels) {
          const read = readLevel(level)
          if (typeof read === 'string') return read
          changes.push({ kind: 'book-change', timestamp, localTimestamp: 0, isSnapshot, side, ...read })
        }
      }
      last = id
      return changes
    },
  }
}
