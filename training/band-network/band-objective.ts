import { normalCdf } from '../../src/core/pricing/normal'
import { standardDeviation } from '../../src/core/statistics/moments'
import { entropicPrice, expectedShortfall } from '../../src/core/statistics/risk-measures'

/**
 * Training objective of a band; every entry of `riskAversions` is a band of the same network, and the mean over them is
 * minimised.
 */
export type BandObjective =
  | { readonly kind: 'entropic'; readonly riskAversions: readonly number[] }
  /** Of the worst `level` share; `riskAversion` is that of the Whalley-Wilmott band that is corrected. */
  | { readonly kind: 'expected-shortfall'; readonly level: number; readonly riskAversion: number }

/** Risk aversions whose bands the objective trains. */
export const aversionsOf = (objective: BandObjective): readonly number[] =>
  objective.kind === 'entropic' ? objective.riskAversions : [objective.riskAversion]

/** Risk of a P&L and its derivative by the P&L of each path. */
export type PricedRisk = {
  readonly value: number
  readonly slope: Float64Array
  /** Estimated slope of a path whose P&L is expected to end at `expected`, with a share of the option's life left. */
  readonly anchor: (expected: number, left: number) => number
}

const entropic = (pnl: Float64Array, a: number): PricedRisk => {
  const value = entropicPrice(pnl, a)
  const anchor = (expected: number): number => -Math.exp(-a * (expected + value)) / pnl.length
  return { value, slope: pnl.map((x) => anchor(x)), anchor }
}

/**
 * As the optimised certainty equivalent min over w of w + E[(−X − w)⁺] / level, whose best threshold w is a quantile:
 * only losses beyond it have a slope. Rockafellar & Uryasev, Journal of Risk 2 (2000) 21–41.
 */
const shortfall = (pnl: Float64Array, level: number): PricedRisk => {
  const sorted = Float64Array.from(pnl).sort()
  const threshold = sorted[Math.min(Math.floor(level * pnl.length), pnl.length - 1)]
  const weight = -1 / (level * pnl.length)
  const spread = standardDeviation(pnl)
  return {
    value: expectedShortfall(pnl, level),
    slope: pnl.map((x) => (x < threshold ? weight : 0)),
    anchor: (expected, left) =>
      spread === 0 ? 0 : weight * normalCdf((threshold - expected) / (spread * Math.sqrt(Math.max(left, 1e-3)))),
  }
}

/** The objective's risk of a P&L hedged by the band of one of its risk aversions. */
export const priceRisk = (objective: BandObjective, riskAversion: number, pnl: Float64Array): PricedRisk =>
  objective.kind === 'entropic' ? entropic(pnl, riskAversion) : shortfall(pnl, objective.level)
