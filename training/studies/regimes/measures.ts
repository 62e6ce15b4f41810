import type { ReliabilityBin } from '../../../src/core/statistics/calibration'

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

/** Mean distance between what was said and what came true, each probability of each row counting alike, in [0, 1]. */
export const expectedError = (bins: readonly ReliabilityBin[]): number => {
  const rows = bins.reduce((sum, { n }) => sum + n, 0)
  return bins.reduce((sum, { forecast, observed, n }) => sum + (Math.abs(forecast - observed) * n) / rows, 0)
}

/** How soon calls follow the true state. */
export type SwitchDelays = {
  /** Switches of the true state that lasted at least `leastStay` bars. */
  readonly switches: number
  /**
   * Bars from a switch to the first call of the new state, one entry a switch that was called before it ended; 0 on the
   * very bar.
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
