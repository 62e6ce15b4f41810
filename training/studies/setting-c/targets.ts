import type { CostSaved } from '../../../src/report/policy-scores'
import { costSavings } from '../../judge/frontier/cost-saved'
import { countsOf, pathColumns, type PathColumns } from '../../judge/frontier/path-level'
import { bootstrapIntervals, type Interval } from '../../statistics/bootstrap-ci'
import type { Outcome } from '../../tune/view/view'
import { costAtRisk, riskAtCost, type Bootstrap, type FrontierPlace } from './frontier'
import { resampled, type Resampled } from './measures'

/** A fixed family along its parameter, at one volatility. */
export type OutcomeFamily<V extends string> = {
  readonly strategy: string
  readonly volatility: V
  readonly outcomes: readonly Outcome[]
}

/** A figure with its 95 % interval. */
export type TargetEstimate = { readonly value: number; readonly ci: Interval }

/** Tracking sd of the shaped band over Whalley-Wilmott's at its cost, both at log-HAR. */
export type TrackingTarget = { readonly against: string; readonly cost: number; readonly ratio: TargetEstimate }

/** Cost of the shaped band at the total ES95 of the fixed strategy that had the least total ES95 on the fit part. */
export type CostTarget = {
  readonly fixed: { readonly strategy: string; readonly setting: string; readonly volatility: string } & FrontierPlace
  readonly volatility: string
  /** 1 − its cost over that strategy's; −1 where it never reaches that risk. */
  readonly saving: TargetEstimate
  /**
   * 1 − its cost over the least of any fixed strategy at that risk, chosen in hindsight on these options; −1 as above.
   */
  readonly savingInHindsight: TargetEstimate
}

const placeOf = (measure: Resampled, counts: Int32Array, drawn: number): FrontierPlace => {
  const [cost, totalEs95, trackingSd] = measure(counts, drawn)
  return { cost, totalEs95, trackingSd }
}

/** Estimates of statistics of draws of the paths, on common draws. */
const estimates = (
  paths: Int32Array,
  statistics: (counts: Int32Array) => readonly number[],
  { block, replications, rng }: Bootstrap,
): readonly TargetEstimate[] => {
  const n = paths.length
  const values = statistics(new Int32Array(n).fill(1))
  const counts = new Int32Array(n)
  const intervals = bootstrapIntervals(
    n,
    (draw) => {
      counts.fill(0)
      for (const i of draw) counts[i]++
      return statistics(counts)
    },
    { blockLength: block, replications, rng },
  )
  return values.map((value, k) => ({ value, ci: intervals[k] }))
}

/** The shaped line at log-HAR against each of the given Whalley-Wilmott outcomes at its own cost. */
export const trackingTargets = (
  shaped: readonly Outcome[],
  whalleyWilmott: readonly Outcome[],
  paths: Int32Array,
  bootstrap: Bootstrap,
): readonly TrackingTarget[] => {
  const line = shaped.map((outcome) => resampled(outcome, paths))
  const others = whalleyWilmott.map((outcome) => resampled(outcome, paths))
  const n = paths.length
  const ratios = estimates(
    paths,
    (counts) => {
      const points = line.map((measure) => placeOf(measure, counts, n))
      return others.map((measure) => {
        const other = placeOf(measure, counts, n)
        // Beyond the ends of the line the ratio is 1.
        return (riskAtCost(points, 'trackingSd', other.cost) ?? other.trackingSd) / other.trackingSd
      })
    },
    bootstrap,
  )
  const whole = new Int32Array(n).fill(1)
  return whalleyWilmott.map(({ setting }, k) => ({
    against: setting,
    cost: placeOf(others[k], whole, n).cost,
    ratio: ratios[k],
  }))
}

/**
 * What a line saves of each rival's cost at equal tracking sd around the mark they have in common, from its setting
 * `deployed`, on the given paths.
 */
export const trackingSavings = (
  line: { readonly series: string; readonly deployed: string; readonly outcomes: readonly Outcome[] },
  rivals: readonly OutcomeFamily<'log-har'>[],
  paths: Int32Array,
  bootstrap: Bootstrap,
): readonly CostSaved[] => {
  const columnsOf = ({ cost, tracking, risk }: Outcome): PathColumns => {
    const pick = (column: Float64Array): Float64Array => Float64Array.from(paths, (p) => column[p])
    return pathColumns({ cost: pick(cost), tracking: pick(tracking), risk: pick(risk) })
  }
  const scaled = line.outcomes.map(columnsOf)
  const savings = costSavings(
    { deployed: scaled[line.outcomes.findIndex(({ setting }) => setting === line.deployed)], scaled },
    rivals.map(({ strategy, volatility, outcomes }) => ({ strategy, volatility, runs: outcomes.map(columnsOf) })),
    countsOf(paths.length),
  )
  const found = estimates(paths, (counts) => savings.statistics(Float64Array.from(counts)), bootstrap)
  return savings.scores(
    line.series,
    found.map(({ value }) => value),
    found.map(({ ci }) => ci),
  )
}

/** The fixed strategy with the least total ES95 on the given paths. */
export const leastRisk = <V extends string>(
  families: readonly OutcomeFamily<V>[],
  paths: Int32Array,
): { readonly family: OutcomeFamily<V>; readonly outcome: Outcome } => {
  const whole = new Int32Array(paths.length).fill(1)
  return families
    .flatMap((family) => family.outcomes.map((outcome) => ({ family, outcome })))
    .map((one) => ({ one, risk: placeOf(resampled(one.outcome, paths), whole, paths.length).totalEs95 }))
    .reduce((least, trial) => (trial.risk < least.risk ? trial : least)).one
}

/** The shaped line against the tuned fixed strategy, and against the cheapest in hindsight. */
export const costTarget = (
  shaped: { readonly volatility: string; readonly outcomes: readonly Outcome[] },
  against: {
    /** The one chosen on the fit part. */
    readonly tuned: { readonly family: OutcomeFamily<string>; readonly outcome: Outcome }
    readonly families: readonly OutcomeFamily<string>[]
  },
  paths: Int32Array,
  bootstrap: Bootstrap,
): CostTarget => {
  const { tuned, families } = against
  const n = paths.length
  const line = shaped.outcomes.map((outcome) => resampled(outcome, paths))
  const lines = families.map(({ outcomes }) => outcomes.map((outcome) => resampled(outcome, paths)))
  const fixed = resampled(tuned.outcome, paths)
  const places = (measures: readonly Resampled[], counts: Int32Array): FrontierPlace[] =>
    measures.map((measure) => placeOf(measure, counts, n))
  const [saving, savingInHindsight] = estimates(
    paths,
    (counts) => {
      const { cost, totalEs95 } = placeOf(fixed, counts, n)
      const ours = costAtRisk(places(line, counts), 'totalEs95', totalEs95)
      if (ours === undefined) return [-1, -1]
      const costs = lines.map((measures) => costAtRisk(places(measures, counts), 'totalEs95', totalEs95) ?? Infinity)
      return [1 - ours / cost, 1 - ours / Math.min(cost, ...costs)]
    },
    bootstrap,
  )
  const { strategy, volatility } = tuned.family
  return {
    fixed: {
      strategy,
      setting: tuned.outcome.setting,
      volatility,
      ...placeOf(fixed, new Int32Array(n).fill(1), n),
    },
    volatility: shaped.volatility,
    saving,
    savingInHindsight,
  }
}
