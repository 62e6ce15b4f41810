import { Fault } from '../../error'
import type { Rng } from '../../rng'
import type { AssetPaths } from './allocation-paths'

/**
 * Lower Cholesky factor of a covariance, row-major n × n; a pivot within rounding of 0 is 0. Faults where the matrix is
 * not positive semidefinite.
 */
const cholesky = (covariance: readonly number[], n: number): Float64Array => {
  const factor = new Float64Array(n * n)
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let sum = covariance[i * n + j]
      for (let k = 0; k < j; k++) sum -= factor[i * n + k] * factor[j * n + k]
      const scale = covariance[i * n + i]
      if (i === j && sum < -1e-10 * scale)
        throw new Fault('numerical-domain', 'a covariance must be positive semidefinite')
      if (i === j) factor[i * n + i] = Math.sqrt(Math.max(sum, 0))
      else factor[i * n + j] = factor[j * n + j] > 0 ? sum / factor[j * n + j] : 0
    }
  return factor
}

/**
 * Correlated geometric Brownian motion from 1, driftless: annual `covariance`, row-major n × n; prices are martingales.
 */
export const correlatedPaths = (
  shape: Pick<AssetPaths, 'paths' | 'steps' | 'assets' | 'stepSeconds' | 'yearsPerSecond'>,
  covariance: readonly number[],
  rng: Rng,
): AssetPaths => {
  const { paths, steps, assets } = shape
  const years = shape.stepSeconds * shape.yearsPerSecond
  const factor = cholesky(covariance, assets)
  const price = new Float64Array(paths * (steps + 1) * assets)
  const shocks = new Float64Array(assets)
  for (let path = 0, at = 0; path < paths; path++) {
    price.fill(1, at, at + assets)
    at += assets
    for (let step = 0; step < steps; step++)
      for (let i = 0; i < assets; i++, at++) {
        if (i === 0) for (let j = 0; j < assets; j++) shocks[j] = rng.normal()
        let move = 0
        for (let j = 0; j <= i; j++) move += factor[i * assets + j] * shocks[j]
        price[at] = price[at - assets] * Math.exp(Math.sqrt(years) * move - 0.5 * covariance[i * assets + i] * years)
      }
  }
  return { ...shape, price }
}
