import { Fault } from '../../error'
import { normalCdf } from '../../pricing/normal'
import { grossReturnCdf, grossReturnShortfall, logReturnMixture, type ReturnForecast } from './gross-return'
import { grossReturnQuantile } from './gross-return-quantile'

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

/** P(at least one gap in `periods` independent intervals). */
export const gapProbabilityOver = (probability: number, periods: number): number =>
  probability >= 1 ? 1 : -Math.expm1(periods * Math.log1p(-probability))

/**
 * P(gap within `years`) when the exposure is kept at `multiplier` × cushion continuously: only a jump below ln(1 − 1/m)
 * can lose the cushion, 1 − exp(−λ T Φ((ln(1 − 1/m) − mean) / sd)). 0 without jumps or for m ≤ 1. R. Cont & P. Tankov,
 * Mathematical Finance 19 (2009) 379–401.
 */
export const continuousGapProbability = (multiplier: number, { jumps }: ReturnForecast, years: number): number => {
  if (!(multiplier >= 0 && years >= 0)) refuse(`a multiplier and years ≥ 0, got ${multiplier} and ${years}`)
  if (jumps === undefined || multiplier <= 1) return 0
  const depth = Math.log1p(-1 / multiplier) - jumps.mean
  const share = jumps.sd === 0 ? (depth >= 0 ? 1 : 0) : normalCdf(depth / jumps.sd)
  return -Math.expm1(-jumps.perYear * years * share)
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
  confidence: number,
  ceiling: number,
): number => {
  if (!(confidence > 0 && confidence < 1)) refuse(`a confidence in (0, 1), got ${confidence}`)
  if (!(ceiling >= 1)) refuse(`a ceiling ≥ 1, got ${ceiling}`)
  const worst = 1 - grossReturnQuantile(forecast, years, 1 - confidence) * Math.exp(-rate * years)
  return worst * ceiling <= 1 ? ceiling : Math.max(1 / worst, 1)
}
