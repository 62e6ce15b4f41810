/** Bars whose rows are fitted on, and those that decide when fitting stops. */
export type SampleBars = {
  readonly train: Int32Array
  readonly validation: Int32Array
  /** Bars from one row to the next, ≥ 1. */
  readonly stride: number
}

const VALIDATION_SHARE = 0.15

/** More rows than this cost time and add little accuracy: their targets overlap. */
const MOST_ROWS = 30_000

const strided = (from: number, to: number, stride: number): Int32Array =>
  Int32Array.from({ length: Math.max(0, Math.ceil((to - from) / stride)) }, (_, i) => from + i * stride)

/**
 * Bars from `first` up to `to`, less the last `reach`, whose targets reach past it (purge); the validation part is the
 * tail, an embargo of at most a tenth of the rows before it. Thinned evenly to `most` rows.
 */
export const sampleBars = (first: number, to: number, reach: number, most = MOST_ROWS): SampleBars => {
  const end = to - reach
  const rows = end - first
  const validationFrom = end - Math.floor(VALIDATION_SHARE * rows)
  const embargo = Math.min(reach, Math.floor(0.1 * rows))
  const stride = Math.max(1, Math.ceil(rows / most))
  return {
    train: strided(first, validationFrom - embargo, stride),
    validation: strided(validationFrom, end, stride),
    stride,
  }
}

/** Number of training rows that `sampleBars` leaves. */
export const rowsToFit = (first: number, to: number, reach: number): number => sampleBars(first, to, reach).train.length
