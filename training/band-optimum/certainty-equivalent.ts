import { whalleyWilmottHalfWidth } from '../../src/core/hedging/bands/whalley-wilmott'
import { mean } from '../../src/core/statistics/moments'
import { goldenSection } from '../statistics/minimum'
import type { SampledOptions } from './sample-options'
import type { BandOptimum, PositionEdges } from './solve-band'

/** Edges of a band, and where trades at either end; at the edge where absent. */
export type TradedBand = PositionEdges & { lowerTarget?: number; upperTarget?: number }

/** Writes the band at evaluation `step` of a path, whose place in the columns of paths × steps is `at`. */
export type BandAt = (at: number, step: number, band: TradedBand) => void

/**
 * Cost plus half the risk aversion times risk of each path, hedged from an empty position by a band and unwound at
 * expiry, per unit of spot at the sale. Its mean is the certainty equivalent: lower is better.
 */
export const pathEquivalents = (
  { paths, steps, spot, cost, delta, risk }: SampledOptions,
  riskAversion: number,
  bandAt: BandAt,
): Float64Array => {
  const band: TradedBand = { lower: 0, upper: 0 }
  return Float64Array.from({ length: paths }, (_, path) => {
    let position = 0
    let sum = 0
    for (let step = 0; step < steps; step++) {
      const i = path * steps + step
      const at = path * (steps + 1) + step
      bandAt(i, step, band)
      let next = position
      if (position < band.lower) next = band.lowerTarget ?? band.lower
      else if (position > band.upper) next = band.upperTarget ?? band.upper
      sum += cost[at] * Math.abs(next - position) * spot[at]
      position = next
      sum += 0.5 * riskAversion * (position - delta[i]) ** 2 * risk[i]
    }
    const end = path * (steps + 1) + steps
    return sum + cost[end] * Math.abs(position) * spot[end]
  })
}

/** Place of evaluation `i` in a column of paths × (steps + 1). */
export const placeOf = ({ steps }: SampledOptions, i: number): number => i + Math.floor(i / steps)

/** Whalley and Wilmott's band, its half-width times `multiplier`. */
export const whalleyWilmott =
  (options: SampledOptions, riskAversion: number, multiplier: number): BandAt =>
  (i, _step, band) => {
    const at = placeOf(options, i)
    const inputs = { cost: options.cost[at], spot: options.spot[at], gamma: options.gamma[i] }
    const halfWidth = multiplier * whalleyWilmottHalfWidth(inputs, riskAversion)
    band.lower = options.delta[i] - halfWidth
    band.upper = options.delta[i] + halfWidth
  }

/** The multiplier of the least certainty equivalent on some options. */
export const tuneMultiplier = (options: SampledOptions, riskAversion: number): number =>
  goldenSection(
    (multiplier) => mean(pathEquivalents(options, riskAversion, whalleyWilmott(options, riskAversion, multiplier))),
    0.1,
    2,
    5e-3,
  )

/** The exact optimum's band. */
export const optimal = (options: SampledOptions, { edges }: BandOptimum): BandAt => {
  const states = options.posterior.length / options.vol.length
  return (i, step, band) =>
    edges(
      step,
      Math.log(options.spot[placeOf(options, i)]),
      options.posterior.subarray(i * states, (i + 1) * states),
      band,
    )
}
