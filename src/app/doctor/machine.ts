import { existsSync, statfsSync } from 'node:fs'
import { freemem, totalmem } from 'node:os'
import { dirname } from 'node:path'
import { missing, ok, warn, type DoctorFinding } from './finding'

const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`

/** Node 20.19 is the oldest that runs this; from 23 on the native TensorFlow needs a workaround, which is in place. */
export const checkNode = (version = process.versions.node): DoctorFinding => {
  const [major, minor] = version.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19)) return missing('node', version, 'install Node 20.19 or newer', true)
  return ok('node', version)
}

/** Free space where the state folder is, or will be. */
export const checkDisk = (folder: string): DoctorFinding => {
  let existing = folder
  while (!existsSync(existing)) existing = dirname(existing)
  const { bavail, bsize } = statfsSync(existing)
  const free = bavail * bsize
  const found = `${gib(free)} free at ${existing}`
  if (free < 2 ** 28) return missing('disk', found, 'free at least 1 GiB: models and database cannot be written', true)
  return free < 2 * 2 ** 30
    ? warn('disk', found, 'free at least 2 GiB before importing large recordings')
    : ok('disk', found)
}

/**
 * Memory that programs can still get; Linux counts its file cache as taken, so that what is free there is a lower
 * bound.
 */
export const checkMemory = (free = freemem(), total = totalmem()): DoctorFinding => {
  const found = `${gib(free)} free of ${gib(total)}`
  return total < 2 * 2 ** 30 || free < 2 ** 29
    ? warn('memory', found, 'training needs 1 GiB: close other programs, or train on fewer bars')
    : ok('memory', found)
}
