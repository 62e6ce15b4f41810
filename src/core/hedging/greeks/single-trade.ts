import { riskOf } from './hedge-objective'
import type { GreekHedgeProblem, HedgeCandidate } from './hedge-problem'
import type { TradeRange } from './trade-range'

/**
 * The best trade in one instrument of any size: where the marginal risk saved is its cost, or none, or to the end of
 * its range.
 */
export const singleTrade = (
  { residual, risk }: GreekHedgeProblem,
  { exposure, buyCost, sellCost }: HedgeCandidate,
  { lower, upper }: TradeRange,
): number => {
  const curvature = 2 * riskOf(risk, exposure)
  let slope = 0
  for (let g = 0; g < residual.length; g++)
    for (let h = 0; h < residual.length; h++) slope += 2 * exposure[g] * risk[g][h] * residual[h]
  if (slope + buyCost < 0) return Math.min(-(slope + buyCost) / curvature, upper)
  return slope - sellCost > 0 ? Math.max(-(slope - sellCost) / curvature, lower) : 0
}
