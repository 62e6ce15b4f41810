import { entropicPrice } from '../../src/core/metrics/risk/entropic'
import type { Strategy } from '../../src/core/hedging/strategy'
import { run, type View } from '../hedging/view'
import { coordinates, startingSetting, type AdaptiveSetting } from './adaptive-candidates'
import type { AdaptiveLens } from './adaptive-lens'
import type { Candidate, Family } from './fixed-candidates'

/** The objective of all tuning, fixed and adaptive alike: entropic price of the P&L with its premium, on the same paths. */
export type Objective = { readonly riskAversion: number; readonly premium: Float64Array }

const priceOf = (view: View, strategy: Strategy, objective: Objective, bandMultiplier?: Float64Array): number =>
  entropicPrice(
    run(view, strategy, bandMultiplier).pnl.map((pnl, p) => pnl + objective.premium[p]),
    objective.riskAversion,
  )

/** The setting with the lowest objective; the earlier one on a tie. */
export const tuneFixed = (view: View, family: Family, objective: Objective): Candidate => {
  const prices = family.candidates.map(({ strategy }) => priceOf(view, strategy, objective))
  return family.candidates[prices.indexOf(Math.min(...prices))]
}

const SWEEPS = 2

/**
 * Coordinate descent over the adaptive policy from its textbook start, on common paths: every coordinate in turn, each grid around the best so far.
 * A step is taken only where it lowers the objective.
 */
export const tuneAdaptive = (
  lens: AdaptiveLens,
  objective: Objective,
  barSeconds: number,
  optionBars: number,
): AdaptiveSetting => {
  const price = ({ policy, lean }: AdaptiveSetting): number =>
    priceOf(lens.view(lean), { kind: 'adaptive', policy }, objective, lens.multiplier(policy))
  let best = startingSetting(objective.riskAversion, lens.states, barSeconds)
  let lowest = price(best)
  for (let sweep = 0; sweep < SWEEPS; sweep++)
    for (const coordinate of coordinates(lens.states, barSeconds, optionBars))
      for (const candidate of coordinate(best)) {
        const value = price(candidate)
        if (value < lowest - 1e-9) {
          lowest = value
          best = candidate
        }
      }
  return best
}
