const ERRORS = 2

/**
 * Jackknife standard error of a statistic from its values with each of B blocks left out in turn,
 * √((B − 1)/B Σ (v − v̄)²). Efron & Stein, Annals of Statistics 9 (1981) 586–596.
 */
export const jackknifeError = (leftOut: readonly number[]): number => {
  const blocks = leftOut.length
  const mean = leftOut.reduce((sum, value) => sum + value, 0) / blocks
  const spread = leftOut.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return Math.sqrt(((blocks - 1) / blocks) * spread)
}

/**
 * Whether a statistic is better (lower) for a candidate than for an incumbent beyond the noise of the sample:
 * `incumbent` and `candidate` hold the statistic with each of B blocks left out in turn, on the same blocks. True where
 * the mean gain exceeds two jackknife standard errors: a search tries dozens of candidates, and the best of dozens
 * beats one error by chance.
 */
export const gainsBeyondNoise = (incumbent: readonly number[], candidate: readonly number[]): boolean => {
  const gains = incumbent.map((value, b) => value - candidate[b])
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length
  return mean > ERRORS * jackknifeError(gains)
}

/** The values with one of `blocks` contiguous runs left out. */
export const withoutBlock = (values: Float64Array, block: number, blocks: number): Float64Array => {
  const from = Math.floor((block * values.length) / blocks)
  const to = Math.floor(((block + 1) * values.length) / blocks)
  const rest = new Float64Array(values.length - (to - from))
  rest.set(values.subarray(0, from))
  rest.set(values.subarray(to), from)
  return rest
}
