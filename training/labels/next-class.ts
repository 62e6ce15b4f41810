import type { DenseWeights } from '../../models/dense'
import { fitLogistic, identityLayer, startLogistic } from '../statistics/logistic'
import { quantileOfSorted } from '../statistics/quantile'
import { forwardMean, trailingMean } from '../statistics/sliding-mean'

/**
 * The test of regime models on real data, where no state is known: in which class the mean variance of the next hour
 * (of the next bar, where a bar is longer) will be. Classes hold equal shares of the training bars.
 */
export type NextClasses = {
  /** Bars in an hour, at least one. */
  readonly bars: number
  readonly states: number
  /** Class of the hour after each bar; the last `bars` have no class and hold 0. */
  readonly next: Uint8Array
  /** Class of the hour up to each bar: the forecast of persistence. */
  readonly last: Uint8Array
}

export const nextClasses = (
  variance: Float64Array,
  barSeconds: number,
  states: number,
  trainLength: number,
): NextClasses => {
  const bars = Math.max(1, Math.round(3600 / barSeconds))
  const ahead = forwardMean(variance, bars)
  const sorted = ahead.slice(0, Math.max(1, trainLength - bars)).sort()
  const edges = Array.from({ length: states - 1 }, (_, k) => quantileOfSorted(sorted, (k + 1) / states))
  const classOf = (value: number): number => edges.filter((edge) => value > edge).length
  return {
    bars,
    states,
    next: Uint8Array.from(ahead, (value, bar) => (bar < ahead.length - bars ? classOf(value) : 0)),
    last: Uint8Array.from(trailingMean(variance, bars), classOf),
  }
}

const LEAST = 1e-4

const logs = (posterior: Float64Array): Float64Array => posterior.map((p) => Math.log(Math.max(LEAST, p)))

/** Weight of the prior that the posterior is right as it is, in rows. */
const PRIOR_ROWS = 10

/**
 * Forecast of the next class from a model's posteriors (row-major): a logistic regression on their logs, the same for
 * every model.
 */
export const readNext = (posterior: Float64Array, next: Uint8Array, states: number): DenseWeights =>
  fitLogistic({ z: logs(posterior), cols: states, labels: next }, identityLayer(states), PRIOR_ROWS)

/** Log loss of the realized class, row by row, nats. */
export const nextLosses = (reading: DenseWeights, posterior: Float64Array, next: Uint8Array): Float64Array => {
  const z = logs(posterior)
  const { probabilities } = startLogistic(reading)
  return Float64Array.from(next, (state, row) => -Math.log(Math.max(LEAST, probabilities(z, row)[state])))
}
