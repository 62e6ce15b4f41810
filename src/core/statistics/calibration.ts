import { Fault } from '../error'
import { mostProbable } from './classification-scores'

/** One bin of a reliability diagram: mean probability forecast, share of outcomes, and rows. */
export type ReliabilityBin = { readonly forecast: number; readonly observed: number; readonly n: number }

const bins = (
  probability: (row: number) => number,
  hit: (row: number) => boolean,
  rows: number,
  count: number,
): ReliabilityBin[] => {
  const sums = new Float64Array(count)
  const hits = new Float64Array(count)
  const n = new Float64Array(count)
  for (let i = 0; i < rows; i++) {
    const p = probability(i)
    if (!(p >= 0 && p <= 1 + 1e-9)) throw new Fault('bad-input', `probability ${p} at row ${i} is outside [0, 1]`)
    const bin = Math.min(count - 1, Math.floor(p * count))
    sums[bin] += p
    hits[bin] += hit(i) ? 1 : 0
    n[bin]++
  }
  return Array.from(n, (rowsIn, b) => ({ forecast: sums[b] / rowsIn, observed: hits[b] / rowsIn, n: rowsIn })).filter(
    (bin) => bin.n > 0,
  )
}

/**
 * Reliability of every state's probability together (each row counts once a state), in `count` equal bins of [0, 1];
 * empty bins are left out.
 */
export const reliability = (
  truth: ArrayLike<number>,
  posterior: Float64Array,
  states: number,
  count = 10,
): ReliabilityBin[] =>
  bins(
    (i) => posterior[i],
    (i) => truth[Math.floor(i / states)] === i % states,
    truth.length * states,
    count,
  )

/**
 * Expected calibration error of the called state: mean |confidence − accuracy| over equal bins, weighted by rows, in
 * [0, 1]; undefined without rows. Guo, Pleiss, Sun & Weinberger, ICML 2017.
 */
export const expectedCalibrationError = (
  truth: ArrayLike<number>,
  posterior: Float64Array,
  states: number,
  count = 10,
): number | undefined => {
  if (truth.length === 0) return undefined
  const called = Uint8Array.from({ length: truth.length }, (_, i) => mostProbable(posterior, states, i))
  return bins(
    (i) => posterior[i * states + called[i]],
    (i) => truth[i] === called[i],
    truth.length,
    count,
  ).reduce((sum, { forecast, observed, n }) => sum + (Math.abs(forecast - observed) * n) / truth.length, 0)
}
