import { createRequire } from 'node:module'
import { dirname, join, sep } from 'node:path'
import util from 'node:util'
import * as tf from '@tensorflow/tfjs'
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import { Fault } from '../src/core/error'
import { errorLine } from './error-line'
import { useFastMatMul } from './fast-matmul'

export type BackendName = 'tensorflow' | 'wasm' | 'cpu'

/** The backend in use, why it was taken, and the version of TensorFlow.js. */
export type Backend = { readonly name: BackendName; readonly reason: string; readonly version: string }

const resolver = createRequire(__filename)

const attempts: Record<BackendName, () => Promise<void>> = {
  async tensorflow() {
    // tfjs-node 4.22 calls two functions that Node 23 removed.
    const old = util as unknown as Record<string, unknown>
    old.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined
    old.isArray ??= Array.isArray
    // Suppresses its greeting on standard error; warnings are kept.
    process.env.TF_CPP_MIN_LOG_LEVEL ??= '1'
    resolver('@tensorflow/tfjs-node')
    if (!(await tf.setBackend('tensorflow'))) throw new Error('TensorFlow refused to start')
  },
  async wasm() {
    if (!('wasm' in tf.engine().registry)) {
      setWasmPaths(join(dirname(resolver.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist') + sep)
      // One thread, so that sums are taken in one order and the same run gives the same bytes.
      setThreadsCount(1)
      useFastMatMul()
    }
    if (!(await tf.setBackend('wasm'))) throw new Error('the WebAssembly module did not start')
  },
  async cpu() {
    if (!(await tf.setBackend('cpu'))) throw new Error('the plain JavaScript backend did not start')
  },
}

/** Why the backend could not be taken, or undefined when it now is the one in use. */
const refusal = async (name: BackendName): Promise<string | undefined> => {
  // Without this the plain backend advises on its first use to install another.
  tf.enableProdMode()
  try {
    await attempts[name]()
    return undefined
  } catch (error) {
    return errorLine(error)
  }
}

/**
 * Chooses the TensorFlow backend for the whole process: the only place that does. `auto` takes the native library when
 * it really loads, else WebAssembly on one thread, else plain JavaScript; the reason states in one line why the faster
 * ones are absent. A later call may change the choice; existing models then run on the new backend. @throws Fault
 * 'unavailable' when a backend chosen by name does not start.
 */
export const chooseBackend = async (want: 'auto' | BackendName = 'auto'): Promise<Backend> => {
  const version = tf.version['tfjs-core']
  if (want !== 'auto') {
    const why = await refusal(want)
    if (why !== undefined) throw new Fault('unavailable', `TensorFlow backend ${want} is not available: ${why}`)
    return { name: want, reason: 'asked for', version }
  }
  const absent: string[] = []
  for (const name of ['tensorflow', 'wasm', 'cpu'] as const) {
    const why = await refusal(name)
    if (why === undefined) return { name, reason: absent.length === 0 ? 'fastest present' : absent.join('; '), version }
    absent.push(`${name === 'tensorflow' ? 'native TensorFlow' : name} absent: ${why}`)
  }
  throw new Fault('unavailable', absent.join('; '))
}
