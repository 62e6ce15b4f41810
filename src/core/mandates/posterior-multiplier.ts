/**
 * Posterior-weighted multiplier. Weights are normalised by their sum; with none (a sum of 0, or no posterior) it is the
 * plain mean of the multipliers, the policy where the regime is unknown.
 */
export const posteriorMultiplier = (multipliers: readonly number[], posterior: readonly number[]): number => {
  let weight = 0
  let sum = 0
  let plain = 0
  for (let k = 0; k < multipliers.length; k++) {
    const p = posterior[k] ?? 0
    weight += p
    sum += p * multipliers[k]
    plain += multipliers[k]
  }
  return weight > 0 ? sum / weight : plain / multipliers.length
}
