import { DAY, type Timestamp } from '../../../src/core/market/event'
import { unlearnedSlope } from '../../../src/core/surface/centre/spot-vol-slope'
import { centreGain, centreWarmUpDays, type CentreGain, type CentreSquares } from '../../judge/centre/centre-gain'
import { coins, readPanel, type Coin, type Months } from './panel'
import { narrowSpread, pairsOf, widestSpread, type Interval, type Pair } from './pairs'
import { onlineRivals } from './rivals'

/** Share of the variance of options' gains over an interval that a hedge at a delta removes. */
export type VarianceRemoved = {
  readonly coin: Coin
  /** Widest spread over the middle of the quotes that count. */
  readonly spread: number
  readonly pairs: number
  readonly plain: number
  readonly net: number
}

/** What a centre leaves less of than net delta, on quotes with a spread of at most a tenth, after 20 days. */
export type SlopeGain = CentreGain & {
  /** 'BTC+ETH' weighs the intervals of both coins by what net delta leaves on average. */
  readonly coin: Coin | 'BTC+ETH'
  readonly model: string
}

export type SettingD = { readonly rows: readonly VarianceRemoved[]; readonly slope: readonly SlopeGain[] }

const variance = (values: readonly number[]): number => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
}

const removed = (coin: Coin, spread: number, pairs: readonly Pair[]): VarianceRemoved => {
  const bare = variance(pairs.map((pair) => pair.bare))
  const share = (rule: 'plain' | 'net'): number => 1 - variance(pairs.map((pair) => pair[rule])) / bare
  return { coin, spread, pairs: pairs.length, plain: share('plain'), net: share('net') }
}

const narrowOf = (intervals: readonly Interval[]): readonly Interval[] =>
  intervals.flatMap(({ time, pairs }) => {
    const narrow = pairs.filter(({ spread }) => spread <= narrowSpread)
    return narrow.length === 0 ? [] : [{ time, pairs: narrow }]
  })

const squares = (values: readonly number[]): number => values.reduce((sum, value) => sum + value * value, 0)

const lossesOf = (intervals: readonly Interval[], left: (interval: Interval) => readonly number[]): CentreSquares => {
  const begin = Math.floor(intervals[0].time / 1e6) * 1e6 + centreWarmUpDays * DAY
  return intervals.flatMap((interval) => {
    const { time, pairs } = interval
    const model = squares(left(interval))
    return Math.floor(time / 1e6) * 1e6 < begin ? [] : [{ time, net: squares(pairs.map(({ net }) => net)), model }]
  })
}

/** The intervals of several coins as one series: losses at one time are added, each coin's over its usual one. */
const together = (all: readonly CentreSquares[]): CentreSquares => {
  const byTime = new Map<Timestamp, { net: number; model: number }>()
  for (const losses of all) {
    const usual = losses.reduce((total, { net }) => total + net, 0) / losses.length
    for (const { time, net, model } of losses) {
      const held = byTime.get(time) ?? { net: 0, model: 0 }
      byTime.set(time, { net: held.net + net / usual, model: held.model + model / usual })
    }
  }
  return [...byTime].sort(([one], [other]) => one - other).map(([time, own]) => ({ time, ...own }))
}

/** What the centres leave of one coin's pairs, by model. */
const judged = (intervals: readonly Interval[]): ReadonlyMap<string, CentreSquares> =>
  new Map([
    ...onlineRivals().map(({ name, left }) => [name, lossesOf(intervals, left)] as const),
    ...(['sticky-moneyness', 'minimum-variance'] as const).map(
      (rule) => [rule, lossesOf(intervals, ({ pairs }) => pairs.map((pair) => pair[rule]))] as const,
    ),
  ])

/**
 * Setting D: recorded chains of coin-settled options, each hedged over one interval without cost. The share of variance
 * that plain and net delta remove, and what centres with a spot-vol slope leave less of: two naive ones learned by
 * tenor, a line in 1/√T, the smile that moves with the spot, and the slope learned from smile and trend. Each learns
 * from what was known at the snapshot. `folder` is that of the panel or the one that holds it; faults as `readPanel`.
 */
export const reproduceSettingD = (
  folder: string,
  months: Months = {},
  progress: (share: number) => void = () => undefined,
): SettingD => {
  const rows: VarianceRemoved[] = []
  const byCoin = coins.map((coin, i) => {
    const intervals = pairsOf(readPanel(folder, coin, months), unlearnedSlope)
    const narrow = narrowOf(intervals)
    for (const [spread, own] of [[widestSpread, intervals] as const, [narrowSpread, narrow] as const])
      rows.push(
        removed(
          coin,
          spread,
          own.flatMap(({ pairs }) => pairs),
        ),
      )
    progress((i + 1) / coins.length)
    return { coin, losses: judged(narrow) }
  })
  const models = [...byCoin[0].losses.keys()]
  const gained = (coin: SlopeGain['coin'], model: string, losses: CentreSquares): SlopeGain => ({
    ...{ coin, model },
    ...centreGain(coin, losses),
  })
  const slope = [
    ...byCoin.flatMap(({ coin, losses }) => models.map((model) => gained(coin, model, losses.get(model)!))),
    ...models.map((model) => gained('BTC+ETH', model, together(byCoin.map(({ losses }) => losses.get(model)!)))),
  ]
  return { rows, slope }
}
