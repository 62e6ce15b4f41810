import type { Log } from '../log'
import { withTimeout } from '../with-timeout'

type Closable = { readonly close: () => Promise<void> | void }

/** What must be closed again, last opened first. */
export type Closers = {
  readonly add: (name: string, close: () => Promise<void> | void) => void
  /** Registers the closing of a part, and returns the part. */
  readonly own: <T extends Closable>(name: string, part: T) => T
  /**
   * Closes everything once; what fails is logged and keeps nothing else open. With a patience, milliseconds, a part
   * that hangs is left and logged: each may take half of the patience that is left, three seconds at most, one at
   * least. Resolves with the names of the parts that were left.
   */
  readonly close: (patience?: number) => Promise<readonly string[]>
}

const leastShare = 1_000
const mostShare = 3_000

export const startClosers = (log: Log): Closers => {
  const open: (Closable & { readonly name: string })[] = []
  const add: Closers['add'] = (name, close) => void open.push({ name, close })
  return {
    add,
    own: (name, part) => {
      add(name, part.close)
      return part
    },
    close: async (patience) => {
      const left: string[] = []
      const until = performance.now() + (patience ?? 0)
      const ended = async (name: string, close: Closable['close']): Promise<void> => {
        if (patience === undefined) return close()
        let ended = false
        const share = Math.max(leastShare, Math.min(mostShare, (until - performance.now()) / 2))
        const closing = Promise.resolve(close()).finally(() => (ended = true))
        try {
          await withTimeout(share, name, () => closing)
        } catch (error) {
          if (!ended) left.push(name)
          throw error
        }
      }
      for (const { name, close } of open.splice(0).reverse())
        try {
          await ended(name, close)
        } catch (error) {
          log.error({ event: 'close.failed', part: name, error })
        }
      return left
    },
  }
}
