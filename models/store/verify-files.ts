import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Card } from './card'
import { sha256 } from './digest'
import type { ModelFiles } from './model-files'
import { plainFileSize, refused } from './read-card'

const verifiedBytes = async (folder: string, file: keyof ModelFiles, card: Card): Promise<Uint8Array> => {
  const { bytes, sha256: digest } = card.files[file]
  const size = await plainFileSize(folder, file)
  if (size !== bytes) throw refused(folder, file, `has ${size} bytes, the card says ${bytes}`)
  const data = await readFile(join(folder, file))
  if (data.length !== bytes || sha256(data) !== digest)
    throw refused(folder, file, 'does not have the SHA-256 of the card')
  return data
}

/**
 * The bytes of a version's files, as its card says they are. @throws Fault 'model-refused' naming the file that is not.
 */
export const verifyFiles = async (folder: string, card: Card): Promise<ModelFiles> => ({
  'model.json': await verifiedBytes(folder, 'model.json', card),
  'weights.bin': await verifiedBytes(folder, 'weights.bin', card),
})
