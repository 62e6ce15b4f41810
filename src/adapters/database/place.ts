import { createHash } from 'node:crypto'
import { join, resolve } from 'node:path'
import { obstacle } from './account'
import { systemFolder } from './binaries'
import type { Account } from './program'

/**
 * Folder of the embedded database of a state folder: `postgres` inside it, or, where the server's account cannot get
 * there (a project under /root), a folder of the system named by a hash of the state folder's path.
 */
export const clusterFolder = (home: string, account: Account | undefined): string => {
  const inside = join(resolve(home), 'postgres')
  if (obstacle(join(inside, 'data'), account) === undefined) return inside
  return join(systemFolder, createHash('sha256').update(inside).digest('hex').slice(0, 12), 'postgres')
}
