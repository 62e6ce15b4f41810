import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { Fault } from '../../../core/error'
import { isAlive } from '../unfinished'

const owner = z.object({ host: z.string(), pid: z.number().int().positive() })

/**
 * Locks held by this process: a lock file with this process's id that is not listed here was left by an earlier process
 * with the same id.
 */
const held = new Set<string>()

const readOwner = async (path: string): Promise<z.infer<typeof owner> | undefined> => {
  try {
    return owner.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch {
    // A file half written by a process that died names no owner.
    return undefined
  }
}

/**
 * Locks a folder, so that one process records into it, and returns the function that releases it. A lock of a process
 * that died is taken over; throws `unavailable` while its owner runs.
 */
export const lockRecording = async (folder: string): Promise<() => Promise<void>> => {
  const live = join(folder, 'live')
  await mkdir(live, { recursive: true })
  const path = join(live, 'lock')
  const mine = { host: hostname(), pid: process.pid }
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      await writeFile(path, JSON.stringify(mine), { flag: 'wx' })
      held.add(path)
      return async () => {
        held.delete(path)
        await rm(path, { force: true })
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const other = await readOwner(path)
    const isOther =
      other !== undefined &&
      (other.host !== mine.host || (other.pid === mine.pid ? held.has(path) : isAlive(other.pid)))
    if (isOther)
      throw new Fault(
        'unavailable',
        `${folder}: process ${other.pid} on ${other.host} records into it; if that process has ended, remove ${path}`,
      )
    await rm(path, { force: true })
  }
  throw new Fault('unavailable', `${folder}: another process begins to record into it at this moment`)
}
