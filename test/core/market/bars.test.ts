import fc from 'fast-check'
import type { Bar } from '../../../src/core/market/bar'
import { startBars, type BarOptions } from '../../../src/core/market/bars/bar-builder'
import { resample } from '../../../src/core/market/bars/resample'
import { SECOND } from '../../../src/core/market/event'
import { aGap, aQuote, aTrade, blockOf, feed, type FeedEvent } from './events'

const barsOf = (events: readonly FeedEvent[], options: BarOptions = { periodSeconds: 60 }): Bar[] => {
  const builder = startBars(options)
  return [...builder.push(blockOf(events)), ...builder.end()]
}

const closes = (bars: readonly Bar[]): number[] => bars.map((bar) => bar.timestamp / SECOND)

describe('bars of trades', () => {
  it('aggregate price, volume and turnover on a grid from the epoch', () => {
    const bars = barsOf([
      aTrade(61, 10, 2),
      aTrade(70, 12, 1),
      aTrade(80, 9, 1),
      aTrade(119, 11, 4),
      aTrade(120, 11.5, 1),
    ])
    expect(bars).toHaveLength(2)
    expect(bars[0]).toMatchObject({
      timestamp: 120 * SECOND,
      open: 10,
      high: 12,
      low: 9,
      close: 11,
      volume: 8,
      trades: 4,
    })
    expect(bars[0].turnover).toBe(20 + 12 + 9 + 44)
    expect(bars[0].quote).toBeUndefined()
    expect(bars[1]).toMatchObject({ timestamp: 180 * SECOND, open: 11, high: 11.5, close: 11.5, volume: 1 })
  })

  it('align to the anchor', () => {
    expect(closes(barsOf([aTrade(61, 10)], { periodSeconds: 60, anchor: 30 * SECOND }))).toEqual([90])
    expect(closes(barsOf([aTrade(61, 10)], { periodSeconds: 60, anchor: 3600 * SECOND }))).toEqual([120])
  })

  it('stay flat through an empty interval', () => {
    const bars = barsOf([aTrade(10, 10), aTrade(190, 11)])
    expect(closes(bars)).toEqual([60, 120, 180, 240])
    expect(bars[1]).toMatchObject({ open: 10, high: 10, low: 10, close: 10, volume: 0, trades: 0, realizedVariance: 0 })
    expect(bars.map((bar) => bar.afterGap)).toEqual([true, false, false, false])
  })

  it('stop at a long silence and resume after a gap', () => {
    const bars = barsOf([aTrade(10, 10), aTrade(1900, 11)])
    expect(closes(bars)).toEqual([60, 1920])
    expect(bars[1]).toMatchObject({ open: 11, low: 11, afterGap: true })
  })

  it('stop at a gap event and count nothing through it', () => {
    const bars = barsOf([aTrade(10, 10), aTrade(70, 11), aGap(75), aTrade(400, 12)])
    expect(closes(bars)).toEqual([60, 120, 420])
    expect(bars.map((bar) => bar.afterGap)).toEqual([true, false, true])
    expect(bars[2].open).toBe(12)
    expect(bars[2].realizedVariance).toBe(0)
  })

  it('stay one bar where a gap heals within its interval', () => {
    const bars = barsOf([aTrade(10, 10), aTrade(70, 10), aGap(75), aTrade(90, 20), aTrade(125, 20)])
    expect(closes(bars)).toEqual([60, 120, 180])
    expect(bars[1]).toMatchObject({ high: 20, low: 10, close: 20, volume: 2, afterGap: true, realizedVariance: 0 })
  })

  it('carry no bar that only the gap itself touched', () => {
    expect(closes(barsOf([aTrade(10, 10), aGap(60), aTrade(600, 10)]))).toEqual([60, 660])
  })

  it('sample realized variance at the previous tick of each sub-interval', () => {
    const [first, second] = barsOf(
      [aTrade(60, 100), aTrade(75, 110), aTrade(85, 50), aTrade(95, 121), aTrade(121, 130)],
      { periodSeconds: 60, samplesPerBar: 2 },
    )
    expect(first.realizedVariance).toBeCloseTo(Math.log(50 / 100) ** 2 + Math.log(121 / 50) ** 2, 14)
    expect(second.realizedVariance).toBeCloseTo(Math.log(130 / 121) ** 2, 14)
  })
})

describe('aggressors', () => {
  const flowOf = (events: readonly FeedEvent[]) => barsOf(events)[0].flow

  it('are taken from the record where it has them', () => {
    expect(flowOf([aQuote(1, 9, 11), aTrade(2, 11, 3, 'sell'), aTrade(3, 9, 2, 'buy')])).toEqual({
      buyVolume: 2,
      sellVolume: 3,
    })
  })

  it('follow the quote rule, then the tick rule at the mid', () => {
    const events = [
      aQuote(1, 9, 11),
      aTrade(2, 10.5, 1),
      aTrade(3, 9.5, 2),
      aTrade(4, 10, 4),
      aTrade(5, 10, 8),
      aTrade(6, 9.9, 16),
    ]
    expect(flowOf(events)).toEqual({ buyVolume: 1 + 4 + 8, sellVolume: 2 + 16 })
  })

  it('are split before the first price change', () => {
    expect(flowOf([aTrade(1, 10, 4), aTrade(2, 10, 2), aTrade(3, 11, 1), aTrade(4, 11, 1)])).toEqual({
      buyVolume: 5,
      sellVolume: 3,
    })
  })
})

describe('bars of quotes', () => {
  it('price at the mid, whatever trades print', () => {
    const bars = barsOf([aQuote(1, 99, 101), aTrade(2, 500, 1), aQuote(3, 100, 102), aTrade(4, 1, 1)])
    expect(bars[0]).toMatchObject({ open: 100, high: 101, low: 100, close: 101, volume: 2 })
  })

  it('weight spread and depth by time and close on the quote in force', () => {
    const [bar] = barsOf([aQuote(0, 99, 101, [2, 4]), aQuote(45, 99.5, 100.5, [10, 0]), aQuote(60, 99, 101)])
    expect(bar.quote?.relativeSpread).toBeCloseTo((45 * 0.02 + 15 * 0.01) / 60, 14)
    expect(bar.quote?.depth).toBeCloseTo((45 * 3 + 15 * 5) / 60, 14)
    expect(bar.quote).toMatchObject({ bid: 99.5, bidSize: 10, ask: 100.5, askSize: 0, updates: 2 })
  })

  it('sum the order-flow imbalance of every change', () => {
    const [bar] = barsOf([
      aQuote(0, 10, 11, [5, 5]),
      aQuote(1, 10, 11, [8, 5]), // 3 more bid: +3
      aQuote(2, 10.5, 11, [2, 5]), // higher bid: +2
      aQuote(3, 10.5, 10.8, [2, 7]), // lower ask: −7
      aQuote(4, 10, 10.8, [4, 7]), // lower bid: −2
      aQuote(5, 10, 11.2, [4, 9]), // higher ask: +7
    ])
    expect(bar.quote?.orderFlowImbalance).toBe(3 + 2 - 7 - 2 + 7)
  })

  it('lose the quote at a gap', () => {
    const bars = barsOf([aQuote(1, 99, 101), aGap(30), aTrade(100, 90, 1)])
    expect(bars[1]).toMatchObject({ close: 90, quote: undefined })
  })
})

describe('order-flow imbalance', () => {
  it.each([
    ['nothing where nothing changes', [10, 5, 11, 6], 0],
    ['what the bid queue gains', [10, 9, 11, 6], 4],
    ['less what the ask queue gains', [10, 5, 11, 9], -3],
    ['the new queue of a better bid', [10.5, 2, 11, 6], 2],
    ['less the old queue of a bid that falls', [9, 8, 11, 6], -5],
    ['the old queue of an ask that rises', [10, 5, 12, 8], 6],
    ['less the new queue of a better ask', [10, 5, 10.5, 1], -1],
  ])('is %s', (_, [bid, bidSize, ask, askSize], expected) => {
    const events = [aQuote(1, 10, 11, [5, 6]), aQuote(2, bid, ask, [bidSize, askSize])]
    expect(barsOf(events)[0].quote?.orderFlowImbalance).toBe(expected)
  })
})

describe('bar building', () => {
  const options: BarOptions = { periodSeconds: 60 }

  it('gives the same bars from blocks cut anywhere and from single events', () => {
    fc.assert(
      fc.property(feed, fc.array(fc.nat({ max: 120 }), { maxLength: 4 }), (events, cuts) => {
        const whole = barsOf(events)
        const scalar = startBars(options)
        expect([...events.flatMap((event) => scalar.event(event)), ...scalar.end()]).toEqual(whole)
        const pieces = startBars(options)
        const edges = [0, ...cuts.map((cut) => Math.min(cut, events.length)), events.length].sort((a, b) => a - b)
        const parts = edges.slice(1).flatMap((to, i) => pieces.push(blockOf(events.slice(edges[i], to))))
        expect([...parts, ...pieces.end()]).toEqual(whole)
      }),
      { numRuns: 200 },
    )
  })

  it('keeps time rising, prices ordered, volume whole and the grid regular inside a session', () => {
    fc.assert(
      fc.property(feed, (events) => {
        const bars = barsOf(events)
        bars.forEach((bar, i) => {
          expect(bar.timestamp % (60 * SECOND)).toBe(0)
          if (i > 0) expect(bar.timestamp).toBeGreaterThan(bars[i - 1].timestamp)
          if (i > 0 && !bar.afterGap) expect(bar.timestamp).toBe(bars[i - 1].timestamp + 60 * SECOND)
          expect(bar.low).toBeLessThanOrEqual(Math.min(bar.open, bar.close))
          expect(bar.high).toBeGreaterThanOrEqual(Math.max(bar.open, bar.close))
          expect(bar.realizedVariance).toBeGreaterThanOrEqual(0)
        })
        const traded = events.reduce((sum, event) => sum + (event.kind === 'trade' ? event.size : 0), 0)
        expect(bars.reduce((sum, bar) => sum + bar.volume, 0)).toBe(traded)
        const signed = bars.reduce((sum, { flow }) => sum + (flow?.buyVolume ?? 0) + (flow?.sellVolume ?? 0), 0)
        expect(signed).toBe(traded)
      }),
      { numRuns: 200 },
    )
  })

  it('gives the same first bars whatever follows', () => {
    fc.assert(
      fc.property(feed, fc.nat({ max: 120 }), (events, cut) => {
        const prefix = startBars(options).push(blockOf(events.slice(0, cut)))
        expect(startBars(options).push(blockOf(events)).slice(0, prefix.length)).toEqual(prefix)
      }),
      { numRuns: 100 },
    )
  })

  it('builds coarser bars as merging finer ones does', () => {
    fc.assert(
      fc.property(feed, (events) => {
        const coarse = barsOf(events, { periodSeconds: 300 })
        const merged = resample(barsOf(events), 300)
        expect(merged).toHaveLength(coarse.length)
        merged.forEach((bar, i) => {
          const { timestamp, open, high, low, close, volume, trades, afterGap, flow } = coarse[i]
          expect(bar).toMatchObject({ timestamp, open, high, low, close, volume, trades, afterGap, flow })
          expect(bar.turnover).toBeCloseTo(coarse[i].turnover, 8)
          expect(bar.quote?.bid).toBe(coarse[i].quote?.bid)
        })
      }),
      { numRuns: 200 },
    )
  })

  it('refuses time going back, prices that are not positive and crossed quotes', () => {
    const push =
      (...events: FeedEvent[]) =>
      () =>
        barsOf(events)
    expect(push(aTrade(5, 10), aTrade(4, 10))).toThrow('time goes back at event 1')
    expect(push(aTrade(NaN, 10))).toThrow('time goes back')
    expect(push(aTrade(1, NaN))).toThrow('no valid trade')
    expect(push(aTrade(1, 0))).toThrow('no valid trade')
    expect(push(aTrade(1, 10, -1))).toThrow('no valid trade')
    expect(push(aQuote(1, 11, 10))).toThrow('no valid quote')
    expect(push(aQuote(1, 10, Infinity))).toThrow('no valid quote')
    expect(push(aQuote(1, 10, 11, [NaN, 1]))).toThrow('no valid quote')
  })

  it('refuses options that make no bars', () => {
    expect(() => startBars({ periodSeconds: 0 })).toThrow('whole number of seconds')
    expect(() => startBars({ periodSeconds: 1.5 })).toThrow('whole number of seconds')
    expect(() => startBars({ periodSeconds: 60, samplesPerBar: 0 })).toThrow('samples per bar')
    expect(() => startBars({ periodSeconds: 60, maxSilenceSeconds: NaN })).toThrow('silence')
  })
})
