import type { AllocationSnapshot } from '../../../../src/core/mandates/allocation/allocation-decision'
import type { AllocationPolicy } from '../../../../src/core/mandates/allocation/allocation-policy'

export const YEARS_PER_SECOND = 1 / (365 * 86_400)

export const aPolicy = (change: Partial<AllocationPolicy> = {}): AllocationPolicy => ({
  band: { kind: 'absolute', halfWidth: 0.05 },
  multipliers: [1],
  floor: 0,
  ceiling: 1,
  cashHalfWidth: 0,
  insideShare: 0,
  minTrade: 0,
  shorting: false,
  diffusionShare: 0,
  minInterval: 0,
  maxInterval: 86_400,
  ...change,
})

/** Row-major covariance from volatilities and one correlation for all pairs. */
export const aCovariance = (vols: readonly number[], correlation: number): number[] =>
  vols.flatMap((a, i) => vols.map((b, j) => (i === j ? a * a : correlation * a * b)))

export const aSnapshot = (change: Partial<AllocationSnapshot> = {}): AllocationSnapshot => ({
  time: 0,
  prices: [100, 20, 5],
  units: [3, 15, 40],
  cash: 200,
  flow: 0,
  targets: [0.4, 0.3, 0.2],
  covariance: aCovariance([0.6, 0.8, 1], 0.6),
  costs: { proportional: [0.001, 0.002, 0.003], ticket: 0 },
  posterior: [],
  yearsPerMicrosecond: YEARS_PER_SECOND / 1e6,
  policy: aPolicy(),
  last: undefined,
  ...change,
})
