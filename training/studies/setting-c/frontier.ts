import type { Rng } from '../../../src/core/rng'
import { bootstrapIntervals, type Interval } from '../../statistics/bootstrap-ci'
import type { Outcome } from '../../tune/view/view'
import { resampled } from './measures'

/** Measures of a frontier, per unit of spot at the sale. */
export type FrontierMeasure = 'cost' | 'totalEs95' | 'trackingSd'
export type Risk = Exclude<FrontierMeasure, 'cost'>

export type FrontierPlace = Readonly<Record<FrontierMeasure, number>>

/** One setting of a family on the plane of cost and risk, with 95 % intervals. */
export type FrontierPoint = FrontierPlace & {
  readonly setting: string
  readonly ci: Readonly<Record<FrontierMeasure, Interval>>
}

/** Settings of the bootstrap: options in a block, number of draws. */
export type Bootstrap = { readonly block: number; readonly replications: number; readonly rng: Rng }

/**
 * Points of the given paths' outcomes with intervals by circular moving blocks over options in order of sale, the same
 * draws for every outcome. `block` counts options and should span one life at least.
 */
export const frontierOf = (
  outcomes: readonly Outcome[],
  paths: Int32Array,
  { block, replications, rng }: Bootstrap,
): readonly FrontierPoint[] => {
  const draws = outcomes.map((outcome) => resampled(outcome, paths))
  const statistics = (counts: Int32Array): number[] => draws.flatMap((measure) => measure(counts, paths.length))
  const values = statistics(new Int32Array(paths.length).fill(1))
  const counts = new Int32Array(paths.length)
  const intervals = bootstrapIntervals(
    paths.length,
    (draw) => {
      counts.fill(0)
      for (const i of draw) counts[i]++
      return statistics(counts)
    },
    { blockLength: block, replications, rng },
  )
  const named = <T>(all: readonly T[], i: number): Record<FrontierMeasure, T> => {
    const [cost, totalEs95, trackingSd] = all.slice(3 * i, 3 * i + 3)
    return { cost, totalEs95, trackingSd }
  }
  return outcomes.map(({ setting }, i) => ({ setting, ...named(values, i), ci: named(intervals, i) }))
}

const byCost = (points: readonly FrontierPlace[]): FrontierPlace[] => [...points].sort((a, b) => a.cost - b.cost)

/**
 * Risk of a family at a cost, linear between its neighbouring points; undefined beyond its cheapest and its dearest.
 */
export const riskAtCost = (points: readonly FrontierPlace[], risk: Risk, cost: number): number | undefined => {
  const line = byCost(points)
  const next = line.findIndex((point) => point.cost >= cost)
  if (next < 0) return undefined
  const right = line[next]
  if (right.cost === cost) return right[risk]
  if (next === 0) return undefined
  const left = line[next - 1]
  return left[risk] + ((cost - left.cost) / (right.cost - left.cost)) * (right[risk] - left[risk])
}

/**
 * Least cost at which a family's line, linear between neighbouring points, is at or below a level of risk; undefined
 * where it never is. A family that is below it at its cheapest point costs that or less: the cost of that point is
 * given.
 */
export const costAtRisk = (points: readonly FrontierPlace[], risk: Risk, level: number): number | undefined => {
  const line = byCost(points)
  const next = line.findIndex((point) => point[risk] <= level)
  if (next < 0) return undefined
  if (next === 0) return line[0].cost
  const [left, right] = [line[next - 1], line[next]]
  return left.cost + ((left[risk] - level) / (left[risk] - right[risk])) * (right.cost - left.cost)
}
