import { peakRssMiB, type Measurement } from './measurement'

/** Rows of the median and the 99th percentile of some times; `most`: the target of the latter. */
export const percentiles = (
  name: string,
  times: readonly number[],
  unit: string,
  most?: number,
): readonly Measurement[] => {
  const sorted = [...times].sort((a, b) => a - b)
  return [0.5, 0.99].map((level) => ({
    case: `${name}, p${level * 100}`,
    value: sorted[Math.min(sorted.length - 1, Math.floor(level * sorted.length))],
    unit,
    peakRssMiB: peakRssMiB(),
    ...(level === 0.99 && most !== undefined && { target: { atMost: most } }),
  }))
}
