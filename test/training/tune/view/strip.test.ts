import { startRng } from '../../../../src/core/rng'
import { profileOf } from '../../../../training/data/profile'
import { sellStrip, volatilityColumn } from '../../../../training/tune/view/strip'

const length = 2000
const rng = startRng(4)
const close = Float64Array.from({ length }, () => 100)
for (let i = 1; i < length; i++) close[i] = close[i - 1] * Math.exp(0.002 * rng.normal())
const series = {
  length,
  timestamp: Float64Array.from({ length }, (_, i) => i * 3.6e9),
  close,
  logReturn: close.map((c, i) => (i === 0 ? 0 : Math.log(c / close[i - 1]))),
  variance: new Float64Array(length).fill(4e-6),
  barsPerYear: 8760,
}
const profile = profileOf({ barSeconds: 3600, barsPerDay: 24, barsPerYear: 8760, continuous: true, bars: length })
const cost = Float64Array.from({ length }, (_, i) => 1e-4 + i * 1e-9)

describe('the strip of options', () => {
  const strip = sellStrip(series, { from: 500, to: 1900 }, profile, cost)

  test('is sold and expires inside its range, at the money', () => {
    const last = strip.starts[strip.paths - 1]
    expect(strip.starts[0]).toBe(500)
    expect(last + strip.steps).toBeLessThan(1900)
    for (let p = 0; p < strip.paths; p++) expect(strip.spot[p * (strip.steps + 1)]).toBe(1)
  })

  test('carries the prices and costs of its bars', () => {
    const p = strip.paths - 1
    const at = p * (strip.steps + 1) + strip.steps
    expect(strip.spot[at]).toBeCloseTo(close[strip.starts[p] + strip.steps] / close[strip.starts[p]], 14)
    expect((strip.cost as Float64Array)[at]).toBe(cost[strip.starts[p] + strip.steps])
  })

  test('counts the years that remain', () => {
    expect(strip.years[0]).toBeCloseTo(168 / 8760, 14)
    expect(strip.years[strip.steps - 1]).toBeCloseTo(1 / 8760, 14)
  })

  test('turns variance to expiry into annual volatility', () => {
    const term = {
      first: 0,
      horizons: [1, 24, 168],
      variance: [1, 2, 3].map((k) => new Float64Array(length).fill(k * 1e-6)),
    }
    const vol = volatilityColumn(strip, term, series.barsPerYear)
    expect(vol[0]).toBeCloseTo(Math.sqrt(3e-6 * 8760), 12)
    expect(vol[strip.steps - 1]).toBeCloseTo(Math.sqrt(1e-6 * 8760), 12)
  })

  test('refuses a range that holds no option', () => {
    expect(() => sellStrip(series, { from: 0, to: 100 }, profile, cost)).toThrow(/do not hold one option/)
  })
})
