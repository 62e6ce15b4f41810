import { fitLogistic, identityLayer } from '../statistics/logistic'
import { goldenSection } from '../statistics/minimum'
import { classifierLoss } from './classifier-loss'
import type { RowLoss } from './gradient-step'

/**
 * The temperature in [0.05, 20] at which softmax(logits / temperature) has the lowest loss (Guo, Pleiss, Sun &
 * Weinberger, ICML 2017). Cross entropy is convex in 1/temperature; its inverse is found to 1e-6.
 * @internal
 */
export const chooseTemperature = (logits: Float32Array, rows: number, loss: RowLoss): number => {
  const all = Int32Array.from({ length: rows }, (_, row) => row)
  const at = (inverse: number): number =>
    loss(
      logits.map((logit) => logit * inverse),
      all,
    )
  return 1 / goldenSection(at, 1 / 20, 20, 1e-6)
}

/** How logits become a posterior: softmax((logits + offset) / temperature). */
export type Calibration = {
  readonly kind: 'none' | 'temperature' | 'vector'
  readonly temperature: number
  /** One entry a state. */
  readonly offset: readonly number[]
}

/** Logits, row-major, and the label of each row, in time order. */
export type CalibrationSample = {
  readonly logits: Float32Array
  readonly labels: ArrayLike<number>
  readonly states: number
  /** Neighbouring rows whose labels depend on one another, ≥ 1. */
  readonly overlap: number
}

type Fit = (sample: CalibrationSample) => Calibration

/** Weight of the prior that the logits are right as they are, in independent rows. */
const PRIOR_ROWS = 20

const zeros = (states: number): number[] => new Array<number>(states).fill(0)

const none: Fit = ({ states }) => ({ kind: 'none', temperature: 1, offset: zeros(states) })

// At least 1: on rows with few changes of state a lower temperature would sharpen the posterior too far, and the next
// change would cost more than the gain.
const temperature: Fit = ({ logits, labels, states }) => ({
  kind: 'temperature',
  temperature: Math.max(1, chooseTemperature(logits, labels.length, classifierLoss(labels, states))),
  offset: zeros(states),
})

/** An offset a state on top of the temperature: corrects states that are called too often or too seldom. */
const vector: Fit = (sample) => {
  const { logits, labels, states, overlap } = sample
  const softened = temperature(sample)
  // The rows as log probabilities of the softened posterior, offset by a logistic regression without slopes.
  const z = logits.map((logit) => logit / softened.temperature)
  const { bias } = fitLogistic({ z, cols: states, labels }, identityLayer(states), PRIOR_ROWS * overlap, true)
  return {
    kind: 'vector',
    temperature: softened.temperature,
    offset: Array.from(bias, (b) => b * softened.temperature),
  }
}

const part = ({ logits, labels, states, overlap }: CalibrationSample, from: number, to: number): CalibrationSample => ({
  logits: logits.slice(from * states, to * states),
  labels: Array.from({ length: to - from }, (_, i) => labels[from + i]),
  states,
  overlap,
})

const lossOf = ({ logits, labels, states }: CalibrationSample, { temperature: t, offset }: Calibration): number =>
  classifierLoss(labels, states)(
    logits.map((logit, i) => (logit + offset[i % states]) / t),
    Int32Array.from({ length: labels.length }, (_, row) => row),
  ) * labels.length

const leastRows = 40

/**
 * The calibration of lowest log loss on rows that it was not fitted on: each is fitted on either half of the rows and
 * judged on the other, and the best fitted anew on all. Guo, Pleiss, Sun & Weinberger, ICML 2017; the offsets after
 * Alexandari, Kundaje & Shrikumar, ICML 2020.
 */
export const calibrate = (sample: CalibrationSample): Calibration => {
  const rows = sample.labels.length
  if (rows < leastRows) return temperature(sample)
  const halves = [part(sample, 0, rows >> 1), part(sample, rows >> 1, rows)]
  const crossed = (fit: Fit): number => lossOf(halves[1], fit(halves[0])) + lossOf(halves[0], fit(halves[1]))
  const best = [none, temperature, vector]
    .map((fit) => ({ fit, loss: crossed(fit) }))
    .reduce((a, b) => (b.loss < a.loss ? b : a))
  return best.fit(sample)
}
