import * as tf from '@tensorflow/tfjs'

type KernelCall = {
  inputs: Readonly<Record<string, tf.TensorInfo>>
  backend: { disposeData(dataId: object): boolean }
  attrs: Readonly<Record<string, unknown>>
}

type Kernel = (call: KernelCall) => tf.TensorInfo

const kernelOf = (name: string): { config: tf.KernelConfig; run: Kernel } => {
  const config = tf.getKernel(name, 'wasm')
  return { config, run: config.kernelFunc as unknown as Kernel }
}

/** The last two axes exchanged. */
const exchanged = (rank: number): number[] => [...Array(rank - 2).keys(), rank - 1, rank - 2]

/**
 * Makes products with a transposed operand fast on WebAssembly: its kernels leave the vectorised path there, and every
 * gradient of a dense layer transposes. The operand is transposed first and the plain product runs on it. To be called
 * once, before any product.
 */
export const useFastMatMul = (): void => {
  const transpose = kernelOf('Transpose').run
  for (const name of ['BatchMatMul', '_FusedMatMul']) {
    const { config, run } = kernelOf(name)
    const fast: Kernel = ({ inputs, backend, attrs }) => {
      if (attrs.transposeA !== true && attrs.transposeB !== true) return run({ inputs, backend, attrs })
      const flipped = (x: tf.TensorInfo): tf.TensorInfo =>
        transpose({ inputs: { x }, backend, attrs: { perm: exchanged(x.shape.length) } })
      const a = attrs.transposeA === true ? flipped(inputs.a) : inputs.a
      const b = attrs.transposeB === true ? flipped(inputs.b) : inputs.b
      const product = run({
        inputs: { ...inputs, a, b },
        backend,
        attrs: { ...attrs, transposeA: false, transposeB: false },
      })
      if (a !== inputs.a) backend.disposeData(a.dataId)
      if (b !== inputs.b) backend.disposeData(b.dataId)
      return product
    }
    tf.unregisterKernel(name, 'wasm')
    tf.registerKernel({ ...config, kernelFunc: fast as unknown as tf.KernelFunc })
  }
}
