import type { BandPaths } from '../band-network/band-paths'
import { setting, stepDeviation, stepDrift } from './setting'

const deviation = stepDeviation * Math.sqrt(setting.steps)
const drift = stepDrift * setting.steps
const MOST_TILT = 8

/**
 * Where the disutility's share of the normal density is largest: the fixed point of z = a σ e^{drift + σz}, as far as
 * there is one.
 */
const tiltOf = (a: number): number => {
  let tilt = 0
  for (let i = 0; i < 50; i++) tilt = Math.min(a * deviation * Math.exp(drift + deviation * tilt), MOST_TILT)
  return tilt
}

/**
 * Entropic price of the unhedged call from the final values of paths, moved by importance sampling to where the
 * disutility lies: a plain sample of ordinary size shows nothing of it at high risk aversion. Glasserman, Monte Carlo
 * Methods in Financial Engineering (2003) §4.6.
 */
export const noHedgePrice = ({ paths, steps, spot }: BandPaths, riskAversion: number): number => {
  const tilt = tiltOf(riskAversion)
  let sum = 0
  for (let p = 0; p < paths; p++) {
    const z = (Math.log(spot[p * (steps + 1) + steps]) - drift) / deviation
    const payoff = Math.max(Math.exp(drift + deviation * (z + tilt)) - 1, 0)
    sum += Math.expm1(riskAversion * payoff) * Math.exp(-tilt * z - 0.5 * tilt * tilt)
  }
  return Math.log1p(sum / paths) / riskAversion
}
