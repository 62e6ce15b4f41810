import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
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
  await writeFile(`${path}.${process.pid}`, text)
  await rename(`${path}.${process.pid}`, path)
}

/** The JSON of a card. @throws Fault 'model-refused', naming `what` it is of, where it cannot be read or is no JSON. */
export const readJson = async (path: string, what: string): Promise<unknown> => {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new Fault('model-refused', `${what} refused: card.json cannot be read`, { cause })
  })
  try {
    return JSON.parse(text) as unknown
  } catch (cause) {
    throw new Fault('model-refused', `${what} refused: card.json is not JSON`, { cause })
  }
}
