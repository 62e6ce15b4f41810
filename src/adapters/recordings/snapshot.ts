import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { copyFile, link, mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Fault } from '../../core/error'
import { readForWork, writeManifest, type Manifest } from './manifest'

const digestOf = (manifest: Manifest): string => createHash('sha256').update(JSON.stringify(manifest)).digest('hex')

/**
 * Digest of a recording's present content, from its manifest: no data file is read. 'missing-data' where there is
 * none or it is empty.
 */
export const recordingDigest = async (folder: string): Promise<string> => digestOf(await readForWork(folder))

const attempts = 5

const isGone = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT'

/** A hard link to a file; a copy where the file system allows no link. */
const linkOrCopy = async (from: string, to: string): Promise<void> => {
  await mkdir(dirname(to), { recursive: true })
  await rm(to, { force: true })
  await link(from, to).catch((error: unknown) => {
    if (isGone(error)) throw error
    return copyFile(from, to, constants.COPYFILE_FICLONE)
  })
}

/**
 * Makes `into` the recording that `folder` holds at this moment, by links, so that it does not change while the
 * recorder goes on writing, merges a day's files or drops old ones. Returns the digest of what it took. A snapshot that
 * was begun before is begun again. Throws 'missing-data' where there is none or it is empty, 'unavailable' where the
 * recording changes faster than it can be linked.
 */
export const snapshotRecording = async (folder: string, into: string): Promise<string> => {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const manifest = await readForWork(folder)
    try {
      for (const { path } of manifest.parts) await linkOrCopy(join(folder, path), join(into, path))
    } catch (error) {
      // The recorder merged files between the manifest and the link: the next manifest names others.
      if (isGone(error)) continue
      throw error
    }
    await writeManifest(into, manifest)
    return digestOf(manifest)
  }
  throw new Fault('unavailable', `${folder}: the recording changes faster than it can be read`)
}
