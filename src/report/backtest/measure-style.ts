import { digitsFor } from '../format'
import { measureStyles } from '../measures'
import { hedgingMeasures, type HedgingMeasure } from '../summary'
import type { Measured } from './backtest'

const isHedging = (name: string): name is HedgingMeasure => hedgingMeasures.some((known) => known === name)

/**
 * Title, unit and factor of a measure by its name in the result; a name that no style knows is read as words:
 * 'floorBreaches' → 'Floor breaches'.
 */
export const measureStyle = (
  name: string,
): { readonly title: string; readonly unit: string; readonly factor: number } => {
  if (isHedging(name)) return measureStyles[name]
  const words = name.replaceAll(/(?<=[a-z])(?=[A-Z0-9])/g, ' ').toLowerCase()
  return { title: words.charAt(0).toUpperCase() + words.slice(1), unit: '', factor: 1 }
}

/** Decimals that show the intervals of a column to two significant digits. */
export const columnDigits = (column: readonly Measured[], factor: number): number => {
  const halves = column.map(({ ci }) => ((ci[1] - ci[0]) / 2) * factor).filter((half) => half > 0)
  const median = halves.sort((a, b) => a - b)[halves.length >> 1] ?? 0
  return digitsFor(median, Math.max(...column.map(({ value }) => Math.abs(value))) * factor)
}
