import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { Fault } from '../../src/core/error'
import { BAND_OUTPUTS, bandColumns, type BandNetwork } from '../../src/core/hedging/bands/band-network'
import { contentJson, writeWhole } from '../store/content'

const layer = z.strictObject({ kernel: z.array(z.number()), bias: z.array(z.number()).min(1) })

const fileSchema = z.strictObject({
  kind: z.literal('band-network'),
  columns: z.array(z.string()),
  scaling: z.strictObject({
    mean: z.array(z.number()),
    sd: z.array(z.number().positive()),
    limit: z.number().positive(),
  }),
  layers: z.array(layer).min(1),
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

const objection = ({ columns, scaling, layers }: BandNetwork): string | undefined => {
  if (columns.join() !== bandColumns.join())
    return `its columns are ${columns.join(', ')}, not ${bandColumns.join(', ')}`
  if (scaling.mean.length !== columns.length || scaling.sd.length !== columns.length) return 'its scaling does not fit'
  let inputs = columns.length
  for (const { kernel, bias } of layers) {
    if (kernel.length !== inputs * bias.length) return 'its layers do not fit each other'
    inputs = bias.length
  }
  return inputs === BAND_OUTPUTS ? undefined : `its last layer has ${inputs} units, not ${BAND_OUTPUTS}`
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
  const why = objection(network)
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
