import { SECONDS_PER_YEAR } from '../simulator/path'
import { regimesSchema, type RegimesWorld } from '../simulator/regimes'
import type { BarSeries } from '../data/series'
import { regimePath } from './labels'
import type { VarianceRegimes } from '../../src/core/reading/regime/variance-regimes'

/** A world like a recording, and the length of the recording's bars in its calendar of 365 days round the clock. */
export type FittedWorld = { readonly world: RegimesWorld; readonly stepSeconds: number }

/** A return further out than so many standard deviations of its regime's continuous part is a jump. */
const JUMP = 4.5
const MOST_MEAN_DAYS = 3650

/** Mean of |r_t| |r_{t−1}| π/2 over neighbours in one state: variance of a bar without its jumps. */
const continuousVariance = (returns: Float64Array, state: Uint8Array, k: number): number => {
  let sum = 0
  let count = 0
  for (let t = 1; t < returns.length; t++)
    if (state[t] === k && state[t - 1] === k) {
      sum += Math.abs(returns[t] * returns[t - 1])
      count++
    }
  return count === 0 ? 0 : ((Math.PI / 2) * sum) / count
}

type StateMoments = {
  readonly vol: number
  readonly jumpsPerYear: number
  readonly jumpSd: number
  readonly halfSpread: number
}

const momentsOf = (
  { logReturn: returns, barsPerYear }: Pick<BarSeries, 'logReturn' | 'barsPerYear'>,
  cost: Float64Array,
  state: Uint8Array,
  k: number,
): StateMoments => {
  const limit = JUMP * JUMP * continuousVariance(returns, state, k)
  let [calm, bars, paid, jumps, jumped] = [0, 0, 0, 0, 0]
  for (let t = 0; t < returns.length; t++) {
    if (state[t] !== k) continue
    const square = returns[t] * returns[t]
    bars++
    paid += cost[t]
    if (limit > 0 && square > limit) {
      jumps++
      jumped += square
    } else calm += square
  }
  const variance = bars > jumps ? calm / (bars - jumps) : 0
  return {
    vol: Math.sqrt(variance * barsPerYear),
    jumpsPerYear: bars === 0 ? 0 : (jumps / bars) * barsPerYear,
    jumpSd: jumps === 0 ? 0 : Math.sqrt(Math.max(jumped / jumps - variance, 0)),
    halfSpread: bars === 0 ? 0 : paid / bars,
  }
}

/**
 * A world of regimes like the bars of a recording: the regimes' persistence and odds from `filter`; from the bars that
 * belong to each its volatility, its jumps (returns beyond 4.5 deviations of its bipower variation; smaller ones count
 * as volatility) and the mean one-way cost of a trade, as its half spread. Bars without a trading day between them
 * follow one another in the world.
 */
export const fittedWorld = (series: BarSeries, cost: Float64Array, filter: VarianceRegimes): FittedWorld => {
  const { variance, barsPerYear } = series
  const state = regimePath(filter, variance)
  const stepSeconds = SECONDS_PER_YEAR / barsPerYear
  const states = filter.scale.map((_, k) => momentsOf(series, cost, state, k))
  const days = filter.transition.map((row, k) =>
    Math.min(stepSeconds / 86_400 / Math.max(1 - row[k], 1e-9), MOST_MEAN_DAYS),
  )
  const world = regimesSchema.parse({
    kind: 'regimes',
    vols: states.map(({ vol }) => Math.min(Math.max(vol, 1e-4), 10)),
    meanDays: days,
    ...(states.length > 1 && { jumps: filter.transition.flatMap((row, i) => row.map((p, j) => (i === j ? 0 : p))) }),
    priceJumpsPerYear: states.map(({ jumpsPerYear }) => jumpsPerYear),
    priceJumpSd: states.map(({ jumpSd }) => Math.min(jumpSd, 1)),
    halfSpread: states.map(({ halfSpread }) => halfSpread),
  })
  return { world, stepSeconds }
}
