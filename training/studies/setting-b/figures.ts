import { entropicPrice } from '../../../src/core/statistics/risk/entropic'
import { expectedShortfall } from '../../../src/core/statistics/risk/expected-shortfall'
import { mean, standardDeviation } from '../../../src/core/statistics/risk/moments'
import { quantileOfSorted } from '../../statistics/quantile'
import { settingB } from './setting'

/** A statistic of independent paths with its standard error. */
export type Figure = { readonly value: number; readonly standardError: number }

/**
 * A statistic of a P&L column beside the influence of each path on it: the statistic is as uncertain as the mean of its
 * influences.
 */
type Influenced = { readonly value: number; readonly influence: Float64Array }

const tail = 0.05
const { riskAversion } = settingB

const influencedPrice = (pnl: Float64Array): Influenced => {
  const value = entropicPrice(pnl, riskAversion)
  return { value, influence: pnl.map((x) => Math.exp(-riskAversion * (x + value)) / riskAversion) }
}

// Manistre & Hancock, North American Actuarial Journal 9 (2005) 129–156.
const influencedShortfall = (pnl: Float64Array): Influenced => {
  const edge = quantileOfSorted(pnl.slice().sort(), tail)
  return {
    value: expectedShortfall(pnl, tail) + mean(pnl),
    influence: pnl.map((x) => Math.max(edge - x, 0) / tail + x),
  }
}

const errorOfMean = (influence: Float64Array): number => standardDeviation(influence) / Math.sqrt(influence.length)

const figure = ({ value, influence }: Influenced): Figure => ({ value, standardError: errorOfMean(influence) })

/** Entropic price, and its standard error by the delta method. */
export const priceFigure = (pnl: Float64Array): Figure => figure(influencedPrice(pnl))

/** Expected shortfall of the demeaned P&L at 95 %, and its standard error by its influence function. */
export const excessShortfallFigure = (pnl: Float64Array): Figure => figure(influencedShortfall(pnl))

const pairedZ = (first: Influenced, second: Influenced): number => {
  const error = errorOfMean(first.influence.map((x, i) => x - second.influence[i]))
  return error > 0 ? (first.value - second.value) / error : 0
}

/**
 * How far two P&Ls on common paths lie apart, first less second, in standard errors of the difference; 0 where they are
 * the same.
 */
export const pairedZs = (
  first: Float64Array,
  second: Float64Array,
): { readonly price: number; readonly es95: number } => ({
  price: pairedZ(influencedPrice(first), influencedPrice(second)),
  es95: pairedZ(influencedShortfall(first), influencedShortfall(second)),
})
