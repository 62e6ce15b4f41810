import { lelandVol } from '../bands/leland'

/** When a long-gamma book is worth buying. */
export type EntryRule = {
  /** Forecast of realized volatility over the book's life, annual. */
  readonly forecastVol: (path: number) => number
  /** How much the forecast must exceed what the options cost, in volatility. */
  readonly margin: number
  /** Time between hedges that the cost of scalping is estimated by, years > 0. */
  readonly revisionYears: number
}

/**
 * True where the forecast volatility, less what hedging a long book costs at Leland's volatility, exceeds the implied
 * volatility at which the book is bought (half the spread above the mark) by the margin. Leland, Journal of Finance 40
 * (1985) 1283–1301.
 */
export const entersLong = (
  forecastVol: number,
  impliedVol: number,
  { margin, revisionYears }: Pick<EntryRule, 'margin' | 'revisionYears'>,
  costs: { readonly underlying: number; readonly optionVolSpread: number },
): boolean => lelandVol(forecastVol, costs.underlying, revisionYears, -1) >= impliedVol + costs.optionVolSpread + margin
