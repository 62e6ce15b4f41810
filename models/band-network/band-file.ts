import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { Fault } from '../../src/core/error'
import type { BandNetwork } from '../../src/core/hedging/bands/band-network'
import { networkFields, networkObjection } from '../store/band-schema'
import { contentJson, writeWhole } from '../store/content'

const fileSchema = z.strictObject({
  ...networkFields,
  /** Risk aversion at which the band is meant to be used; a network trained on several is valid between them. */
  riskAversion: z.number().positive(),
  /** What it was trained on, for a person. */
  trainedOn: z.string(),
})

/** A trained band with the risk aversion that it is for, per unit of strike. */
export type PublishedBand = {
  readonly network: BandNetwork
  readonly riskAversion: number
  readonly trainedOn: string
}

/** Writes a trained band to a file of its own in one step; equal bands give equal bytes. */
export const writeBandNetwork = (path: string, { network, riskAversion, trainedOn }: PublishedBand): Promise<void> =>
  writeWhole(path, contentJson({ ...network, riskAversion, trainedOn }))

/**
 * A trained band from its file. Throws 'missing-data' where it cannot be read, 'model-refused' where it is not such a
 * network or its parts are of different sizes.
 */
export const readBandNetwork = async (path: string): Promise<PublishedBand> => {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new Fault('missing-data', `${path} cannot be read; 'bandshift train-band --out ${path}' makes one`, { cause })
  })
  const parsed = fileSchema.safeParse(jsonOf(path, text))
  if (!parsed.success) {
    const [{ path: at, message }] = parsed.error.issues
    throw new Fault('model-refused', `${path}: ${at.length > 0 ? `${at.join('.')}: ` : ''}${message}`)
  }
  const { riskAversion, trainedOn, ...network } = parsed.data
  const why = networkObjection(network)
  if (why !== undefined) throw new Fault('model-refused', `${path}: ${why}`)
  return { network, riskAversion, trainedOn }
}

const jsonOf = (path: string, text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch (cause) {
    throw new Fault('model-refused', `${path} is not JSON`, { cause })
  }
}
