import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Names and digests of all files below a folder but a run's log, which has times, and its plan, which has the folder.
 */
export const digests = async (root: string): Promise<Record<string, string>> => {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile() && !['log.jsonl', 'run.json'].includes(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
  const pairs = files.sort().map(async (file) => {
    const digest = createHash('sha256')
      .update(await readFile(file))
      .digest('hex')
    return [file.slice(root.length + 1), digest] as const
  })
  return Object.fromEntries(await Promise.all(pairs))
}
