import * as tf from '@tensorflow/tfjs'
import { z } from 'zod'

/** The two files of TensorFlow's own layout. */
export type ModelFiles = { readonly 'model.json': Uint8Array; readonly 'weights.bin': Uint8Array }

/**
 * The network as TensorFlow's `model.json` and `weights.bin`. Same weights, same bytes; no date, no optimiser state.
 */
export const modelFiles = async (network: tf.LayersModel): Promise<ModelFiles> => {
  const kept: ModelFiles[] = []
  await network.save(
    tf.io.withSaveHandler((artifacts) => {
      const { modelTopology, format, generatedBy, weightSpecs } = artifacts
      const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }]
      const json = JSON.stringify({ modelTopology, format, generatedBy, convertedBy: null, weightsManifest })
      const weights = new Uint8Array(tf.io.CompositeArrayBuffer.join(artifacts.weightData))
      kept.push({ 'model.json': Buffer.from(json), 'weights.bin': weights })
      return Promise.resolve({ modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) })
    }),
  )
  return kept[0]
}

const weightSpec = z.looseObject({
  name: z.string(),
  shape: z.array(z.int().nonnegative()),
  dtype: z.literal('float32'),
})

const modelJson = z.looseObject({
  modelTopology: z.looseObject({}),
  weightsManifest: z.tuple([
    z.looseObject({ paths: z.tuple([z.literal('weights.bin')]), weights: z.array(weightSpec) }),
  ]),
})

/**
 * The network in two files, built on the backend in use; nothing but the given bytes is read.
 * @throws whatever JSON, zod or TensorFlow throws on files that are not such a network.
 */
export const networkOf = (files: ModelFiles): Promise<tf.LayersModel> => {
  const json = modelJson.parse(JSON.parse(Buffer.from(files['model.json']).toString('utf8')))
  const [{ weights }] = json.weightsManifest
  const size = weights.reduce((sum, { shape }) => sum + 4 * shape.reduce((product, length) => product * length, 1), 0)
  if (size !== files['weights.bin'].length)
    throw new Error(`weights.bin has ${files['weights.bin'].length} bytes where model.json lists ${size}`)
  return tf.loadLayersModel(
    tf.io.fromMemory({
      modelTopology: json.modelTopology,
      weightSpecs: weights,
      weightData: Uint8Array.from(files['weights.bin']).buffer,
    }),
  )
}
