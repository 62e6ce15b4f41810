import { smoothChain, startForwardPass, type HiddenChain, type Smoothed } from './forward-backward'

const { exp, log } = Math

/** K hidden states, each with normal returns. States ordered by `deviation`. */
export type GaussianHmm = HiddenChain & {
  readonly mean: readonly number[]
  readonly deviation: readonly number[]
}

/**
 * Starts the densities of returns under each state, divided by the largest: each call overwrites `out` and gives back
 * the log of that largest density less the constant.
 */
const startDensities = ({ mean, deviation }: GaussianHmm): ((logReturn: number, out: Float64Array) => number) => {
  const logDeviation = deviation.map(log)
  return (logReturn, out) => {
    let top = -Infinity
    for (let k = 0; k < mean.length; k++) {
      const z = (logReturn - mean[k]) / deviation[k]
      out[k] = -0.5 * z * z - logDeviation[k]
      if (out[k] > top) top = out[k]
    }
    for (let k = 0; k < mean.length; k++) out[k] = exp(out[k] - top)
    return top
  }
}

/**
 * Starts a filter: each call takes the next return and overwrites `probability` with P(state | returns so far); gives
 * back the log-likelihood increment less the constant.
 */
export const startForward = (model: GaussianHmm, probability: Float64Array): ((logReturn: number) => number) => {
  const densities = startDensities(model)
  const density = new Float64Array(model.mean.length)
  const forward = startForwardPass(model, probability)
  return (logReturn) => forward(density, densities(logReturn, density))
}

/** Posteriors of all bars given all returns; the log-likelihood has its constants. */
export const smooth = (model: GaussianHmm, returns: Float64Array): Smoothed => {
  const densities = startDensities(model)
  const smoothed = smoothChain(model, returns.length, (bar, out) => densities(returns[bar], out))
  return { ...smoothed, logLikelihood: smoothed.logLikelihood - 0.5 * returns.length * log(2 * Math.PI) }
}
