import { expectedAverageVariance } from '../../simulator/truth'
import { settingB, yearsToExpiry } from './setting'

/** Expected mean annual variance to expiry at each look (rows) for each state in force (columns), steps × states. */
export type AverageVariances = Float64Array

/** By the continuous-time chain of the world: m + (v − m)(1 − e^{−λT})/(λT), λ the sum of both exit rates. */
export const trueAverageVariances = (): AverageVariances => {
  const { world } = settingB
  const states = world.vols.length
  const out = new Float64Array(yearsToExpiry.length * states)
  yearsToExpiry.forEach((years, step) => {
    for (let state = 0; state < states; state++)
      out[step * states + state] = expectedAverageVariance(world, state, world.vols[state] ** 2, years)
  })
  return out
}

/**
 * By an hourly chain: `variances` are annual by state, `transition` the chance to go from state i to j in an hour; the
 * state given is in force over the first hour. Means over 1 … steps hours, the longest first as an option's looks are.
 */
export const chainAverageVariances = (
  variances: readonly number[],
  transition: readonly (readonly number[])[],
  steps: number,
): AverageVariances => {
  const states = variances.length
  const out = new Float64Array(steps * states)
  let total = variances.slice()
  for (let hours = 1; hours <= steps; hours++) {
    out.set(
      total.map((sum) => sum / hours),
      (steps - hours) * states,
    )
    const after = total
    total = variances.map((variance, i) => variance + transition[i].reduce((sum, p, j) => sum + p * after[j], 0))
  }
  return out
}

/**
 * Annual volatility from probabilities of the states in force at every look, [(path × steps + step) × states + k], and
 * what each of them means.
 */
export const posteriorVolatility = (
  posterior: Float64Array,
  averages: AverageVariances,
  steps: number,
): Float64Array => {
  const states = averages.length / steps
  const vol = new Float64Array(posterior.length / states)
  for (let i = 0; i < vol.length; i++) {
    const row = (i % steps) * states
    let variance = 0
    for (let k = 0; k < states; k++) variance += posterior[i * states + k] * averages[row + k]
    vol[i] = Math.sqrt(variance)
  }
  return vol
}
