import { Fault } from '../error'

/** What a challenger must show. */
export type PromotionRule = {
  /** Chance, in (0, 0.5), of promoting one that is not better, of all measures together. */
  readonly significance: number
  /**
   * A fresher one may lose at most this share of the champion's mean loss, > 0, by the upper bound of what it may have
   * lost.
   */
  readonly margin: number
  /** Targets that do not overlap, by measure, below which nothing is said; ≥ 5. */
  readonly leastTargets: number
}

export const defaultPromotionRule: PromotionRule = { significance: 0.05, margin: 0.02, leastTargets: 20 }

/** Throws 'numerical-domain' where a rule lies outside its ranges; NaN stops here. */
export const checkPromotionRule = ({ significance, margin, leastTargets }: PromotionRule): void => {
  if (!(significance > 0 && significance < 0.5 && margin > 0 && leastTargets >= 5))
    throw new Fault(
      'numerical-domain',
      'promotion needs a significance in (0, 0.5), a margin > 0 and at least 5 separate targets',
    )
}
