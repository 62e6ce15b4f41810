import type { Log } from '../log'

type Closable = { readonly close: () => Promise<void> | void }

/** What must be closed again, last opened first. */
export type Closers = {
  readonly add: (name: string, close: () => Promise<void> | void) => void
  /** Registers the closing of a part, and returns the part. */
  readonly own: <T extends Closable>(name: string, part: T) => T
  /** Closes everything once; what fails is logged and keeps nothing else open. */
  readonly close: () => Promise<void>
}

export const startClosers = (log: Log): Closers => {
  const open: (Closable & { readonly name: string })[] = []
  const add: Closers['add'] = (name, close) => void open.push({ name, close })
  return {
    add,
    own: (name, part) => {
      add(name, part.close)
      return part
    },
    close: async () => {
      for (const { name, close } of open.splice(0).reverse())
        try {
          await close()
        } catch (error) {
          log.error({ event: 'close.failed', part: name, error })
        }
    },
  }
}
