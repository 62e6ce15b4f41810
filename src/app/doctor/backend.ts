import { createRequire } from 'node:module'
import type * as backendModule from '../../../models/backend'
import type { Config } from '../config/settings'
import { inOneLine, missing, ok, warn, type Finding } from './finding'

/** Chooses the TensorFlow backend as training and service would, and says which it is and why. */
export const checkBackend = async ({ backend }: Pick<Config, 'backend'>): Promise<Finding> => {
  try {
    // Loaded here alone: TensorFlow takes a second that other commands need not spend.
    const { chooseBackend } = createRequire(__filename)('../../../models/backend') as typeof backendModule
    const { name, reason, version } = await chooseBackend(backend)
    const found = `${name}, TensorFlow.js ${version} (${reason})`
    return name === 'cpu'
      ? warn('tensorflow', found, "training is several times slower: run 'npm ci' so that WebAssembly is installed")
      : ok('tensorflow', found)
  } catch (error) {
    const advice = backend === 'auto' ? "run 'npm ci'" : 'unset BANDSHIFT_BACKEND to take whichever backend works'
    return missing('tensorflow', inOneLine(error), advice, true)
  }
}
