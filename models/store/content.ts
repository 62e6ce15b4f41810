import { createHash } from 'node:crypto'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { canonicalJson as compact } from '../../src/core/canonical-json'

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown

/**
 * JSON with the keys of every object in code-unit order, a line a member: equal values give equal text. Absent keys are
 * left out.
 */
export const contentJson = (value: unknown): string =>
  `${JSON.stringify(JSON.parse(compact(plain(value))), undefined, 1)}\n`

/** SHA-256 as 64 lower-case hexadecimal digits. */
export const sha256 = (data: Uint8Array | string): string => createHash('sha256').update(data).digest('hex')

/** The id that belongs to a content: the first 16 digits of the SHA-256 of its canonical JSON without its own `id`. */
export const contentId = (content: object): string => sha256(contentJson({ ...content, id: undefined })).slice(0, 16)

/** Writes a file whole or not at all; its folder is made where it is missing. */
export const writeWhole = async (path: string, text: string): Promise<void> => {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(`${path}.${process.pid}`, text)
  await rename(`${path}.${process.pid}`, path)
}
