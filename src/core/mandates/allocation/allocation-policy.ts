import { Fault } from '../../error'

/** Half-width of each asset's band around its target weight, in weight. */
export type DriftBand =
  /** No band: every asset goes to its target, every so many seconds. */
  | { readonly kind: 'calendar'; readonly seconds: number }
  /** The same half-width for all. */
  | { readonly kind: 'absolute'; readonly halfWidth: number }
  /** A share of the target weight. */
  | { readonly kind: 'relative'; readonly share: number }
  /** So many standard deviations of the weight's own drift over `years`, by the forecast covariance. */
  | { readonly kind: 'volatility'; readonly deviations: number; readonly years: number }
  /** Where the cost of trading and the disutility of deviating balance; relative risk aversion > 0. */
  | { readonly kind: 'cost-optimal'; readonly riskAversion: number }

/** How a portfolio is brought back to its target weights. */
export type AllocationPolicy = {
  readonly band: DriftBand
  /** One factor ≥ 0 on the half-widths per regime state, weighted by the posterior. */
  readonly multipliers: readonly number[]
  /** Half-widths are kept within [floor, ceiling], after the regime factor; a calendar has none. */
  readonly floor: number
  readonly ceiling: number
  /** Band of the cash weight, ≥ 0; the lower end is never below 0 where the cash target is not. */
  readonly cashHalfWidth: number
  /** Where a trade ends: 0 on the region's edge, 0.5 halfway, 1 at the targets. */
  readonly insideShare: number
  /** Trades of less value are not made. */
  readonly minTrade: number
  readonly shorting: boolean
  /** κ ≥ 0: the next evaluation is due when the nearest weight has diffused this share of the way to its edge. */
  readonly diffusionShare: number
  /** Seconds; the wait is clamped to [minInterval, maxInterval]. A calendar waits its own seconds. */
  readonly minInterval: number
  readonly maxInterval: number
}

/** Throws where a policy lies outside its ranges; NaN stops here. */
export const checkAllocationPolicy = (policy: AllocationPolicy): void => {
  const { band, multipliers, floor, ceiling, insideShare, minInterval, maxInterval } = policy
  const parameters = (): readonly number[] => {
    switch (band.kind) {
      case 'calendar':
        return [band.seconds]
      case 'absolute':
        return [band.halfWidth]
      case 'relative':
        return [band.share]
      case 'volatility':
        return [band.deviations, band.years]
      case 'cost-optimal':
        return [band.riskAversion > 0 ? 1 : -1]
    }
  }
  const sound =
    parameters().every((value) => value >= 0) &&
    multipliers.length > 0 &&
    multipliers.every((factor) => factor >= 0) &&
    floor >= 0 &&
    ceiling >= floor &&
    policy.cashHalfWidth >= 0 &&
    insideShare >= 0 &&
    insideShare <= 1 &&
    policy.minTrade >= 0 &&
    policy.diffusionShare >= 0 &&
    minInterval >= 0 &&
    maxInterval >= minInterval &&
    maxInterval < Infinity
  if (!sound)
    throw new Fault(
      'numerical-domain',
      'an allocation policy needs a band ≥ 0, multipliers ≥ 0, 0 ≤ floor ≤ ceiling, an inside share in [0, 1] and 0 ≤ minInterval ≤ maxInterval',
    )
}
