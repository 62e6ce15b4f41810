import fc from 'fast-check'
import { resample, startResample } from '../../../src/core/market/bars/resample'
import { SECOND } from '../../../src/core/market/event'
import { aMinute } from './recorded-bar'

const minutesOf = (bars: readonly { timestamp: number }[]): number[] => bars.map((bar) => bar.timestamp / (60 * SECOND))

describe('resampling', () => {
  it('merges minutes into five with the variance of their closes', () => {
    const closes = [100, 101, 99, 100, 102, 103, 103, 103, 103, 104]
    const bars = closes.map((close, i) => aMinute(i + 1, close, { high: close + 1, low: close - 1 }))
    const [first, second] = resample(bars, 300)
    expect(first).toMatchObject({
      open: 100,
      high: 103,
      low: 98,
      close: 102,
      volume: 5,
      turnover: 502,
      afterGap: false,
    })
    const squares = (prices: number[]): number =>
      prices.slice(1).reduce((sum, price, i) => sum + Math.log(price / prices[i]) ** 2, 0)
    expect(first.realizedVariance).toBeCloseTo(squares([100, 100, 101, 99, 100, 102]), 14)
    expect(second.realizedVariance).toBeCloseTo(squares([102, 103, 103, 103, 103, 104]), 14)
    expect(minutesOf([first, second])).toEqual([5, 10])
  })

  it('leaves bars of the same period as they are', () => {
    const bars = [aMinute(1, 100), aMinute(2, 101, { impliedVol: 0.4 })]
    expect(resample(bars, 60)).toEqual(bars)
  })

  it('fills holes with flat bars where asked', () => {
    const bars = [aMinute(1, 100), aMinute(4, 103), aMinute(17, 104)]
    const filled = resample(bars, 300, { fillHoles: true })
    expect(minutesOf(filled)).toEqual([5, 10, 15, 20])
    expect(filled[2]).toMatchObject({ open: 103, high: 103, low: 103, close: 103, volume: 0, realizedVariance: 0 })
    expect(filled.map((bar) => bar.afterGap)).toEqual([false, false, false, false])
    expect(filled[3].realizedVariance).toBeCloseTo(Math.log(104 / 103) ** 2, 14)
  })

  it('marks the bar in which the record resumes where holes are not filled', () => {
    const bars = [aMinute(1, 100), aMinute(2, 100), aMinute(17, 104), aMinute(18, 104), aMinute(21, 104)]
    const merged = resample(bars, 300)
    expect(minutesOf(merged)).toEqual([5, 20, 25])
    expect(merged.map((bar) => bar.afterGap)).toEqual([false, true, true])
    expect(merged[1].realizedVariance).toBe(0)
  })

  it('treats a hole of hours as a gap even where holes are filled', () => {
    const bars = [aMinute(5, 100), aMinute(5 + 361, 100), aMinute(5 + 361 + 362, 110)]
    const merged = resample(bars, 300, { fillHoles: true })
    expect(merged.filter((bar) => bar.afterGap)).toHaveLength(1)
    expect(minutesOf(merged).at(-1)).toBe(730)
    expect(merged).toHaveLength(75)
  })

  it('adds flow and counts, keeps the last quote, implied volatility and funding rate', () => {
    const quote = {
      bid: 1,
      bidSize: 1,
      ask: 2,
      askSize: 1,
      relativeSpread: 0.1,
      depth: 3,
      orderFlowImbalance: 2,
      updates: 4,
    }
    const [bar] = resample(
      [
        aMinute(1, 100, {
          trades: 2,
          flow: { buyVolume: 1, sellVolume: 0 },
          quote,
          impliedVol: 0.3,
          fundingRate: 1e-4,
        }),
        aMinute(2, 100, {
          trades: 3,
          flow: { buyVolume: 0, sellVolume: 2 },
          quote: { ...quote, bid: 1.5, relativeSpread: 0.3, depth: 1, orderFlowImbalance: -5 },
          impliedVol: 0.4,
          fundingRate: 2e-4,
        }),
      ],
      120,
    )
    expect(bar).toMatchObject({ trades: 5, flow: { buyVolume: 1, sellVolume: 2 }, impliedVol: 0.4, fundingRate: 2e-4 })
    expect(bar.quote).toMatchObject({ bid: 1.5, relativeSpread: 0.2, depth: 2, orderFlowImbalance: -3, updates: 8 })
  })

  it('sums the parts’ own realized variance where they have it', () => {
    const bars = [aMinute(1, 100, { realizedVariance: 0.01 }), aMinute(2, 150, { realizedVariance: 0.02 })]
    expect(resample(bars, 120)[0].realizedVariance).toBeCloseTo(0.03, 14)
  })

  it('in two stages equals one, and a stream equals a batch', () => {
    const bars = fc.array(
      fc.record({ skip: fc.integer({ min: 1, max: 4 }), cents: fc.integer({ min: 9000, max: 11000 }) }),
      {
        minLength: 1,
        maxLength: 80,
      },
    )
    fc.assert(
      fc.property(bars, fc.boolean(), (steps, fillHoles) => {
        let minute = 100
        const fine = steps.map(({ skip, cents }) => aMinute((minute += skip), cents / 100))
        const direct = resample(fine, 1200, { fillHoles })
        const staged = resample(resample(fine, 300, { fillHoles }), 1200, { fillHoles })
        expect(minutesOf(staged)).toEqual(minutesOf(direct))
        staged.forEach(({ open, high, low, close, volume }, i) => {
          expect(direct[i]).toMatchObject({ open, high, low, close, volume })
        })
        const stream = startResample({ periodSeconds: 1200, fillHoles })
        expect([...fine.flatMap((bar) => stream.push(bar)), ...stream.end()]).toEqual(direct)
      }),
    )
  })

  it('refuses periods that do not divide, time that does not rise and a changing period', () => {
    expect(() => resample([aMinute(1, 100)], 90)).toThrow('do not merge')
    expect(() => resample([aMinute(1, 100)], 0)).toThrow('whole number of seconds')
    expect(() => resample([aMinute(2, 100), aMinute(2, 100)], 300)).toThrow('does not rise')
    expect(() => resample([aMinute(2, 100), aMinute(4, 100, { periodSeconds: 120 })], 300)).toThrow('period changes')
  })
})
