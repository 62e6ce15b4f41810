import { startMean } from '../../features/rolling'

/**
 * Hidden states of volatility that a chain moves between, ordered by `scale`, with a bar's variance in each:
 * scale × F(freedom). With freedom [1, ν] that is the square of a Student return of ν degrees, [1, 1000] all but the
 * square of a normal one; a realized measure has more in the first.
 */
export type VarianceRegimes = {
  readonly initial: readonly number[]
  /** `transition[i][j]`: the chance to go from i to j in one bar. */
  readonly transition: readonly (readonly number[])[]
  /** Variance of a bar in each state, > 0, rising. */
  readonly scale: readonly number[]
  readonly freedom: readonly [number, number]
  /**
   * Bars whose mean variance is observed, ≥ 1: more than one where a coarse tick hides the moves of single bars. Each
   * observation then counts for one bar's share of them.
   */
  readonly span: number
}

/**
 * Writes the logs of the densities of a mean variance under each state into `out`, less what they have in common:
 * finite for every variance ≥ 0.
 */
export const startLogDensities = ({
  scale,
  freedom: [body, tail],
  span,
}: Pick<VarianceRegimes, 'scale' | 'freedom' | 'span'>): ((variance: number, out: Float64Array) => void) => {
  const offset = scale.map((s) => (-0.5 * body * Math.log(s)) / span)
  const factor = scale.map((s) => body / (tail * s))
  const power = (-0.5 * (body + tail)) / span
  return (variance, out) => {
    for (let k = 0; k < offset.length; k++) out[k] = offset[k] + power * Math.log1p(factor[k] * variance)
  }
}

/** Feed it the variance of every bar once, in order. */
export type VarianceFilter = {
  /** Log of P(state | variances so far), one entry a state; overwritten by the next step. */
  readonly step: (variance: number) => Float64Array
}

/** Least probability of a state, so that it can rise again. */
const LEAST = 1e-12

/** The forward filter: Bayes' rule a bar at a time, O(states²). Later bars cannot be passed to it. */
export const startVarianceFilter = (regimes: VarianceRegimes): VarianceFilter => {
  const { transition, initial } = regimes
  const states = initial.length
  const densities = startLogDensities(regimes)
  const recent = startMean(regimes.span)
  const predicted = Float64Array.from(initial)
  const probability = new Float64Array(states)
  const logs = new Float64Array(states)
  return {
    step(variance) {
      densities(recent(variance), logs)
      let top = -Infinity
      for (let k = 0; k < states; k++) if (logs[k] > top) top = logs[k]
      let total = 0
      for (let k = 0; k < states; k++) total += probability[k] = predicted[k] * Math.exp(logs[k] - top)
      if (!(total > 0)) total = probability.fill(1).length
      for (let k = 0; k < states; k++) {
        probability[k] = Math.max(LEAST, probability[k] / total)
        logs[k] = Math.log(probability[k])
      }
      for (let j = 0; j < states; j++) {
        let next = 0
        for (let i = 0; i < states; i++) next += probability[i] * transition[i][j]
        predicted[j] = next
      }
      return logs
    },
  }
}

/** The filter over a whole series of variances: logs of the probabilities, row-major, bars × states. */
export const filterVariances = (regimes: VarianceRegimes, variance: ArrayLike<number>): Float64Array => {
  const states = regimes.initial.length
  const out = new Float64Array(variance.length * states)
  const { step } = startVarianceFilter(regimes)
  for (let t = 0; t < variance.length; t++) out.set(step(variance[t]), t * states)
  return out
}
