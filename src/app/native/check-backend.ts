import * as tf from '@tensorflow/tfjs'
import { chooseBackend } from '../../../models/backend'
import { Fault } from '../../core/error'
import { startRng } from '../../core/rng'

/**
 * Result of the check of native TensorFlow: the version of the library, the largest error of a product, loss before and
 * after a training.
 */
export type Shown = {
  readonly library: string
  readonly error: number
  readonly loss: { readonly before: number; readonly after: number }
}

const rows = 96

const inner = 40

const cols = 24

/** Largest difference between a product and the same by plain arithmetic. */
const productError = (): number => {
  const rng = startRng(1)
  const a = Float32Array.from({ length: rows * inner }, () => rng.normal())
  const b = Float32Array.from({ length: inner * cols }, () => rng.normal())
  const product = tf.tidy(() =>
    tf.matMul(tf.tensor2d(a, [rows, inner]), tf.tensor2d(b, [inner, cols])).dataSync<'float32'>(),
  )
  return product.reduce((worst, value, at) => {
    let sum = 0
    for (let i = 0; i < inner; i++) sum += a[Math.floor(at / cols) * inner + i] * b[i * cols + (at % cols)]
    return Math.max(worst, Math.abs(value - sum))
  }, 0)
}

/** Mean squared error of a small network before and after it was fitted to a bent plane. */
const training = async (): Promise<{ before: number; after: number }> => {
  const rng = startRng(2)
  const x = tf.tensor2d(
    Float32Array.from({ length: 512 * 4 }, () => rng.normal()),
    [512, 4],
  )
  const y = x.sum(1, true).tanh()
  const network = tf.sequential({
    layers: [
      tf.layers.dense({
        units: 16,
        activation: 'tanh',
        inputShape: [4],
        kernelInitializer: tf.initializers.glorotNormal({ seed: 3 }),
      }),
      tf.layers.dense({ units: 1, kernelInitializer: tf.initializers.glorotNormal({ seed: 4 }) }),
    ],
  })
  network.compile({ optimizer: tf.train.adam(0.01), loss: 'meanSquaredError' })
  const lossNow = (): number => (network.evaluate(x, y, { batchSize: 512 }) as tf.Scalar).dataSync()[0]
  const before = lossNow()
  await network.fit(x, y, { epochs: 40, batchSize: 64, shuffle: false, verbose: 0 })
  return { before, after: lossNow() }
}

/**
 * Chooses native TensorFlow, computes and trains with it. @throws Fault 'unavailable' where it does not start,
 * 'numerical-domain' where it computes wrongly.
 */
export const checkBackend = async (): Promise<Shown> => {
  await chooseBackend('tensorflow')
  const { binding } = tf.backend() as unknown as { binding: { TF_Version: string } }
  const error = productError()
  if (!(error < 1e-4)) throw new Fault('numerical-domain', `native TensorFlow multiplies wrongly: off by ${error}`)
  const loss = await training()
  if (!(loss.after < 0.2 * loss.before))
    throw new Fault('numerical-domain', `native TensorFlow does not learn: loss ${loss.before} became ${loss.after}`)
  return { library: binding.TF_Version, error, loss }
}
