import type { ExposureColumns } from '../../../src/core/hedging/exposure-columns'
import { mean } from '../../../src/core/statistics/moments'
import type { BandPaths } from '../../band-network/band-paths'
import { leastSquares } from '../../statistics/least-squares'
import { setting, stepDeviation, stepDrift, stepGrowth } from './setting'

const deviation = stepDeviation * Math.sqrt(setting.steps)
const drift = stepDrift * setting.steps
const MOST_TILT = 8

/**
 * Where disutility times the normal density is largest: the fixed point of z = a σ e^{drift + σz}, at most MOST_TILT.
 */
const tiltOf = (a: number): number => {
  let tilt = 0
  for (let i = 0; i < 50; i++) tilt = Math.min(a * deviation * Math.exp(drift + deviation * tilt), MOST_TILT)
  return tilt
}

/**
 * Entropic price of the unhedged call from the final values of paths, by importance sampling around the largest
 * disutility: at high risk aversion a plain sample of ordinary size has too few paths there. Glasserman, Monte Carlo
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

/** A hedge on every path: its position after each evaluation and its P&L. */
export type HedgedPaths = { readonly pnl: Float64Array; readonly positions: Float64Array }

/** Paths with the call's value, delta and gamma at every evaluation, paths × steps. */
export type ValuedPaths = {
  readonly paths: BandPaths
  readonly exposure: ExposureColumns
  readonly value: Float64Array
}

/** E[(S′/S)²] − growth², the variance of a step's growth factor. */
const stepVariance = stepGrowth ** 2 * Math.expm1(stepDeviation ** 2)

/**
 * Control variates of e^{−a X}, all with mean zero whatever the hedge: the Black-Scholes disutility at each evaluation,
 * times the unexpected move of the spot on the open exposure, and times the unexpected squared move on the square of
 * that exposure and on gamma. They remove sampling noise of first and second order from the price.
 */
const controlColumns = (
  { paths, exposure, value }: ValuedPaths,
  { positions }: HedgedPaths,
  riskAversion: number,
  reference: number,
): readonly Float64Array[] => {
  const columns = Array.from({ length: 3 }, () => new Float64Array(paths.paths))
  const { steps, spot } = paths
  for (let p = 0, i = 0, at = 0; p < paths.paths; p++, at++) {
    let wealth = 0
    let before = 0
    for (let t = 0; t < steps; t++, i++, at++) {
      const held = positions[i]
      wealth -= setting.cost * Math.abs(held - before) * spot[at]
      const weight = Math.exp(-riskAversion * (wealth - value[i] - reference))
      const open = (held - exposure.delta[i]) * spot[at]
      const surprise = spot[at + 1] / spot[at] - stepGrowth
      const squared = surprise * surprise - stepVariance
      columns[0][p] += weight * open * surprise
      columns[1][p] += weight * open * open * squared
      columns[2][p] += weight * exposure.gamma[i] * spot[at] * spot[at] * squared
      wealth += held * (spot[at + 1] - spot[at])
      before = held
    }
  }
  return columns.filter((column) => column.some((x) => x !== 0))
}

/**
 * Entropic price of hedged paths of setting A, its noise reduced by regression on the controls. Lavenberg & Welch,
 * Management Science 27 (1981) 322–335.
 */
export const controlledPrice = (valued: ValuedPaths, hedged: HedgedPaths, riskAversion: number): number => {
  const reference = mean(hedged.pnl)
  const disutility = hedged.pnl.map((x) => Math.exp(-riskAversion * (x - reference)))
  const { coefficients } = leastSquares(controlColumns(valued, hedged, riskAversion, reference), disutility)
  return Math.log(coefficients[0]) / riskAversion - reference
}
