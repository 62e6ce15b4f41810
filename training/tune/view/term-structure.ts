/**
 * Weights w such that Σ w_h v_h is the mean variance over `bars`: total variance is linear in time between horizons,
 * and proportional to it before the first and after the last.
 */
export const termWeights = (horizons: readonly number[], bars: number): Float64Array => {
  const weights = new Float64Array(horizons.length)
  const next = horizons.findIndex((horizon) => bars <= horizon)
  if (next <= 0) {
    weights[next === 0 ? 0 : horizons.length - 1] = 1
    return weights
  }
  const near = horizons[next - 1]
  const far = horizons[next]
  const share = (bars - near) / (far - near)
  weights[next - 1] = (near * (1 - share)) / bars
  weights[next] = (far * share) / bars
  return weights
}
