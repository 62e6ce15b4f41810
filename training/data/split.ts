import { Fault } from '../../src/core/error'
import type { RecordedMarket } from './market'
import type { Profile } from './profile'
import { rowsToFit } from './sample'
import type { BarSeries } from './series'

/** Half-open range of bars. */
export type Range = { readonly from: number; readonly to: number }

/**
 * Train, then policy, then test, in time order; the test part is the untouched last 30 %. The policy part is the tail
 * of the training part: models fitted before it forecast it out of sample, and every strategy, adaptive or fixed, is
 * tuned on it.
 */
export type BarSplit = { readonly fit: Range; readonly policy: Range; readonly train: Range; readonly test: Range }

const TEST_SHARE = 0.3
const POLICY_SHARE = 0.25

/**
 * Splits bars `first`..`length`. The policy part holds at least two option lives where that is at most half of the
 * training part.
 */
export const splitBars = (first: number, length: number, profile: Pick<Profile, 'optionBars'>): BarSplit => {
  const trainTo = first + Math.floor((1 - TEST_SHARE) * (length - first))
  const training = trainTo - first
  const policy = Math.min(Math.max(POLICY_SHARE * training, 2 * profile.optionBars), 0.5 * training)
  const policyFrom = trainTo - Math.floor(policy)
  return {
    fit: { from: first, to: policyFrom },
    policy: { from: policyFrom, to: trainTo },
    train: { from: first, to: trainTo },
    test: { from: trainTo, to: length },
  }
}

/**
 * Bars that models are fitted on, and the bars after them that they forecast. No target of the first reaches into the
 * second.
 */
export type WalkFold = { readonly fit: Range; readonly held: Range }

/** Most folds: each costs a whole training. */
export const MOST_FOLDS = 3
/** With fewer training rows the last fold is refused; with fewer than FEWEST_ROWS_OF_MORE no earlier fold is added. */
const FEWEST_ROWS = 50
const FEWEST_ROWS_OF_MORE = 500

/** All bars that some fold holds out; folds in time order. */
export const heldOf = (folds: readonly WalkFold[]): Range => ({
  from: folds[0].held.from,
  to: folds[folds.length - 1].held.to,
})

/**
 * Folds that walk forward over the training part, in time order: the last holds out the policy part, those before it
 * stretches of the same length before that, as long as each is fitted on at least as many bars as it is judged on.
 * `reach`: bars ahead that the farthest target covers. Throws 'missing-data' where even the last has too few training
 * rows.
 */
export const walkForwardFolds = ({ fit, policy }: Pick<BarSplit, 'fit' | 'policy'>, reach: number): readonly WalkFold[] => {
  const rows = rowsToFit(fit.from, fit.to, reach)
  if (rows < FEWEST_ROWS)
    throw new Fault(
      'missing-data',
      `${policy.to} bars leave ${rows} rows to train on, fewer than ${FEWEST_ROWS}; record more`,
    )
  const length = policy.to - policy.from
  const folds: WalkFold[] = [{ fit, held: policy }]
  for (let back = 1; back < MOST_FOLDS; back++) {
    const to = policy.from - back * length
    if (to - fit.from < length || rowsToFit(fit.from, to, reach) < FEWEST_ROWS_OF_MORE) break
    folds.unshift({ fit: { from: fit.from, to }, held: { from: to, to: to + length } })
  }
  return folds
}

type Bars = {
  readonly series: Pick<BarSeries, 'variance' | 'timestamp'>
  readonly market: Pick<RecordedMarket, 'profile' | 'instrument'>
}

/** Moves without which a part tells nothing of hedging; a coin at its peg moves in a few of a hundred hours. */
const FEWEST_MOVES = 10

const isoMinute = (microseconds: number): string => new Date(microseconds / 1000).toISOString().slice(0, 16)

/** Bars of a range whose variance is above the least of the profile. */
export const movingBars = ({ series, market }: Bars, { from, to }: Range): number => {
  let moving = 0
  for (let i = from; i < to; i++) if (series.variance[i] > market.profile.leastVariance) moving++
  return moving
}

/**
 * Throws 'missing-data', in one line that names the bars, where the price of a range hardly moves or stands still for
 * more than half of it and longer than an option lives: every hedge of such a range costs nothing and every forecast is
 * of nothing. `use`: what the bars are for.
 */
export const refuseStillPrice = (bars: Bars, range: Range, use: string): void => {
  const { series, market } = bars
  const { profile, instrument } = market
  const all = range.to - range.from
  const moving = movingBars(bars, range)
  let [longest, end] = [0, range.from]
  let run = 0
  for (let i = range.from; i < range.to; i++) {
    run = series.variance[i] > profile.leastVariance ? 0 : run + 1
    if (run > longest) [longest, end] = [run, i]
  }
  const isStill = longest > all / 2 && longest > profile.optionBars
  if (!isStill && moving >= Math.min(FEWEST_MOVES, all / 2)) return
  const [first, last] = [end - longest + 1, end].map((bar) => isoMinute(series.timestamp[bar]))
  throw new Fault(
    'missing-data',
    `${instrument.symbol}: the price moves in ${moving} of the ${all} bars to ${use} and stands still from ${first} to ${last}: leave the still bars out of the recording, or take a longer one`,
  )
}
