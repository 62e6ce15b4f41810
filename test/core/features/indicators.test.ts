import {
  averageTrueRange,
  bollingerWidth,
  directionalIndex,
  relativeStrength,
} from '../../../src/core/features/indicators'
import { barsOfCloses, lastOf, randomBars } from './bars'

describe('indicators', () => {
  const bars = randomBars(300, 6)

  it('ATR is Wilder’s average of the true range', () => {
    const range = bars.map(({ high, low }, i) =>
      i === 0 ? 0 : Math.max(high, bars[i - 1].close) - Math.min(low, bars[i - 1].close),
    )
    let average = range.slice(1, 15).reduce((a, b) => a + b, 0) / 14
    for (let i = 15; i < 300; i++) average += (range[i] - average) / 14
    expect(Math.exp(lastOf(averageTrueRange(14), bars))).toBeCloseTo(average / bars[299].close, 12)
  })

  it('RSI is Wilder’s, unrounded', () => {
    const moves = bars.slice(1).map((bar, i) => bar.close - bars[i].close)
    let [gain, loss] = [0, 0]
    moves.forEach((move, i) => {
      const weight = i < 14 ? 1 : 13 / 14
      gain = gain * weight + Math.max(0, move) / 14
      loss = loss * weight + Math.max(0, -move) / 14
    })
    expect(lastOf(relativeStrength(14), bars)).toBeCloseTo((2 * gain) / (gain + loss) - 1, 10)
  })

  it('ADX is Wilder’s average of the directional index', () => {
    let [tr, plus, minus, adx] = [0, 0, 0, 0]
    for (let i = 1; i < 300; i++) {
      const [now, last] = [bars[i], bars[i - 1]]
      const [up, down] = [now.high - last.high, last.low - now.low]
      const keep = i <= 14 ? 1 : 13 / 14
      tr = tr * keep + Math.max(now.high, last.close) - Math.min(now.low, last.close)
      plus = plus * keep + (up > down && up > 0 ? up : 0)
      minus = minus * keep + (down > up && down > 0 ? down : 0)
      const dx = Math.abs(plus - minus) / (plus + minus)
      if (i >= 14) adx = i < 28 ? adx + dx / 14 : adx + (dx - adx) / 14
    }
    expect(tr).toBeGreaterThan(0)
    expect(lastOf(directionalIndex(14), bars)).toBeCloseTo(adx, 10)
  })

  it('Bollinger width is four standard deviations over the mean', () => {
    const closes = bars.slice(-20).map((bar) => bar.close)
    const mean = closes.reduce((a, b) => a + b, 0) / 20
    const sd = Math.sqrt(closes.reduce((sum, close) => sum + (close - mean) ** 2, 0) / 20)
    expect(Math.exp(lastOf(bollingerWidth(20), bars))).toBeCloseTo((4 * sd) / mean, 10)
  })

  it('state their limits on flat prices and recover when prices move again', () => {
    const flat = barsOfCloses(Array(200).fill(100))
    expect(lastOf(relativeStrength(14), flat)).toBe(0)
    expect(lastOf(directionalIndex(14), flat)).toBe(0)
    expect(lastOf(averageTrueRange(14), flat)).toBeCloseTo(Math.log(1e-6), 12)
    expect(lastOf(bollingerWidth(20), flat)).toBeCloseTo(Math.log(1e-6), 12)
    const falling = barsOfCloses([...Array(200).fill(100), ...Array.from({ length: 100 }, (_, i) => 100 - i / 10)])
    expect(lastOf(relativeStrength(14), falling)).toBe(-1)
    expect(lastOf(directionalIndex(14), falling)).toBeGreaterThan(0.9)
  })
})
