import { readdir, rm, rmdir } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'

const ofThisMachine = (): string => `.writing-${encodeURIComponent(hostname())}-`

/**
 * How the names of this process's unfinished files begin: hidden, with machine and process, so that the files of a
 * crashed process can be distinguished from those being written.
 */
export const unfinishedPrefix = (): string => `${ofThisMachine()}${process.pid}-`

/** Whether a process runs on this machine. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ESRCH') return false
    // It runs and belongs to another user.
    if (code === 'EPERM') return true
    throw error
  }
}

/**
 * Removes from a folder the unfinished files of processes of this machine that have ended; those of other machines, on
 * shared storage, stay.
 */
export const removeAbandoned = async (folder: string): Promise<void> => {
  const prefix = ofThisMachine()
  for (const name of await readdir(folder)) {
    const owner = name.startsWith(prefix) ? /^(\d{1,10})-/.exec(name.slice(prefix.length)) : null
    if (owner !== null && !isAlive(Number(owner[1]))) await rm(join(folder, name), { recursive: true, force: true })
  }
}

/** Removes the folders from `folder` up to `top`, one that holds it or itself, as long as they are empty. */
export const removeEmpty = async (folder: string, top: string): Promise<void> => {
  try {
    for (let at = folder; ; at = dirname(at)) {
      await rmdir(at)
      if (at === top || at === dirname(at)) return
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // Another process writes into it, or has removed it.
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST' && code !== 'ENOENT') throw error
  }
}
