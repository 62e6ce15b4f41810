import { Fault } from '../../src/core/error'
import { jumpsVariance } from './jumps'
import type { MarkovChain } from './markov-chain'
import { microstructureChain, microstructureVariances } from './microstructure'
import { regimesChain, regimesVariances } from './regimes'
import type { World } from './world'

const multiply = (a: Float64Array, b: Float64Array, n: number): Float64Array => {
  const product = new Float64Array(n * n)
  for (let i = 0; i < n; i++)
    for (let k = 0; k < n; k++) {
      const factor = a[i * n + k]
      if (factor !== 0) for (let j = 0; j < n; j++) product[i * n + j] += factor * b[k * n + j]
    }
  return product
}

/**
 * e^A of a row-major n × n matrix, for small n. Scaled by a power of two until its row-sum norm is at most 1/2, 14
 * Taylor terms (remainder below 1e-16), squared back. Moler & Van Loan, SIAM Review 45 (2003) 3–49.
 * @internal
 */
export const matrixExponential = (matrix: Float64Array, n: number): Float64Array => {
  let norm = 0
  for (let i = 0; i < n; i++) {
    let sum = 0
    for (let j = 0; j < n; j++) sum += Math.abs(matrix[i * n + j])
    norm = Math.max(norm, sum)
  }
  const squarings = norm > 0.5 ? Math.ceil(Math.log2(2 * norm)) : 0
  const scaled = matrix.map((x) => x / 2 ** squarings)
  let result: Float64Array = new Float64Array(n * n)
  for (let i = 0; i < n; i++) result[i * n + i] = 1
  let term: Float64Array = result.slice()
  for (let order = 1; order <= 14; order++) {
    term = multiply(term, scaled, n).map((x) => x / order)
    for (let i = 0; i < n * n; i++) result[i] += term[i]
  }
  for (let i = 0; i < squarings; i++) result = multiply(result, result, n)
  return result
}

/**
 * ∫₀ᵗ e^{Qs} v ds for a row-major n × n matrix Q and a vector v: the last column of the exponential of [[Q, v], [0,
 * 0]]·t. Van Loan, IEEE Transactions on Automatic Control 23 (1978) 395–404.
 * @internal
 */
export const integratedExponential = (matrix: Float64Array, vector: readonly number[], t: number): Float64Array => {
  const n = vector.length
  const wide = new Float64Array((n + 1) * (n + 1))
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) wide[i * (n + 1) + j] = matrix[i * n + j] * t
    wide[i * (n + 1) + n] = vector[i] * t
  }
  const power = matrixExponential(wide, n + 1)
  return Float64Array.from(vector, (_, i) => power[i * (n + 1) + n])
}

const chainAverage = (chain: MarkovChain, variances: readonly number[], state: number, years: number): number => {
  if (!(state in variances)) throw new Fault('bad-input', `state ${state} is not one of ${variances.length}`)
  return integratedExponential(chain.generator, variances, years)[state] / years
}

/**
 * Expected mean annual variance over the next `years` > 0, given the hidden state and the instantaneous annual variance
 * now: the best forecast given the true parameters. Worlds with states read `state`, Heston reads `variance`, the
 * others neither. Tends to the variance in force as years → 0 and to the long-run mean as years → ∞. Heston: θ + (v −
 * θ)(1 − e^{−κT})/(κT).
 */
export const expectedAverageVariance = (world: World, state: number, variance: number, years: number): number => {
  if (!(years > 0)) throw new Fault('numerical-domain', `years must be positive, not ${years}`)
  switch (world.kind) {
    case 'gbm':
      return world.vol * world.vol
    case 'jumps':
      return jumpsVariance(world)
    case 'heston': {
      const reverted = world.kappa * years
      return world.theta + ((variance - world.theta) * -Math.expm1(-reverted)) / reverted
    }
    case 'regimes':
      return chainAverage(regimesChain(world), regimesVariances(world).total, state, years)
    case 'microstructure':
      return chainAverage(microstructureChain(world), microstructureVariances(world), state, years)
  }
}
