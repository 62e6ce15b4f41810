import { macroBeta, macroCorrelation, macroLevel, type MacroSeries } from '../../../src/core/features/macro-correlation'
import { SECOND } from '../../../src/core/market/event'
import { lastOf, randomBars } from './bars'

describe('a second series', () => {
  const bars = randomBars(60, 4)
  const printed = (valueOf: (close: number) => number, delay = 1): MacroSeries => ({
    name: 'other',
    prints: bars.map(({ timestamp, close }) => ({
      at: timestamp,
      knownFrom: timestamp + delay,
      value: valueOf(close),
    })),
  })

  it('correlates with the market by 1 where it is the market, by −1 where it is its inverse', () => {
    expect(
      lastOf(
        macroCorrelation(
          printed((close) => close),
          30,
        ),
        bars,
      ),
    ).toBeCloseTo(1, 10)
    expect(
      lastOf(
        macroCorrelation(
          printed((close) => 1 / close),
          30,
        ),
        bars,
      ),
    ).toBeCloseTo(-1, 10)
  })

  it('that moves twice as far has a beta of a half', () => {
    expect(
      lastOf(
        macroBeta(
          printed((close) => close ** 2),
          30,
        ),
        bars,
      ),
    ).toBeCloseTo(0.5, 10)
  })

  it('is 0 before ten changes', () => {
    const series = printed((close) => close)
    expect(lastOf(macroCorrelation(series, 30), bars.slice(0, 11))).toBe(0)
    expect(lastOf(macroCorrelation(series, 30), bars.slice(0, 12))).toBeCloseTo(1, 10)
  })

  it('counts from the first bar that closes after it was known', () => {
    const late = printed((close) => close, 60 * SECOND)
    expect(lastOf(macroCorrelation(late, 30), bars.slice(0, 12))).toBe(0)
    expect(lastOf(macroCorrelation(late, 30), bars.slice(0, 13))).toBeCloseTo(1, 10)
  })

  it('stands at the log of its last known print over the mean of the last ones', () => {
    const value = (i: number): number => bars[i].close
    const level = Math.log(value(2) / ((value(0) + value(1) + value(2)) / 3))
    expect(
      lastOf(
        macroLevel(
          printed((close) => close),
          22,
        ),
        bars.slice(0, 4),
      ),
    ).toBeCloseTo(level, 12)
  })
})
