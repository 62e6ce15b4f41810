import type { AdaptivePolicy } from '../../../src/core/hedging/policy'
import type { Strategy } from '../../../src/core/hedging/strategy'
import {
  attributeChain,
  inDollars,
  tenorDays,
  type ChainAttribution,
} from '../../../src/core/portfolio/attribute-chain'
import type { Rng } from '../../../src/core/rng'
import { standardDeviation } from '../../../src/core/statistics/moments'
import { expectedShortfall } from '../../../src/core/statistics/risk-measures'
import type { ChainBaseline } from '../../../src/report/chain/chain-backtest'
import type { Measured } from '../../../src/report/measured'
import { bootstrapIntervals } from '../../statistics/bootstrap-ci'
import type { ChainHistory } from './chain-history'
import type { BookPath, Centre, HedgeMade } from './hedge-chain'

/** A strategy along its parameter. */
export type Family = {
  readonly name: string
  readonly expected: boolean
  readonly settings: readonly { readonly strategy: Strategy; readonly setting: string }[]
}

const widths = [0.001, 0.002, 0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.3]
const aversions = [0.3, 1, 3, 10, 30, 100, 300, 1000]
const seconds = [900, 6 * 3600, 12 * 3600, 86_400, 2 * 86_400, 4 * 86_400]
const scales = [0.25, 0.5, 1, 2, 4, 8]

const along = <T extends number>(values: readonly T[], name: string, of: (value: T) => Strategy): Family['settings'] =>
  values.map((value) => ({ strategy: of(value), setting: `${name} ${value}` }))

const adaptiveFamily = (policy: AdaptivePolicy | undefined): Family => ({
  name: 'adaptive',
  expected: true,
  settings:
    policy === undefined
      ? along(aversions, 'a', (riskAversion) => ({ kind: 'whalley-wilmott', riskAversion, multiplier: 1 }))
      : along(scales, 'multiplier ×', (scale) => ({
          kind: 'adaptive',
          policy: { ...policy, multiplier: policy.multiplier * scale, floor: policy.floor * scale },
        })),
})

/** Every strategy that is compared, each along its parameter: rules of venues, classical bands, adaptive. */
export const familiesOf = (policy: AdaptivePolicy | undefined): readonly Family[] => {
  const fixed = (name: string, settings: Family['settings']): Family => ({ name, expected: false, settings })
  return [
    fixed(
      'delta-threshold',
      along(widths, 'threshold', (threshold) => ({ kind: 'delta-threshold', threshold, seconds: 5 })),
    ),
    fixed(
      'range-and-move',
      along(widths, 'range', (halfWidth) => ({ kind: 'range-and-move', halfWidth, leastMove: 0.005 })),
    ),
    fixed(
      'drift-or-timer',
      along(widths, 'drift', (drift) => ({ kind: 'drift-or-timer', drift, seconds: 2 * 86_400 })),
    ),
    fixed(
      'fixed-band',
      along(widths, 'half-width', (halfWidth) => ({ kind: 'fixed-band', halfWidth })),
    ),
    fixed(
      'fixed-interval',
      along(seconds, 'seconds', (every) => ({ kind: 'fixed-interval', seconds: every })),
    ),
    fixed(
      'whalley-wilmott',
      along(aversions, 'a', (riskAversion) => ({ kind: 'whalley-wilmott', riskAversion, multiplier: 1 })),
    ),
    fixed(
      'zakamouline',
      along(aversions, 'a', (riskAversion) => ({ kind: 'zakamouline', riskAversion })),
    ),
    adaptiveFamily(policy),
  ]
}

/** A strategy at one setting, by interval: the profit of every copy of the book, and what hedging it cost together. */
export type ChainTrial = {
  readonly strategy: string
  readonly centre: Centre
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
 *
 * @internal
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

/** Variance of a trial's profit by interval over another's on the same intervals, with its block bootstrap interval. */
export const varianceRatio = (
  trial: ChainTrial,
  other: ChainTrial,
  part: ChainPart,
  { blockLength, rng }: { readonly blockLength: number; readonly rng: Rng },
): Measured => {
  const ratio = (chosen?: Int32Array): number =>
    scorePart(trial, part, chosen).variance / scorePart(other, part, chosen).variance
  const options = { blockLength, replications, rng }
  const [ci] = bootstrapIntervals(part.intervals.length, (chosen) => [ratio(chosen)], options)
  return { value: ratio(), ci }
}

const causesOf = ({
  delta,
  gamma,
  theta,
  vega,
  vanna,
  volga,
  skew,
  other,
  hedge,
  funding,
  cost,
  coin,
}: ChainAttribution) => ({
  ...{ delta, gamma, theta },
  ...Object.fromEntries(
    vega.map((value, b) => [
      b < tenorDays.length ? `vega to ${tenorDays[b]} days` : `vega beyond ${tenorDays[b - 1]} days`,
      value,
    ]),
  ),
  ...{ vanna, volga, skew, other, hedge, funding, cost, coin },
})

/** Profit by cause over a part: means a day and copy, and the share of each in the variance. */
export const causeTable = (
  { chains }: ChainHistory,
  paths: readonly BookPath[],
  made: readonly HedgeMade[],
  part: ChainPart,
): ChainBaseline['causes'] => {
  const rows: Record<string, number>[] = []
  const dollars: Record<string, number> = {}
  for (const [copy, { parts, cost: own }] of paths.entries()) {
    let opening = 0
    for (const [i, options] of parts.entries()) {
      const { hedge, funding, cost } = made[copy]
      const cash = { hedge: hedge[i], funding: funding[i], cost: -cost[i] - own[i] }
      const whole = attributeChain(options, cash)
      const k = part.intervals.indexOf(i)
      if (k >= 0 && part.held[k].includes(copy)) {
        rows.push({ ...causesOf(whole), total: whole.total })
        const ends = { opening, start: chains[i].index, end: chains[i + 1].index }
        for (const [cause, value] of Object.entries(causesOf(inDollars(whole, ends))))
          dollars[cause] = (dollars[cause] ?? 0) + value
      }
      opening += whole.total
    }
  }
  const days = part.days.reduce((sum, one) => sum + one, 0) * paths.length
  const meanOf = (name: string): number => rows.reduce((sum, row) => sum + row[name], 0) / rows.length
  const centre = meanOf('total')
  const variance = rows.reduce((sum, { total }) => sum + (total - centre) ** 2, 0)
  return Object.keys(dollars).map((cause) => {
    const middle = meanOf(cause)
    const together = rows.reduce((sum, row) => sum + (row[cause] - middle) * (row.total - centre), 0)
    return {
      cause,
      mean: (middle * rows.length) / days,
      dollars: dollars[cause] / days,
      share: variance > 0 ? together / variance : 0,
    }
  })
}
