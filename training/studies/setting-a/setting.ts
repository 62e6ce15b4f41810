import { normalQuantile } from '../../../src/core/pricing/normal-quantile'
import type { Rng } from '../../../src/core/rng'
import type { BandPaths } from '../../band-network/band-paths'

/**
 * Setting A: a short 30-day at-the-money call on one unit, hedged daily at a proportional cost; S = K = 1, zero rates,
 * zero drift.
 */
export const setting = {
  vol: 0.2,
  /** The published setting has 29 grid points and so 28 hedges, one day apart. */
  steps: 28,
  stepYears: 1 / 365,
  /** Deltas and the drift count the full 30 days, as in the published setting. */
  years: 30 / 365,
  cost: 1e-3,
  riskAversions: [1, 10, 30, 100],
} as const

/** Log drift of a step: −σ²/2 spread over the full 30 days. */
export const stepDrift = (-0.5 * setting.vol ** 2 * setting.years) / setting.steps
export const stepDeviation = setting.vol * Math.sqrt(setting.stepYears)

/**
 * Expected growth factor of a step: the published drift is spread over 30 days while 28 pass, so the price is not quite
 * a martingale.
 */
export const stepGrowth = Math.exp(stepDrift + 0.5 * stepDeviation ** 2)

/**
 * Paths of setting A whose final values are stratified: path p ends in the p-th of `count` equally likely strata
 * and follows a Brownian bridge, so every path has the law of the setting and the mean over all has less variance.
 */
export const settingAPaths = (count: number, rng: Rng): BandPaths => {
  const { steps, years, stepYears, cost, vol } = setting
  const width = steps + 1
  const spot = new Float64Array(count * width)
  const normals = new Float64Array(steps)
  for (let p = 0; p < count; p++) {
    let sum = 0
    for (let t = 0; t < steps; t++) sum += normals[t] = rng.normal()
    const end = Math.sqrt(steps) * normalQuantile((p + Math.max(rng.uniform(), 1e-12)) / count)
    const bridge = (end - sum) / steps
    let log = 0
    spot[p * width] = 1
    for (let t = 0; t < steps; t++) {
      log += stepDrift + stepDeviation * (normals[t] + bridge)
      spot[p * width + t + 1] = Math.exp(log)
    }
  }
  return {
    paths: count,
    steps,
    spot,
    years: Float64Array.from({ length: steps }, (_, i) => years - i * stepYears),
    cost,
    vol,
    growth: stepGrowth,
    unwindAtExpiry: false,
  }
}
