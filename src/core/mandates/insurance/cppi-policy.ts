import { Fault } from '../../error'

/** Constant-proportion portfolio insurance with all its parameters. */
export type CppiPolicy = {
  /** Largest multiplier ≥ 1, whatever the forecast. */
  readonly maxMultiplier: number
  /** In (0, 1): the top of the band has at most this much less than certainty of surviving `gapInterval`. */
  readonly confidence: number
  /** Longest time between trades that the gap bound provides for, seconds; no wait between evaluations is longer. */
  readonly gapInterval: number
  readonly minInterval: number
  /** Largest exposure as a share of wealth ≥ 0: 1 no leverage. */
  readonly maxExposureShare: number
  /** Relative half-width b of the band around the multiplier, [m(1 − b), m(1 + b)], before the regime factor. */
  readonly tolerance: number
  /** One factor ≥ 0 on the tolerance per regime state, weighted by the posterior. */
  readonly toleranceMultipliers: readonly number[]
  /** The tolerance is kept within [floor, ceiling], ceiling < 1. */
  readonly toleranceFloor: number
  readonly toleranceCeiling: number
  /** Where a trade ends: 0 on the band's edge, 1 at its centre. */
  readonly insideShare: number
  /** κ ≥ 0: the next evaluation is due when the implied multiplier has diffused this share of the way to the edge. */
  readonly diffusionShare: number
  /** The floor never falls below this share of wealth, in [0, 1); undefined: no ratchet. */
  readonly ratchetShare: number | undefined
}

/** Throws where a policy lies outside its ranges; NaN stops here. */
export const checkCppiPolicy = (policy: CppiPolicy): void => {
  const { toleranceFloor, toleranceCeiling, ratchetShare, minInterval, gapInterval } = policy
  const within = (value: number, low: number, high: number): boolean => value >= low && value <= high
  const sound =
    within(policy.maxMultiplier, 1, 1e6) &&
    policy.confidence > 0 &&
    policy.confidence < 1 &&
    within(minInterval, 0, gapInterval) &&
    gapInterval > 0 &&
    gapInterval < Infinity &&
    within(policy.maxExposureShare, 0, 1e6) &&
    policy.tolerance >= 0 &&
    policy.toleranceMultipliers.length > 0 &&
    policy.toleranceMultipliers.every((factor) => factor >= 0) &&
    within(toleranceFloor, 0, toleranceCeiling) &&
    toleranceCeiling < 1 &&
    within(policy.insideShare, 0, 1) &&
    policy.diffusionShare >= 0 &&
    (ratchetShare === undefined || (ratchetShare >= 0 && ratchetShare < 1))
  if (!sound)
    throw new Fault(
      'numerical-domain',
      'an insurance policy needs a multiplier ≥ 1, a confidence in (0, 1), 0 ≤ minInterval ≤ gapInterval, tolerances in [0, 1) and shares in [0, 1]',
    )
}
