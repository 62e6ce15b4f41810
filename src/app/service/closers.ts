import type { Log } from '../log'

/** What must be closed again, last opened first. */
export type Closers = {
  readonly add: (name: string, close: () => Promise<void> | void) => void
  /** Closes everything once; what fails is logged and keeps nothing else open. */
  readonly close: () => Promise<void>
}

export const startClosers = (log: Log): Closers => {
  const open: { readonly name: string; readonly close: () => Promise<void> | void }[] = []
  return {
    add: (name, close) => void open.push({ name, close }),
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
