import { z } from 'zod'
import { isBandColumn } from '../../src/core/hedging/bands/band-columns'
import { BAND_OUTPUTS, TARGET_OUTPUTS, type BandNetwork } from '../../src/core/hedging/bands/band-network'

const layer = z.strictObject({ kernel: z.array(z.number()), bias: z.array(z.number()).min(1) })

/** Fields of a band network as plain data. */
export const networkFields = {
  kind: z.literal('band-network'),
  columns: z.array(z.string()),
  scaling: z.strictObject({
    mean: z.array(z.number()),
    sd: z.array(z.number().positive()),
    limit: z.number().positive(),
  }),
  layers: z.array(layer).min(1),
}

/** What is wrong with the parts of a network; undefined where they fit. */
export const networkObjection = ({ columns, scaling, layers }: BandNetwork): string | undefined => {
  const unknown = columns.find((name) => !isBandColumn(name))
  if (unknown !== undefined) return `it has a column '${unknown}', which is not known here`
  if (scaling.mean.length !== columns.length || scaling.sd.length !== columns.length) return 'its scaling does not fit'
  let inputs = columns.length
  for (const { kernel, bias } of layers) {
    if (kernel.length !== inputs * bias.length) return 'its layers do not fit each other'
    inputs = bias.length
  }
  return inputs === BAND_OUTPUTS || inputs === TARGET_OUTPUTS
    ? undefined
    : `its last layer has ${inputs} units, not ${BAND_OUTPUTS} or ${TARGET_OUTPUTS}`
}

/** A band network as it stands in a file or on a card, its parts of matching sizes. */
export const bandNetworkSchema: z.ZodType<BandNetwork> = z.strictObject(networkFields).check((context) => {
  const why = networkObjection(context.value)
  if (why !== undefined) context.issues.push({ code: 'custom', message: why, input: context.value })
})
