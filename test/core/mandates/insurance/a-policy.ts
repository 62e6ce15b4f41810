import type { WealthPaths } from '../../../../src/core/mandates/insurance/cppi-paths'
import type { CppiPolicy } from '../../../../src/core/mandates/insurance/cppi-policy'
import { startRng } from '../../../../src/core/rng'

export const DAY_SECONDS = 86_400
export const YEARS_PER_SECOND = 1 / (365 * DAY_SECONDS)

export const aPolicy = (change: Partial<CppiPolicy> = {}): CppiPolicy => ({
  maxMultiplier: 5,
  confidence: 0.999,
  gapInterval: DAY_SECONDS,
  minInterval: 0,
  maxExposureShare: 1,
  tolerance: 0.1,
  toleranceMultipliers: [1, 1, 1],
  toleranceFloor: 0,
  toleranceCeiling: 0.5,
  insideShare: 0,
  diffusionShare: 0,
  ratchetShare: undefined,
  ...change,
})

/** Geometric Brownian paths from 1, with the true volatility as forecast. */
export const gbmPaths = (
  seed: number,
  change: Partial<WealthPaths> & { readonly paths: number; readonly steps: number },
  vol = 0.6,
): WealthPaths => {
  const { paths, steps } = change
  const stepSeconds = change.stepSeconds ?? DAY_SECONDS
  const years = stepSeconds * YEARS_PER_SECOND
  const rng = startRng(seed)
  const price = new Float64Array(paths * (steps + 1))
  for (let path = 0, at = 0; path < paths; path++) {
    price[at++] = 1
    for (let step = 0; step < steps; step++, at++)
      price[at] = price[at - 1] * Math.exp(-0.5 * vol * vol * years + vol * Math.sqrt(years) * rng.normal())
  }
  return {
    price,
    stepSeconds,
    yearsPerSecond: YEARS_PER_SECOND,
    vol,
    oneWayCost: 0,
    rate: 0,
    drift: 0,
    ...change,
  }
}
