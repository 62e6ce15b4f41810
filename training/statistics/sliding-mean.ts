/**
 * Mean of the last `window` values at each index; the first `window − 1` entries hold 0 and are no means. Sums by
 * halves of neighbouring blocks, additions only, so that positive values give a positive mean for any values before the
 * window.
 */
export const trailingMean = (values: Float64Array, window: number): Float64Array => {
  const n = values.length
  const means = new Float64Array(n)
  const before = new Float64Array(window + 1)
  let within = 0
  for (let i = 0; i < n; i++) {
    const place = i % window
    if (place === 0) {
      within = 0
      before[window] = 0
      // Suffix sums of the block that just ended; before the first block there is none.
      if (i > 0) for (let j = window - 1; j >= 0; j--) before[j] = before[j + 1] + values[i - window + j]
    }
    within += values[i]
    if (i >= window - 1) means[i] = (before[place + 1] + within) / window
  }
  return means
}

/** Mean of the `window` values after each index; the last `window` entries hold 0 and are no means. */
export const forwardMean = (values: Float64Array, window: number): Float64Array => {
  const trailing = trailingMean(values, window)
  const means = new Float64Array(values.length)
  means.set(trailing.subarray(window))
  return means
}
