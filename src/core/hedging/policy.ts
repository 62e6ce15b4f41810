import type { BandNetwork } from './bands/band-network'

/**
 * The adaptive policy: every parameter that training may choose. Delta units are those of one option struck at 1 (see
 * `Strategy`). Half-width = multiplier × the band's half-width at the current cost, kept within [floor, ceiling].
 */
export type AdaptivePolicy = {
  /**
   * The formula that the multiplier scales. With `zakamouline` the centre is the delta at Zakamouline's modified
   * volatility.
   */
  readonly band: 'whalley-wilmott' | 'zakamouline'
  /** a > 0, per unit of strike. */
  readonly riskAversion: number
  /** Factor ≥ 0 on the half-width, the same in every regime. */
  readonly multiplier: number
  /** Smallest half-width ≥ 0, where the formula vanishes with gamma. */
  readonly floor: number
  /** Largest half-width. */
  readonly ceiling: number
  /**
   * Corrects both edges and both targets of Whalley-Wilmott's band, its half-width times the multiplier; the floor
   * does not apply then. Absent: the formula serves.
   */
  readonly network?: BandNetwork | undefined
  /** Where a trade ends: 0 on the band's edge, 1 at its centre. */
  readonly insideShare: number
  /**
   * Annual volatility of the bars to come in each regime: half of what sets the interval, the forecast being the other
   * (`waitVol`). Absent: the forecast alone.
   */
  readonly regimeVols?: readonly number[] | undefined
  /** κ ≥ 0: the next evaluation is due when delta has diffused this share of the way to the band's nearer edge. */
  readonly diffusionShare: number
  /** The wait between evaluations is clamped to [minInterval, maxInterval], seconds. */
  readonly minInterval: number
  readonly maxInterval: number
  /**
   * A spot move that shifts delta by this share of the half-width forces an evaluation before it is due; undefined:
   * none does.
   */
  readonly priceTrigger?: number | undefined
  /**
   * A spot move that carries the position past an edge of the band by this share of the half-width forces an evaluation
   * before it is due; undefined: none does.
   */
  readonly edgeTrigger?: number | undefined
  /**
   * Largest move of the price over which gamma counts as unchanged, as a share of σ√T to the book's expiry: neither a
   * wait nor an edge trigger looks further ahead, so that a hedge that has little gamma now is not late when it gains
   * some. Absent: without bound.
   */
  readonly gammaReach?: number | undefined
  /**
   * Most variance of the log price that a wait may be expected to see, ≥ 0: the wait is long where the market is calm
   * and short where it is turbulent, because forecast, mark and cost move with the variance while the price stays.
   * Absent: without bound.
   */
  readonly waitVariance?: number | undefined
  /** Percentile in [0, 1] of order-flow toxicity above which a hedge waits; 1 never waits. */
  readonly toxicityThreshold: number
  /** How long such a hedge waits before the next evaluation, seconds. */
  readonly toxicityDelay: number
  /**
   * Longest that a hedge waits for the flow in all, however long it stays toxic, seconds; undefined: `toxicityDelay`,
   * so that it waits once.
   */
  readonly toxicityMaxWait?: number | undefined
  /** Delta units beyond the band's edge past which a hedge is made whatever the flow. */
  readonly riskLimit: number
}

/**
 * Annual volatility over a wait: the geometric mean of the forecast's, `nowVol`, and the root of Σ posterior × regime
 * variance. The forecast follows the last bars, the regimes say what follows for hours: over the next one to four hours
 * their mean has a lower QLIKE than either on the recordings it was measured on. The forecast alone without regimes or
 * a posterior.
 */
export const waitVol = (
  { regimeVols }: Pick<AdaptivePolicy, 'regimeVols'>,
  { nowVol, posterior }: { readonly nowVol: number; readonly posterior: ArrayLike<number> },
): number => {
  if (regimeVols === undefined) return nowVol
  let weight = 0
  let variance = 0
  for (let k = 0; k < regimeVols.length; k++) {
    const p = posterior[k] ?? 0
    weight += p
    variance += p * regimeVols[k] * regimeVols[k]
  }
  return weight > 0 ? Math.sqrt(nowVol * Math.sqrt(variance / weight)) : nowVol
}
