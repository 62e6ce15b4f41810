import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a running (or killed) server left in its data folder. */
export type Postmaster = {
  readonly pid: number
  readonly port: number
  /** 'starting', 'ready', 'stopping' …; undefined while the file is half written. */
  readonly status: string | undefined
}

export const postmasterFile = (data: string): string => join(data, 'postmaster.pid')

const readIfThere = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw cause
  }
}

/** Reads postmaster.pid (line 1 pid, 4 port, 8 status); undefined where there is none. */
export const readPostmaster = (data: string): Postmaster | undefined => {
  const lines = readIfThere(postmasterFile(data))?.split('\n')
  if (!lines) return undefined
  return { pid: Number(lines[0]), port: Number(lines[3] ?? 0), status: lines[7]?.trim() || undefined }
}

/**
 * Whether the process of that id is a PostgreSQL server. Where the system cannot tell (no /proc), any live process
 * counts; a container restart gives old ids to other programs, and its first process may leave ended children unreaped
 * (state Z): both would keep a stale file alive for ever.
 */
export const isServerAlive = (pid: number): boolean => {
  if (!(pid > 0)) return false
  try {
    process.kill(pid, 0)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  if (process.platform !== 'linux') return true
  return /\(postgres\) [^ZX]/.test(readIfThere(`/proc/${pid}/stat`) ?? '')
}
