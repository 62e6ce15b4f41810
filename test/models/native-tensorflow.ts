import { createRequire } from 'node:module'

const resolves = (name: string): string | undefined => {
  try {
    createRequire(__filename)(name)
    return name
  } catch {
    return undefined
  }
}

/** Package of the native TensorFlow, where it is installed and loads. */
export const nativeTensorFlow = resolves('@tensorflow/tfjs-node')

/** Backends that a saved model is carried between, the native one under a name that says when it is absent. */
export const portableBackends =
  nativeTensorFlow === undefined ? (['wasm', 'cpu'] as const) : (['wasm', 'cpu', 'tensorflow'] as const)
