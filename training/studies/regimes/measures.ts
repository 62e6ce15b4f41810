import type { ReliabilityBin } from '../../../src/core/statistics/calibration'

/** Mean over the replications, and its standard error. */
export type RegimeFigure = { readonly mean: number; readonly standardError: number }

/** Mean of at least one value and its standard error, 0 of a single value. */
export const figureOf = (values: readonly number[]): RegimeFigure => {
  const n = values.length
  const mean = values.reduce((a, b) => a + b, 0) / n
  const square = values.reduce((sum, x) => sum + (x - mean) ** 2, 0)
  return { mean, standardError: n > 1 ? Math.sqrt(square / (n - 1) / n) : 0 }
}

/** Bins of several reliability diagrams of ten bins put together. */
export const pooledBins = (diagrams: readonly (readonly ReliabilityBin[])[]): readonly ReliabilityBin[] => {
  const count = 10
  const sums = Array.from({ length: count }, () => ({ forecast: 0, observed: 0, n: 0 }))
  for (const { forecast, observed, n } of diagrams.flat()) {
    const sum = sums[Math.min(count - 1, Math.floor(forecast * count))]
    sum.forecast += forecast * n
    sum.observed += observed * n
    sum.n += n
  }
  return sums
    .filter(({ n }) => n > 0)
    .map(({ forecast, observed, n }) => ({ forecast: forecast / n, observed: observed / n, n }))
}

/** Mean distance between forecast and observed shares, every probability of every row weighted alike, in [0, 1]. */
export const expectedError = (bins: readonly ReliabilityBin[]): number => {
  const rows = bins.reduce((sum, { n }) => sum + n, 0)
  return bins.reduce((sum, { forecast, observed, n }) => sum + (Math.abs(forecast - observed) * n) / rows, 0)
}

/** Delays of calls after switches of the true state. */
export type SwitchDelays = {
  /** Switches of the true state that lasted at least `leastStay` bars. */
  readonly switches: number
  /**
   * Bars from a switch to the first call of the new state, one entry a switch that was called before it ended; 0 on the
   * bar of the switch.
   */
  readonly delays: readonly number[]
}

const leastStay = 5

/** Delays after every lasting switch to a higher (`up`) or a lower state within the rows given. */
export const switchDelays = (truth: Uint8Array, called: Uint8Array, up: boolean): SwitchDelays => {
  const delays: number[] = []
  let switches = 0
  for (let t = 1; t < truth.length; t++) {
    if (truth[t] === truth[t - 1] || truth[t] > truth[t - 1] !== up) continue
    let end = t
    while (end < truth.length && truth[end] === truth[t]) end++
    if (end - t < leastStay) continue
    switches++
    let bar = t
    while (bar < end && called[bar] !== truth[t]) bar++
    if (bar < end) delays.push(bar - t)
  }
  return { switches, delays }
}
