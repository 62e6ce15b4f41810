import type { Rng } from '../../src/core/rng'
import { mean, standardDeviation } from '../../src/core/statistics/moments'
import { entropicPrice, expectedShortfall } from '../../src/core/statistics/risk-measures'
import type { Bounds, Measured } from '../../src/report/measured'
import { hedgingMeasures, type HedgingMeasure, type HedgingScore } from '../../src/report/summary'
import { bootstrapIntervals } from '../statistics/bootstrap-ci'
import { certaintyEquivalent, type Outcome } from '../tune/view/view'

export type Measures = Readonly<Record<HedgingMeasure, number>>

export type ScoreOptions = {
  readonly series: string
  readonly riskAversion: number
  /** Mean premium received: the entropic price is what a seller must charge on average, premium included. */
  readonly meanPremium: number
  /** Consecutive starts whose options overlap. */
  readonly overlap: number
  readonly replications: number
}

const demeaned = (values: Float64Array): Float64Array => {
  const centre = mean(values)
  return values.map((value) => value - centre)
}

/** The measures of an outcome on the given paths (all of them, or a bootstrap's draw). */
export const measuresOf = (outcome: Outcome, options: ScoreOptions, paths?: Int32Array): Measures => {
  const pick = (column: Float64Array): Float64Array =>
    paths === undefined ? column : Float64Array.from(paths, (p) => column[p])
  const pnl = pick(outcome.pnl)
  const tracking = pick(outcome.tracking)
  return {
    cost: mean(pick(outcome.cost)),
    meanPnl: mean(pnl),
    sd: standardDeviation(pnl),
    es95: expectedShortfall(demeaned(pnl), 0.05),
    entropicPrice: options.meanPremium + entropicPrice(pnl, options.riskAversion),
    trades: mean(pick(outcome.trades)),
    trackingSd: standardDeviation(tracking),
    trackingEs95: expectedShortfall(demeaned(tracking), 0.05),
    ce: certaintyEquivalent(outcome, options.riskAversion, paths),
    evaluations: mean(pick(outcome.evaluations)),
    turnover: mean(pick(outcome.turnover)),
  }
}

/**
 * A block never takes more than a quarter of the paths: with fewer draws than that to choose from, an interval would
 * shrink to a point.
 */
export const blockLength = (paths: number, overlap: number): number =>
  Math.max(1, Math.min(overlap, Math.floor(paths / 4)))

/**
 * Scores of all strategies with 95 % intervals from one moving-block bootstrap over the paths, the same draws for every
 * strategy, and each one's excess entropic price and ES95 over the adaptive strategy.
 */
export const hedgingScores = (outcomes: readonly Outcome[], options: ScoreOptions, rng: Rng): HedgingScore[] => {
  const adaptive = outcomes.findIndex(({ strategy }) => strategy === 'adaptive')
  const statistics = (paths?: Int32Array): number[] => {
    const measures = outcomes.map((outcome) => measuresOf(outcome, options, paths))
    return [
      ...measures.flatMap((row) => hedgingMeasures.map((name) => row[name])),
      ...measures.map((row) => row.entropicPrice - measures[adaptive].entropicPrice),
      ...measures.map((row) => row.es95 - measures[adaptive].es95),
    ]
  }
  const n = outcomes[0].pnl.length
  const values = statistics()
  const intervals = bootstrapIntervals(n, statistics, {
    blockLength: blockLength(n, options.overlap),
    replications: options.replications,
    rng,
  })
  const excessFrom = outcomes.length * hedgingMeasures.length
  const excess = (i: number): Measured => ({ value: values[excessFrom + i], ci: intervals[excessFrom + i] })
  return outcomes.map((outcome, i) => {
    const from = i * hedgingMeasures.length
    const named = <T>(all: readonly T[]): Record<HedgingMeasure, T> =>
      Object.fromEntries(hedgingMeasures.map((name, m) => [name, all[from + m]])) as Record<HedgingMeasure, T>
    return {
      series: options.series,
      strategy: outcome.strategy,
      setting: outcome.setting,
      paths: n,
      ...named(values),
      ci: named<Bounds>(intervals),
      excessOverAdaptive: i === adaptive ? undefined : excess(i),
      excessEs95OverAdaptive: i === adaptive ? undefined : excess(outcomes.length + i),
    }
  })
}
