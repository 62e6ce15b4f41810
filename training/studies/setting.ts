/**
 * Setting A: a short 30-day at-the-money call on one unit, hedged daily at a proportional cost; S = K = 1, zero rates,
 * zero drift.
 */
export const setting = {
  vol: 0.2,
  /** The published setting has 29 grid points and so 28 hedges, of one day each … */
  steps: 28,
  stepYears: 1 / 365,
  /** … while deltas and the drift count the full 30 days. Kept, so that figures compare. */
  years: 30 / 365,
  cost: 1e-3,
  riskAversions: [1, 10, 30, 100],
} as const

/** Log drift of a step: −σ²/2 spread over the full 30 days. */
export const stepDrift = (-0.5 * setting.vol ** 2 * setting.years) / setting.steps
export const stepDeviation = setting.vol * Math.sqrt(setting.stepYears)
