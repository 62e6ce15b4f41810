import { Fault } from '../../error'
import {
  grossReturnCdf,
  grossReturnQuantile,
  grossReturnShortfall,
  logReturnMixture,
  type ReturnForecast,
} from './gross-return'

/** The chance of ending an interval below the floor, and how far below, in units of the cushion at its start. */
export type GapRisk = {
  /** P(wealth < floor) at the end of one interval. */
  readonly probability: number
  /** E[(floor − wealth)⁺] per unit of cushion. */
  readonly expectedShortfall: number
  /** The same, given that there is a gap; 0 where there is none. */
  readonly conditionalShortfall: number
}

const refuse = (what: string): never => {
  throw new Fault('numerical-domain', `a gap risk needs ${what}`)
}

/**
 * Gap risk of holding `multiplier` × cushion in the asset over `years` without trading, the rest at `rate`: the cushion
 * is lost where the gross return falls below e^{rh}(m − 1)/m. None for m ≤ 1. Exact under the forecast's law (normal or
 * jump-diffusion). Faults on a multiplier or years < 0.
 */
export const gapRisk = (multiplier: number, forecast: ReturnForecast, years: number, rate = 0): GapRisk => {
  if (!(multiplier >= 0 && multiplier < Infinity && years >= 0)) refuse(`a multiplier ≥ 0, got ${multiplier}`)
  if (multiplier <= 1) return { probability: 0, expectedShortfall: 0, conditionalShortfall: 0 }
  const components = logReturnMixture(forecast, years)
  const barrier = (Math.exp(rate * years) * (multiplier - 1)) / multiplier
  const probability = grossReturnCdf(components, barrier)
  const expectedShortfall = multiplier * grossReturnShortfall(components, barrier)
  const conditionalShortfall = probability > 0 ? expectedShortfall / probability : 0
  return { probability, expectedShortfall, conditionalShortfall }
}

/**
 * The largest multiplier whose gap probability over `years` is at most 1 − `confidence`: 1 / (1 − q e^{−rh}) with q the
 * worst gross return at that confidence. At least 1, at most `ceiling`, which it reaches as volatility or the interval
 * goes to 0.
 */
export const boundedMultiplier = (
  forecast: ReturnForecast,
  years: number,
  rate: number,
  { confidence, ceiling }: { readonly confidence: number; readonly ceiling: number },
): number => {
  if (!(confidence > 0 && confidence < 1)) refuse(`a confidence in (0, 1), got ${confidence}`)
  if (!(ceiling >= 1)) refuse(`a ceiling ≥ 1, got ${ceiling}`)
  const worst = 1 - grossReturnQuantile(forecast, years, 1 - confidence) * Math.exp(-rate * years)
  return worst * ceiling <= 1 ? ceiling : Math.max(1 / worst, 1)
}
