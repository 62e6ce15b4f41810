import { createRequire } from 'node:module'
import type { BackendName } from '../../models/backend'

/** Whether native TensorFlow loads here: it asks for `npm run native`, or for an install whose download worked. */
export const nativeTensorFlow = ((): boolean => {
  try {
    process.env.TF_CPP_MIN_LOG_LEVEL ??= '1'
    createRequire(__filename)('@tensorflow/tfjs-node')
    return true
  } catch {
    return false
  }
})()

/**
 * A test per pair of backends; one that takes native TensorFlow is skipped under a name that says so where that is
 * absent.
 */
export const eachPairOfBackends = (
  name: (from: BackendName, to: BackendName) => string,
  body: (from: BackendName, to: BackendName) => Promise<void>,
): void => {
  const pairs = [
    ['cpu', 'wasm'],
    ['wasm', 'cpu'],
    ['cpu', 'tensorflow'],
    ['tensorflow', 'cpu'],
    ['wasm', 'tensorflow'],
    ['tensorflow', 'wasm'],
  ] as const
  for (const [from, to] of pairs) {
    const title = name(from, to)
    if (nativeTensorFlow || (from !== 'tensorflow' && to !== 'tensorflow')) test(title, () => body(from, to))
    else test.skip(`${title} (skipped: native TensorFlow is not built; npm run native)`, () => undefined)
  }
}
