import type { Measured } from '../../../src/report/measured'
import type { Rng } from '../../../src/core/rng'
import { standardDeviation } from '../../../src/core/statistics/moments'
import { expectedShortfall } from '../../../src/core/statistics/risk-measures'
import { bootstrapIntervals } from '../../statistics/bootstrap-ci'

/** A strategy at one setting, by interval: the profit of every copy of the book, and what hedging it cost together. */
export type ChainTrial = {
  readonly strategy: string
  readonly centre: 'plain' | 'net'
  /** Whether listed options hedge gamma and vega. */
  readonly options: boolean
  readonly setting: string
  readonly pnl: readonly Float64Array[]
  readonly cost: Float64Array
  readonly trades: number
}

/** Intervals that are scored: which, with the copies that hold options there, and the days that they last in all. */
export type ChainPart = {
  readonly intervals: Int32Array
  readonly days: Float64Array
  readonly held: readonly (readonly number[])[]
}

export type PartScore = {
  /** Of hedging, a day and copy. */
  readonly cost: number
  /** Of the profit of an interval. */
  readonly variance: number
  readonly es95: number
}

/** Scores over some intervals of a part (positions within it), all where absent. */
export const scorePart = ({ pnl, cost }: ChainTrial, part: ChainPart, chosen?: Int32Array): PartScore => {
  const rows = chosen ?? part.intervals.map((_, k) => k)
  let [paid, days, count] = [0, 0, 0]
  for (const k of rows) {
    paid += cost[part.intervals[k]]
    days += part.days[k] * pnl.length
    count += part.held[k].length
  }
  const outcomes = new Float64Array(count)
  let next = 0
  for (const k of rows) for (const copy of part.held[k]) outcomes[next++] = pnl[copy][part.intervals[k]]
  return { cost: paid / days, variance: standardDeviation(outcomes) ** 2, es95: expectedShortfall(outcomes, 0.05) }
}

/** Settings that no other of the family beats on both cost and shortfall, by rising cost. */
export const efficientTrials = (trials: readonly ChainTrial[], part: ChainPart): readonly ChainTrial[] => {
  const scored = trials.map((trial) => ({ trial, ...scorePart(trial, part) }))
  return scored
    .filter((one) => !scored.some((other) => other.cost <= one.cost && other.es95 < one.es95))
    .sort((one, other) => one.cost - other.cost)
    .map(({ trial }) => trial)
}

/**
 * Shortfall of a family at a cost, between its settings in the logarithm of cost; that of its dearest setting where
 * all are cheaper, undefined where none is as cheap.
 */
export const shortfallAt = (scores: readonly PartScore[], cost: number): number | undefined => {
  const sorted = [...scores].sort((one, other) => one.cost - other.cost)
  const above = sorted.findIndex((score) => score.cost >= cost)
  if (above < 0) return sorted.at(-1)?.es95
  const [low, high] = [sorted[above - 1], sorted[above]]
  if (high.cost === cost) return high.es95
  if (low === undefined) return undefined
  const share =
    low.cost > 0
      ? Math.log(cost / low.cost) / Math.log(high.cost / low.cost)
      : (cost - low.cost) / (high.cost - low.cost)
  return low.es95 + share * (high.es95 - low.es95)
}

export type EqualCost = {
  readonly es95: number
  /** 1 − its shortfall / the baseline's, at the baseline's cost. */
  readonly reduction: Measured
}

const replications = 200

/**
 * How much lower each family's shortfall is than a baseline's, at the baseline's cost on the same intervals, with block
 * bootstrap intervals: blocks of consecutive intervals, every family and the baseline on the same draws. A draw on
 * which a family has no setting as cheap counts its cheapest.
 */
export const atEqualCost = (
  baseline: ChainTrial,
  families: readonly (readonly ChainTrial[])[],
  part: ChainPart,
  { blockLength, rng }: { readonly blockLength: number; readonly rng: Rng },
): readonly (EqualCost | undefined)[] => {
  const read = (kept: readonly (readonly ChainTrial[])[], chosen?: Int32Array) => {
    const base = scorePart(baseline, part, chosen)
    return kept.map((family) => {
      const scores = family.map((trial) => scorePart(trial, part, chosen))
      return { es95: shortfallAt(scores, base.cost), cheapest: scores[0].es95, base: base.es95 }
    })
  }
  const whole = read(families)
  const kept = families.filter((_, f) => whole[f].es95 !== undefined)
  if (kept.length === 0) return families.map(() => undefined)
  const intervals = bootstrapIntervals(
    part.intervals.length,
    (chosen) => read(kept, chosen).map(({ es95, cheapest, base }) => 1 - (es95 ?? cheapest) / base),
    { blockLength, replications, rng },
  )
  let next = 0
  return whole.map(({ es95, base }) =>
    es95 === undefined ? undefined : { es95, reduction: { value: 1 - es95 / base, ci: intervals[next++] } },
  )
}
