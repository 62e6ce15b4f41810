import type { ReliabilityBin } from '../../../src/core/statistics/classification/calibration'

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
