import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { Fault } from '../../core/error'
import { isAlive } from './unfinished'

const ownerFile = z.object({ host: z.string(), pid: z.number().int().positive(), run: z.string().optional() })
type Owner = z.infer<typeof ownerFile>

/** Which run of a program this is: an earlier process, of another container too, may have had the same id. */
const thisRun = randomUUID()

/** So long, milliseconds, a lock file may name no owner yet, and a takeover may last. */
const atMost = 2000

/** Whether a file is so old that the process that wrote it must have died; false where the file is gone. */
const isLeft = async (path: string): Promise<boolean> => {
  try {
    return Date.now() - (await stat(path)).mtimeMs > atMost
  } catch {
    return false
  }
}

/** Who holds a lock: 'nobody' where the owner died, 'somebody' where its file names no owner yet, or is gone by now. */
const ownerOf = async (path: string): Promise<Owner | 'nobody' | 'somebody'> => {
  let owner: Owner
  try {
    owner = ownerFile.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch {
    return (await isLeft(path)) ? 'nobody' : 'somebody'
  }
  const { host, pid, run } = owner
  const isHeld = host !== hostname() || (pid === process.pid ? run === thisRun : isAlive(pid))
  return isHeld ? owner : 'nobody'
}

/** Creates a file; false where there is one. */
const created = async (path: string, text: string): Promise<boolean> => {
  try {
    await writeFile(path, text, { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return false
  }
}

/**
 * Removes the lock of a process that died. One process at a time may: another that saw the same dead owner would
 * otherwise remove the lock of the first that took over.
 */
const removeDead = async (path: string): Promise<void> => {
  const claim = `${path}.takeover`
  if (!(await created(claim, ''))) {
    if (await isLeft(claim)) await rm(claim, { force: true })
    return
  }
  try {
    if ((await ownerOf(path)) === 'nobody') await rm(path, { force: true })
  } finally {
    await rm(claim, { force: true })
  }
}

/** The function that releases the lock, or who holds it. */
const tryLock = async (path: string): Promise<(() => Promise<void>) | Owner | 'somebody'> => {
  if (await created(path, JSON.stringify({ host: hostname(), pid: process.pid, run: thisRun })))
    return () => rm(path, { force: true })
  const owner = await ownerOf(path)
  if (owner !== 'nobody') return owner
  await removeDead(path)
  return 'somebody'
}

/**
 * Locks a folder, so that one process records into it, and returns the function that releases it. A lock of a process
 * that died is taken over; throws `unavailable` while its owner runs.
 */
export const lockRecording = async (folder: string): Promise<() => Promise<void>> => {
  const live = join(folder, 'live')
  await mkdir(live, { recursive: true })
  const path = join(live, 'lock')
  for (let attempt = 0; attempt < 2; attempt++) {
    const got = await tryLock(path)
    if (typeof got === 'function') return got
    if (got !== 'somebody')
      throw new Fault(
        'unavailable',
        `${folder}: process ${got.pid} on ${got.host} records into it; if that process has ended, remove ${path}`,
      )
  }
  throw new Fault('unavailable', `${folder}: another process begins to record into it at this moment`)
}

/** Milliseconds: between two looks at a lock, until its owner is named, until it is given up. */
const [look, patience, longest] = [25, 1000, 600_000]

/**
 * Runs `work` while no other writer, of any process, changes the manifest of a recording: each reads what the one
 * before it wrote. `onWait` gets a sentence where another holds the recording for longer than a second; `unavailable`
 * after ten minutes. The lock of a process that died is taken over.
 */
export const whileLocked = async <T>(
  folder: string,
  work: () => Promise<T>,
  onWait: (text: string) => void = () => undefined,
): Promise<T> => {
  const path = join(folder, '.committing')
  let isSaid = false
  for (const since = performance.now(); ; await pause(look)) {
    const got = await tryLock(path)
    if (typeof got === 'function') {
      try {
        return await work()
      } finally {
        await got()
      }
    }
    const waited = performance.now() - since
    const owner = got === 'somebody' ? 'another process' : `process ${got.pid} on ${got.host}`
    if (waited > longest)
      throw new Fault(
        'unavailable',
        `${folder}: ${owner} has been storing rows in it for ten minutes; if that process has ended, remove ${path}`,
      )
    if (isSaid || waited < patience) continue
    onWait(`waiting for ${owner}, which stores rows in ${folder}`)
    isSaid = true
  }
}
