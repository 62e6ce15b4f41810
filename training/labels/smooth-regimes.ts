import { Fault } from '../../src/core/error'
import { startMean } from '../../src/core/features/rolling'
import { startLogDensities, type VarianceRegimes } from '../../src/core/reading/regime/variance-regimes'
import { smoothChain, type Smoothed } from './forward-backward'

/** Faults 'bad-input' at the first variance that is not positive and finite. */
export const checkVariance = (variance: Float64Array): void => {
  const row = variance.findIndex((v) => !(v > 0 && v < Infinity))
  if (row >= 0) throw new Fault('bad-input', `variance ${variance[row]} of bar ${row} is not positive and finite`)
}

/** Input of the filter: at each bar the mean variance of the last `span` bars, of fewer at the start. */
export const spanVariance = (variance: Float64Array, span: number): Float64Array => {
  const recent = startMean(span)
  return span === 1 ? variance : variance.map((v) => recent(v))
}

/**
 * Posteriors and expected moves of the states given all variances, for EM; `variance` is the input of the filter. The
 * log-likelihood leaves out terms that do not depend on states, scales or moves.
 */
export const smoothRegimes = (regimes: VarianceRegimes, variance: Float64Array): Smoothed => {
  const states = regimes.scale.length
  const densities = startLogDensities(regimes)
  return smoothChain(regimes, variance.length, (bar, out) => {
    densities(variance[bar], out)
    let top = out[0]
    for (let k = 1; k < states; k++) if (out[k] > top) top = out[k]
    for (let k = 0; k < states; k++) out[k] = Math.exp(out[k] - top)
    return top
  })
}
