import * as tf from '@tensorflow/tfjs'
import { chooseBackend } from '../../models/backend'
import { errorLine } from '../../models/error-line'
import { startRng } from '../../src/core/rng'
import { nativeTensorFlow } from './native-tensorflow'

const random = (shape: number[], seed: number): tf.Tensor => {
  const rng = startRng(seed)
  return tf.tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => rng.normal()),
    shape,
  )
}

test('auto takes native TensorFlow where it loads, else WebAssembly, and says why', async () => {
  const { name, reason, version } = await chooseBackend('auto')
  expect(name).toBe(nativeTensorFlow ? 'tensorflow' : 'wasm')
  expect(reason).toMatch(nativeTensorFlow ? /fastest present/ : /^native TensorFlow absent: \S.*/)
  expect(reason).not.toContain('\n')
  expect(version).toBe(tf.version['tfjs-core'])
  expect(tf.getBackend()).toBe(name)
})

test.each(['wasm', 'cpu'] as const)('%s is taken when asked for', async (name) => {
  expect(await chooseBackend(name)).toMatchObject({ name, reason: 'asked for' })
  expect(tf.getBackend()).toBe(name)
})

if (!nativeTensorFlow)
  test('native TensorFlow, asked for but absent, is a fault of one line', async () => {
    const fault = chooseBackend('tensorflow')
    await expect(fault).rejects.toMatchObject({ name: 'Fault', code: 'unavailable' })
    await expect(fault).rejects.not.toThrow(/\n/)
  })

test.each([
  [[3, 5], [5, 4], false, false],
  [[5, 3], [5, 4], true, false],
  [[3, 5], [4, 5], false, true],
  [[5, 3], [4, 5], true, true],
  [[2, 5, 3], [2, 5, 4], true, false],
  [[2, 3, 5], [1, 4, 5], false, true],
])(
  'WebAssembly multiplies %j by %j (transposed: %j, %j) as plain JavaScript does',
  async (a, b, transposeA, transposeB) => {
    const product = async (backend: 'wasm' | 'cpu'): Promise<{ shape: number[]; values: number[] }> => {
      await chooseBackend(backend)
      const before = tf.memory().numTensors
      const found = tf.tidy(() => {
        const out = tf.matMul(random(a, 1), random(b, 2), transposeA, transposeB)
        return { shape: out.shape, values: Array.from(out.dataSync()) }
      })
      expect(tf.memory().numTensors).toBe(before)
      return found
    }
    const plain = await product('cpu')
    const fast = await product('wasm')
    expect(fast.shape).toEqual(plain.shape)
    fast.values.forEach((value, i) => {
      expect(value).toBeCloseTo(plain.values[i], 5)
    })
  },
)

test('a transposed product leaves no data behind on WebAssembly', async () => {
  await chooseBackend('wasm')
  const backend = tf.backend()
  const before = backend.numDataIds()
  for (let i = 0; i < 10; i++) tf.tidy(() => tf.matMul(random([4, 3], i), random([4, 5], i), true, false).dataSync())
  expect(backend.numDataIds()).toBe(before)
})

test.each([
  ["Cannot find module '@tensorflow/tfjs-node'\nRequire stack:", "Cannot find module '@tensorflow/tfjs-node'"],
  ['no addon at /home/me/node_modules/x/tfjs_binding.node', 'no addon at tfjs_binding.node'],
  ["'C:\\Users\\me\\a.node' is missing", "'a.node' is missing"],
])('the reason %j is shortened to %j', (message, line) => {
  expect(errorLine(new Error(message))).toBe(line)
})
