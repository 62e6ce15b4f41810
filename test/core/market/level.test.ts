import type { Bar } from '../../../src/core/market/bar'
import { startBars } from '../../../src/core/market/bars/bar-builder'
import { levelRatio, startOneLevel } from '../../../src/core/market/bars/level'
import { resample } from '../../../src/core/market/bars/resample'
import { aGap, aQuote, aTrade, blockOf, type FeedEvent } from './events'
import { aMinute } from './recorded-bar'

const barsOf = (events: readonly FeedEvent[]): readonly Bar[] => {
  const builder = startBars({ periodSeconds: 60 })
  return [...builder.push(blockOf(events)), ...builder.end()]
}

const onOneLevel = (bars: readonly Bar[]): readonly Bar[] => bars.map(startOneLevel())

const returnsOf = (bars: readonly Bar[]): readonly number[] =>
  bars.slice(1).map(({ close }, i) => Math.log(close / bars[i].close))

describe('a change of level', () => {
  test('is a quarter or less, or four times and more', () => {
    expect([25, 400, 26, 399, 100].map((after) => levelRatio(100, after))).toEqual([0.25, 4, 1, 1, 1])
  })

  test('is no return: bars after it have the prices that the level before would give them', () => {
    const split = { afterGap: true, volume: 40, turnover: 200 }
    const bars = [aMinute(1, 100), aMinute(2, 102), aMinute(3, 5.1, split), aMinute(4, 5.2), aMinute(5, 100)]
    const [, , after, next] = onOneLevel(bars)
    expect(after).toMatchObject({ open: 102, close: 102, volume: 2, turnover: 200 })
    expect(next.close).toBeCloseTo(104, 12)
    expect(onOneLevel([bars[0], bars[1]])).toEqual([bars[0], bars[1]])
  })

  test('is undone by a change back, and a bar without a gap before it changes nothing', () => {
    const bars = [aMinute(1, 100), aMinute(2, 5, { afterGap: true }), aMinute(3, 100, { afterGap: true })]
    expect(onOneLevel(bars).map(({ close }) => close)).toEqual([100, 100, 100])
    expect(onOneLevel([aMinute(1, 100), aMinute(2, 5)])[1].close).toBe(5)
  })

  test('scales quotes and flow as it does prices and amounts', () => {
    const events = [aQuote(1, 99, 101), aGap(61), aQuote(62, 9.9, 10.1, [30, 10]), aTrade(63, 10.1, 20, 'buy')]
    const [, bar] = onOneLevel(barsOf(events))
    expect(bar).toMatchObject({ open: 100, volume: 2, flow: { buyVolume: 2, sellVolume: 0 } })
    const { bid, ask, bidSize, askSize, relativeSpread, depth } = bar.quote!
    expect([bid, ask, bidSize, askSize, depth]).toEqual([99, 101, 3, 1, 1.5])
    expect(relativeSpread).toBeCloseTo(0.02, 12)
  })

  test('within one bar leaves a bar at the level after it', () => {
    const bars = barsOf([aTrade(1, 100), aTrade(70, 110, 4), aGap(80), aTrade(90, 11, 6), aTrade(100, 12)])
    expect(bars[1]).toMatchObject({ open: 10, high: 12, low: 10, close: 12, volume: 47, afterGap: true })
    expect(returnsOf(onOneLevel(bars))[0]).toBeCloseTo(Math.log(1.2), 12)
    const whole = onOneLevel(resample([aMinute(1, 100), ...bars.slice(1)], 180))
    expect(whole.map(({ high, low }) => [high, low])).toEqual([[12, 10]])
  })

  test('inside merged bars adds nothing to their variance', () => {
    const minutes = [1, 2, 3, 4, 5, 6].map((minute) =>
      aMinute(minute, minute < 5 ? 100 : 5, { afterGap: minute === 5 }),
    )
    const [first, second] = onOneLevel(resample(minutes, 180))
    expect(second).toMatchObject({ open: 100, high: 100, low: 100, close: 100, realizedVariance: 0 })
    expect(first.realizedVariance).toBe(0)
  })
})
