/** A bin that one side never saw counts as this share of it: the index stays finite and says how far it can rise. */
const leastShare = 1e-3

/**
 * Population stability index Σ (p − q) ln(p / q) of two histograms over the same bins, shares summing to 1: 0 where
 * they are alike, symmetric, ≥ 0. Shares under 1e-3 count as 1e-3. Usual reading: above 0.25 the population is another.
 * Siddiqi, Credit Risk Scorecards (2006).
 */
export const populationStability = (live: ArrayLike<number>, reference: ArrayLike<number>): number => {
  let sum = 0
  for (let bin = 0; bin < reference.length; bin++) {
    const p = Math.max(live[bin], leastShare)
    const q = Math.max(reference[bin], leastShare)
    sum += (p - q) * Math.log(p / q)
  }
  return sum
}

/**
 * Greatest distance between the two distribution functions at the edges between the bins, in [0, 1]: the two-sample
 * Kolmogorov-Smirnov statistic where every value has a bin of its own, else a lower bound of it.
 */
export const kolmogorovSmirnov = (live: ArrayLike<number>, reference: ArrayLike<number>): number => {
  let [difference, most] = [0, 0]
  for (let bin = 0; bin + 1 < reference.length; bin++) {
    difference += live[bin] - reference[bin]
    most = Math.max(most, Math.abs(difference))
  }
  return most
}
