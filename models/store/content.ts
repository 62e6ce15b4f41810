import { createHash } from 'node:crypto'
import { lstat, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { canonicalJson as compact } from '../../src/core/canonical-json'
import { Fault } from '../../src/core/error'

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
  // Flushed, so that a power failure leaves no empty file under the name.
  await writeFile(`${path}.${process.pid}`, text, { flush: true })
  await rename(`${path}.${process.pid}`, path)
}

/** Most bytes of a card or a record. */
const documentLimit = 4 * 2 ** 20

/** Size of a plain file. @throws the fault of `refuse` where it is absent, a link or anything but a file. */
export const plainFileSize = async (path: string, refuse: Refusal): Promise<number> => {
  const found = await lstat(path).catch((cause: unknown) => {
    throw refuse((cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'is missing' : 'cannot be read', cause)
  })
  if (!found.isFile()) throw refuse(found.isSymbolicLink() ? 'is a symbolic link' : 'is not a file')
  return found.size
}

/** Makes the fault of a flaw, such as 'is missing', with the name of the file that has it. */
export type Refusal = (flaw: string, cause?: unknown) => Fault

/** The text of a plain file of at most 4 MiB. @throws the fault of `refuse`. */
export const readDocument = async (path: string, refuse: Refusal): Promise<string> => {
  if ((await plainFileSize(path, refuse)) > documentLimit) throw refuse('is over 4 MiB')
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw refuse('cannot be read', cause)
  })
}

/** The content of a plain JSON file of at most 4 MiB. @throws the fault of `refuse`. */
export const readJson = async (path: string, refuse: Refusal): Promise<unknown> => {
  const text = await readDocument(path, refuse)
  try {
    return JSON.parse(text) as unknown
  } catch (cause) {
    throw refuse('is not JSON', cause)
  }
}

/** Refuses the card of a version without files of its own. */
export const refusesCard =
  (what: string): Refusal =>
  (flaw, cause) =>
    new Fault('model-refused', `${what} refused: card.json: ${flaw}`, { cause })
