import { digitsFor } from './format'
import type { HedgingMeasure, HedgingScore } from './summary'

/** How a hedging measure reads: its title, unit, factor from the stored number, and which direction is better. */
export type MeasureStyle = {
  readonly title: string
  readonly unit: 'bp' | ''
  readonly factor: number
  readonly better: 'lower' | 'higher'
}

const bp = (title: string, better: 'lower' | 'higher' = 'lower'): MeasureStyle => ({
  title,
  unit: 'bp',
  factor: 1e4,
  better,
})

/** Measures per unit of spot read in basis points of the spot at the start; trades as they are. */
export const measureStyles: Readonly<Record<HedgingMeasure, MeasureStyle>> = {
  cost: bp('Cost'),
  meanPnl: bp('Mean P&L', 'higher'),
  sd: bp('P&L sd'),
  es95: bp('P&L ES95'),
  entropicPrice: bp('Entropic price'),
  trades: { title: 'Trades', unit: '', factor: 1, better: 'lower' },
  trackingSd: bp('Tracking sd'),
  trackingEs95: bp('Tracking ES95'),
}

/**
 * Best by construction, so naming it says nothing: no hedge costs nothing, and tracking is measured from delta at every
 * step.
 */
const trivial = (strategy: string, measure: HedgingMeasure): boolean =>
  (strategy === 'no-hedge' && (measure === 'cost' || measure === 'trades')) ||
  (strategy === 'every-step' && (measure === 'trackingSd' || measure === 'trackingEs95'))

/**
 * Strategies with the best value of `measure` (several on a tie); no-hedge does not compete on cost and trades, delta
 * at every step not on tracking.
 */
export const bestStrategies = (scores: readonly HedgingScore[], measure: HedgingMeasure): readonly string[] => {
  const sign = measureStyles[measure].better === 'lower' ? 1 : -1
  const rivals = scores.filter(({ strategy }) => !trivial(strategy, measure))
  const best = Math.min(...rivals.map((score) => sign * score[measure]))
  return rivals.filter((score) => sign * score[measure] === best).map(({ strategy }) => strategy)
}

/**
 * Decimals, 0 to 3, for a column of `measure`: those that show the median half-width of its 95 % intervals to two
 * significant digits.
 */
export const measureDigits = (scores: readonly HedgingScore[], measure: HedgingMeasure): number => {
  const { factor } = measureStyles[measure]
  const halves = scores.map(({ ci }) => ((ci[measure][1] - ci[measure][0]) / 2) * factor).filter((half) => half > 0)
  const median = halves.sort((a, b) => a - b)[halves.length >> 1] ?? 0
  return Math.min(3, digitsFor(median, Math.max(...scores.map((score) => Math.abs(score[measure]))) * factor))
}
