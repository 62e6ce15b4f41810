import { startVarianceFilter } from '../../src/core/reading/regime/variance-regimes'
import { checkRow, plainDense, plainScaling } from '../plain-dense'
import { writePosterior, type Classifier } from './classifier'

/** A classifier at work on one market: feed it every bar once, in order. */
export type RunningClassifier = {
  /**
   * Takes the variance of the next bar and, where the features are warm, its raw feature row; gives the posterior over
   * states, summing to 1, in a fresh array, undefined without a row. @throws Fault 'bad-input' for a row of another
   * length or with a value that is not finite.
   */
  step(variance: number, row: Float64Array | undefined): Float64Array | undefined
}

export type CompiledClassifier = { readonly states: number; start(): RunningClassifier }

/**
 * The classifier as plain arithmetic on copies of its weights: microseconds a bar, equal to TensorFlow to 1e-5, on no
 * backend.
 */
export const compileClassifier = ({
  network,
  scaling,
  states,
  filter,
  temperature,
}: Classifier): CompiledClassifier => {
  const width = scaling.mean.length
  const cols = width - states
  const scale = plainScaling(scaling)
  const filtered = plainDense(network, 'filter')
  const first = plainDense(network, 'hidden-1', 'tanh')
  const second = plainDense(network, 'hidden-2', 'tanh')
  const last = plainDense(network, 'correction')
  const widthOf = (name: string): number => network.getLayer(name).outputShape[1] as number
  const input = new Float64Array(width)
  const z = new Float64Array(width)
  const hidden1 = new Float64Array(widthOf('hidden-1'))
  const hidden2 = new Float64Array(widthOf('hidden-2'))
  const logits = new Float64Array(states)
  const correction = new Float64Array(states)
  return {
    states,
    start() {
      const regimes = startVarianceFilter(filter)
      return {
        step(variance, row) {
          const logs = regimes.step(variance)
          if (row === undefined) return undefined
          checkRow(row, cols)
          input.set(row)
          input.set(logs, cols)
          scale(input, z)
          filtered(z, logits)
          first(z, hidden1)
          second(hidden1, hidden2)
          last(hidden2, correction)
          for (let k = 0; k < states; k++) logits[k] += correction[k]
          const posterior = new Float64Array(states)
          writePosterior(logits, temperature, posterior)
          return posterior
        },
      }
    },
  }
}
