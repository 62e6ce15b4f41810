import { startRng } from '../../../src/core/rng'
import { forecastScore, type HorizonForecasts } from '../../../training/judge/forecast-scores'

const rows = 600
const rng = startRng(2)
const truth = Float64Array.from({ length: rows }, (_, i) => 1 + 0.5 * Math.sin(i / 30))
const realized = truth.map((v) => v * Math.exp(0.3 * rng.normal() - 0.045))
const blurred = truth.map((v) => v * Math.exp(0.4 * rng.normal()))

const scores = (bandshift: Float64Array, logHar: Float64Array) => {
  const quantiles = new Float64Array(rows * 2)
  for (let i = 0; i < rows; i++) quantiles.set([Math.log(truth[i]) - 0.5, Math.log(truth[i]) + 0.5], 2 * i)
  const forecasts: HorizonForecasts = {
    series: 'test',
    horizon: { name: '1h', bars: 1 },
    realized,
    forecasts: { ewma: truth.map(() => 1), logHar, bandshift },
    levels: [0.05, 0.95],
    quantiles,
  }
  return forecastScore(forecasts, startRng(1))
}

describe('the score of forecasts', () => {
  test('is lower for the better forecast, which stays in the confidence set', () => {
    const { ratioToLogHar, dm, mcs90, n } = scores(truth, blurred)
    expect(n).toBe(rows)
    expect(ratioToLogHar).toBeLessThan(0.9)
    expect(dm.statistic).toBeLessThan(-2)
    expect(dm.pValue).toBeLessThan(0.05)
    expect(mcs90).toEqual(['bandshift'])
  })

  test('finds no difference between forecasts that differ by rounding alone', () => {
    const { ratioToLogHar, dm, mcs90 } = scores(Float64Array.from(Float32Array.from(blurred)), blurred)
    expect(ratioToLogHar).toBe(1)
    expect(dm).toEqual({ statistic: 0, pValue: 1 })
    expect(mcs90.includes('bandshift')).toBe(mcs90.includes('logHar'))
  })

  test('counts outcomes below each quantile', () => {
    const { coverage } = scores(truth, blurred)
    expect(coverage['0.05']).toBeGreaterThan(0)
    expect(coverage['0.05']).toBeLessThan(0.12)
    expect(coverage['0.95']).toBeGreaterThan(0.88)
  })
})
