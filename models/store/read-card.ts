import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Fault } from '../../src/core/error'
import { cardSchema, inputWidthOf, outputWidthOf, type Card } from './card'
import { contentId, plainFileSize, readJson, sha256, type Refusal } from './content'
import type { ModelFiles } from './model-files'

/** @returns a fault that names the file and what is wrong with it. */
export const refused = (folder: string, file: string, flaw: string, cause?: unknown): Fault =>
  new Fault('model-refused', `model ${basename(folder)} refused: ${file}: ${flaw}`, { cause })

const refusing =
  (folder: string, file: string): Refusal =>
  (flaw, cause) =>
    refused(folder, file, flaw, cause)

const isOf = (cols: number, { columns, dissimilarity }: NonNullable<Card['reference']>): boolean =>
  columns.length === cols &&
  dissimilarity.middle.length === cols &&
  dissimilarity.whitening.length === cols &&
  dissimilarity.whitening.every((row, i) => row.length === i + 1)

/**
 * The card of the version in `folder`, checked against its schema, its own id and the sizes that follow from it.
 * @throws Fault 'model-refused' naming the field that is wrong.
 */
export const readCard = async (folder: string): Promise<Card> => {
  const content = await readJson(join(folder, 'card.json'), refusing(folder, 'card.json'))
  const checked = cardSchema.safeParse(content)
  if (!checked.success) {
    const [{ path, message }] = checked.error.issues
    throw refused(folder, 'card.json', `${path.join('.') || 'card'}: ${message}`, checked.error)
  }
  const card = checked.data
  if (card.id !== contentId(card)) throw refused(folder, 'card.json', 'was changed after publication')
  const width = outputWidthOf(card)
  const inputs = inputWidthOf(card)
  const { columns, scaling, probe, reference } = card
  if (scaling.mean.length !== inputs || scaling.sd.length !== inputs)
    throw refused(folder, 'card.json', `scaling is not of ${inputs} columns`)
  if (card.kind === 'regime-classifier') {
    const { filter, shares, states } = card
    const vectors = [filter.initial, filter.scale, filter.transition, ...filter.transition, shares]
    if (vectors.some(({ length }) => length !== states.length))
      throw refused(folder, 'card.json', `filter or shares are not of ${states.length} states`)
  }
  if (
    probe.rows.length !== probe.answers.length ||
    probe.rows.some((row) => row.length !== inputs) ||
    probe.answers.some((row) => row.length !== width)
  )
    throw refused(folder, 'card.json', `probe is not of ${inputs} columns in and ${width} out`)
  if (reference !== undefined && !isOf(columns.length, reference))
    throw refused(folder, 'card.json', `reference is not of ${columns.length} columns`)
  return card
}

const verifiedBytes = async (folder: string, file: keyof ModelFiles, card: Card): Promise<Uint8Array> => {
  const { bytes, sha256: digest } = card.files[file]
  const size = await plainFileSize(join(folder, file), refusing(folder, file))
  if (size !== bytes) throw refused(folder, file, `has ${size} bytes, the card says ${bytes}`)
  const data = await readFile(join(folder, file))
  if (data.length !== bytes || sha256(data) !== digest)
    throw refused(folder, file, 'does not have the SHA-256 of the card')
  return data
}

/**
 * The bytes of a version's files, checked against the digests of its card. @throws Fault 'model-refused' naming the
 * file that differs.
 */
export const verifyFiles = async (folder: string, card: Card): Promise<ModelFiles> => ({
  'model.json': await verifiedBytes(folder, 'model.json', card),
  'weights.bin': await verifiedBytes(folder, 'weights.bin', card),
})
