import { digitsFor } from './format'
import type { Measured } from './measured'
import { hedgingMeasures, type HedgingMeasure, type HedgingScore } from './summary'

/** How a hedging measure reads: its title, unit, factor from the stored number, and which direction is better. */
type MeasureStyle = {
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
  ce: bp('Certainty equivalent'),
  evaluations: { title: 'Evaluations', unit: '', factor: 1, better: 'lower' },
  turnover: { title: 'Turnover', unit: '', factor: 1, better: 'lower' },
}

const isHedging = (name: string): name is HedgingMeasure => hedgingMeasures.some((known) => known === name)

/**
 * Title, unit and factor of a measure by its name in the result; a name without a style is read as words:
 * 'floorBreaches' → 'Floor breaches'.
 */
export const measureStyle = (name: string): Pick<MeasureStyle, 'title' | 'unit' | 'factor'> => {
  if (isHedging(name)) return measureStyles[name]
  const words = name.replaceAll(/(?<=[a-z])(?=[A-Z0-9])/g, ' ').toLowerCase()
  return { title: words.charAt(0).toUpperCase() + words.slice(1), unit: '', factor: 1 }
}

/** Decimals that show the median half-width of a column's intervals to two significant digits. */
export const columnDigits = (column: readonly Measured[], factor: number): number => {
  const halves = column.map(({ ci }) => ((ci[1] - ci[0]) / 2) * factor).filter((half) => half > 0)
  const median = halves.sort((a, b) => a - b)[halves.length >> 1] ?? 0
  return digitsFor(median, Math.max(...column.map(({ value }) => Math.abs(value))) * factor)
}

/** Decimals, 0 to 3, for a column of `measure`, as by `columnDigits`. */
export const measureDigits = (scores: readonly HedgingScore[], measure: HedgingMeasure): number => {
  const column = scores.map((score) => ({ value: score[measure], ci: score.ci[measure] }))
  return Math.min(3, columnDigits(column, measureStyles[measure].factor))
}

const effort: readonly HedgingMeasure[] = ['cost', 'trades', 'turnover', 'evaluations']

/** Best by construction: no hedge costs nothing, and tracking is measured from delta at every step. */
const trivial = (strategy: string, measure: HedgingMeasure): boolean =>
  (strategy === 'no-hedge' && effort.includes(measure)) ||
  (strategy === 'every-step' && (measure === 'trackingSd' || measure === 'trackingEs95'))

/**
 * Strategies with the best value of `measure` (several on a tie); no-hedge does not compete on what hedging takes,
 * delta at every step not on tracking.
 */
export const bestStrategies = (scores: readonly HedgingScore[], measure: HedgingMeasure): readonly string[] => {
  const sign = measureStyles[measure].better === 'lower' ? 1 : -1
  const rivals = scores.filter(({ strategy }) => !trivial(strategy, measure))
  const best = Math.min(...rivals.map((score) => sign * score[measure]))
  return rivals.filter((score) => sign * score[measure] === best).map(({ strategy }) => strategy)
}
