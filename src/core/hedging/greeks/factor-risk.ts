import { Fault } from '../../error'
import type { GreekName } from './greek-snapshot'

/** How spot and volatility move until the next evaluation. */
export type FactorMarket = {
  /** a > 0 of mean-variance utility, per unit of the book's currency. */
  readonly riskAversion: number
  readonly spot: number
  /** Annual. */
  readonly vol: number
  /** Annual standard deviation of the implied volatility itself, in volatility per √year. */
  readonly volOfVol: number
  /** Of spot and volatility, in [−1, 1]; 0 where absent. */
  readonly correlation?: number | undefined
  /** Of the volatilities of two expiry buckets, in [0, 1]; 1 where absent. */
  readonly bucketCorrelation?: number | undefined
  readonly horizonYears: number
}

/**
 * Risk matrix of Greeks in currency: a / 2 times the covariance of the profits Δ dS, ½ Γ dS², ν dσ, vanna dS dσ and ½
 * volga dσ² of one unit of each, spot and volatility moving as correlated normals over the horizon. The same Greek
 * named twice counts as two expiry buckets, whose volatilities share one factor. Positive semidefinite by construction;
 * 0 at vol 0 or horizon 0. Moments of the normal law: L. Isserlis, Biometrika 12 (1918) 134–139.
 */
export const factorRisk = (greeks: readonly GreekName[], market: FactorMarket): number[][] => {
  const { riskAversion, spot, vol, volOfVol, correlation = 0, bucketCorrelation = 1, horizonYears } = market
  const sound =
    riskAversion > 0 && spot > 0 && vol >= 0 && volOfVol >= 0 && horizonYears >= 0 && Math.abs(correlation) <= 1
  if (!sound || !(bucketCorrelation >= 0 && bucketCorrelation <= 1))
    throw new Fault(
      'numerical-domain',
      'a risk matrix needs a risk aversion and a spot > 0 and correlations within bounds',
    )
  const s = spot * vol * Math.sqrt(horizonYears)
  const w = volOfVol * Math.sqrt(horizonYears)
  const common = Math.sqrt(bucketCorrelation)
  const bucketed = greeks.filter((greek) => greek === 'vega').length > 1
  const rho = bucketed ? correlation * common : correlation
  // Covariances of dS, ½dS², dσ, dS dσ, ½dσ²; odd moments vanish.
  const covariance: Readonly<Record<GreekName, Partial<Record<GreekName, number>>>> = {
    delta: { delta: s * s, vega: rho * s * w },
    gamma: { gamma: 0.5 * s ** 4, vanna: correlation * s ** 3 * w, volga: 0.5 * (correlation * s * w) ** 2 },
    vega: { delta: rho * s * w, vega: bucketed ? bucketCorrelation * w * w : w * w },
    vanna: {
      gamma: correlation * s ** 3 * w,
      vanna: s * s * w * w * (1 + correlation * correlation),
      volga: correlation * s * w ** 3,
    },
    volga: { gamma: 0.5 * (correlation * s * w) ** 2, vanna: correlation * s * w ** 3, volga: 0.5 * w ** 4 },
  }
  return greeks.map((a, i) =>
    greeks.map((b, j) => 0.5 * riskAversion * (i === j && a === 'vega' ? w * w : (covariance[a][b] ?? 0))),
  )
}

/**
 * Risk matrix of Greeks that are thought independent: `weights`, ≥ 0 in currency per squared Greek, on its diagonal.
 */
export const diagonalRisk = (weights: readonly number[]): number[][] =>
  weights.map((weight, i) => weights.map((_, j) => (i === j ? weight : 0)))
