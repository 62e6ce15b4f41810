import { createHash } from 'node:crypto'
import { open, rm } from 'node:fs/promises'

/** Text that waits for the disk, at most; more means that the disk does not keep up. */
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
    // After a failed write the file may end anywhere: nothing is written behind it.
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
