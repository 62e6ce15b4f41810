import type { BarSeries } from '../data/series'

/**
 * Share of each label among the bars of each called state on the training part, one row a call, with one bar added to
 * every pair so that no probability is 0.
 */
export const callFrequencies = (called: Uint8Array, labels: Uint8Array, states: number): number[][] => {
  const counts = Array.from({ length: states }, () => new Array<number>(states).fill(1))
  for (let t = 0; t < called.length; t++) counts[called[t]][labels[t]]++
  return counts.map((row) => {
    const total = row.reduce((a, b) => a + b, 0)
    return row.map((count) => count / total)
  })
}

/** Input of a regime model for a bar; see BarSeries for the units. */
export type RegimeObservation = { readonly logReturn: number; readonly variance: number }

/**
 * A called state, 0 the calmest, and probabilities of all states that sum to 1. The call need not be the most probable
 * state.
 */
export type RegimeReading = { readonly state: number; readonly posterior: readonly number[] }

/** A running regime model: `step` takes every bar once, in order, and uses no later bar. */
export type RegimeFilter = { step(bar: RegimeObservation): RegimeReading }

/**
 * Reads a whole recording at once, so the state of a bar depends on later bars: for labels and reference figures, never
 * for a decision.
 */
export type RegimeSmoother = { statesOf(series: BarSeries): Uint8Array }

/** A fitted baseline with frozen parameters. States are ordered by volatility. */
export type FittedRegime = {
  readonly states: number
  readonly parameters: Readonly<Record<string, number | readonly number[]>>
  filter(): RegimeFilter
  /** Absent where the model is a filter by nature. */
  readonly smoother: RegimeSmoother | undefined
}

export type RegimeTraining = {
  readonly series: BarSeries
  readonly states: number
  readonly seed: number
  /**
   * States of the training bars that calls are calibrated and persistence is matched to; without them the model's own
   * smoothed states.
   */
  readonly labels?: Uint8Array
}

/** A regime model that the classifier is compared with. */
export type RegimeBaseline = { readonly name: string; fit(training: RegimeTraining): FittedRegime }

/** Readings of a whole series, row by row. */
export type RegimeReadings = {
  readonly called: Uint8Array
  /** Row-major, bars × states. */
  readonly posterior: Float64Array
}

/** Runs a fresh filter over a series. */
export const filterSeries = (fitted: FittedRegime, { length, logReturn, variance }: BarSeries): RegimeReadings => {
  const { states } = fitted
  const called = new Uint8Array(length)
  const posterior = new Float64Array(length * states)
  const filter = fitted.filter()
  for (let t = 0; t < length; t++) {
    const reading = filter.step({ logReturn: logReturn[t], variance: variance[t] })
    called[t] = reading.state
    for (let k = 0; k < states; k++) posterior[t * states + k] = reading.posterior[k]
  }
  return { called, posterior }
}
