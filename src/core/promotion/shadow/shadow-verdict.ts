import type { Timestamp } from '../../market/event'
import type { MeasuredLosses } from '../compare-losses'
import { decidePromotion, defaultPromotionRule, type PromotionDecision, type PromotionRule } from '../decide-promotion'
import { isPartOfBand, type BarScores } from './start-shadow'

/** Scores of one set on one market, in time order. */
export type MarketScores = { readonly instrument: string; readonly bars: readonly BarScores[] }

/** A set with its live losses. */
export type Shadowed = {
  readonly policy: string
  readonly trainedTo: Timestamp
  readonly markets: readonly MarketScores[]
}

const byTime = (bars: readonly BarScores[]): ReadonlyMap<Timestamp, BarScores> =>
  new Map(bars.map((bar) => [bar.at, bar]))

/**
 * Losses of both sets at the bars at which both have one, a measure a market.
 *
 * @internal
 */
export const pairedLosses = (
  champion: readonly MarketScores[],
  challenger: readonly MarketScores[],
): readonly { readonly champion: MeasuredLosses; readonly challenger: MeasuredLosses }[] =>
  champion.flatMap(({ instrument, bars }) => {
    const rival = byTime(challenger.find((own) => own.instrument === instrument)?.bars ?? [])
    const found = new Map<string, { horizonBars: number; own: number[]; other: number[] }>()
    for (const { at, scores } of bars)
      for (const { measure, horizonBars, loss } of scores) {
        if (isPartOfBand(measure)) continue
        const other = rival.get(at)?.scores.find((score) => score.measure === measure)
        if (other === undefined) continue
        const pairs = found.get(measure) ?? { horizonBars, own: [], other: [] }
        found.set(measure, pairs)
        pairs.own.push(loss)
        pairs.other.push(other.loss)
      }
    return [...found].map(([measure, { horizonBars, own, other }]) => {
      const common = { measure: `${instrument} ${measure}`, horizonBars }
      return {
        champion: { ...common, values: Float64Array.from(own) },
        challenger: { ...common, values: Float64Array.from(other) },
      }
    })
  })

/**
 * Number of the comparison that is due at so many shadowed bars: 0 at `first` bars, 1 at twice as many, and so on;
 * undefined in between. Few comparisons, each at half the significance of the one before, keep the chance of ever
 * promoting one that is not better below the significance of the rule.
 */
export const comparisonAt = (bars: number, first: number): number | undefined => {
  const comparison = Math.log2(bars / first)
  return bars >= first && Number.isInteger(comparison) ? comparison : undefined
}

/**
 * Whether a challenger that ran beside the champion takes its place, by one comparison of their live losses. Measures
 * of which too few separate targets have matured are left out; undefined where all are.
 */
export const shadowVerdict = (
  champion: Shadowed,
  challenger: Shadowed,
  comparison: number,
  rule: PromotionRule = defaultPromotionRule,
): PromotionDecision | undefined => {
  const pairs = pairedLosses(champion.markets, challenger.markets).filter(
    ({ champion: { values, horizonBars } }) => Math.floor(values.length / horizonBars) >= rule.leastTargets,
  )
  if (pairs.length === 0) return undefined
  const candidate = ({ policy, trainedTo }: Shadowed, losses: readonly MeasuredLosses[]) => ({
    id: policy,
    trainedTo,
    losses,
  })
  return decidePromotion(
    candidate(
      champion,
      pairs.map((own) => own.champion),
    ),
    candidate(
      challenger,
      pairs.map((own) => own.challenger),
    ),
    { ...rule, significance: rule.significance / 2 ** (comparison + 1) },
  )
}
