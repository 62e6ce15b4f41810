import { qlike } from '../../../src/core/statistics/forecast-losses'
import { forecastDetail } from '../../../training/judge/forecast-scores'

const hour = 3600e6
const day = 24 * hour
const rows = 7 * 24
const flat = (value: number): Float64Array => new Float64Array(rows).fill(value)
const detail = forecastDetail(
  {
    series: 'test',
    horizon: { name: '1h', bars: 1 },
    // Twice the forecast on the third day, as forecast on all others.
    realized: flat(1).map((value, i) => (Math.floor(i / 24) === 2 ? 2 : value)),
    forecasts: { bandshift: flat(1), logHar: flat(0.5) },
    levels: [0.5],
    quantiles: flat(0),
  },
  {
    timestamp: Float64Array.from({ length: rows }, (_, i) => 20_000 * day + i * hour),
    called: Uint8Array.from({ length: rows }, (_, i) => (Math.floor(i / 24) === 2 ? 2 : 0)),
    states: ['calm', 'normal', 'turbulent'],
    barsPerYear: 4,
  },
)

describe('the detail of forecast losses', () => {
  test('splits losses by the regime called', () => {
    expect(detail.byRegime).toEqual([
      { regime: 'calm', n: 6 * 24, qlike: 0, logHar: expect.closeTo(qlike(1, 0.5), 12) },
      { regime: 'turbulent', n: 24, qlike: expect.closeTo(qlike(2, 1), 12), logHar: expect.closeTo(qlike(2, 0.5), 12) },
    ])
  })

  test('lists the worst days, worst first', () => {
    expect(detail.worstDays).toHaveLength(5)
    expect(detail.worstDays[0]).toEqual({
      day: new Date((20_002 * day) / 1000).toISOString().slice(0, 10),
      qlike: expect.closeTo(qlike(2, 1), 12),
      logHar: expect.closeTo(qlike(2, 0.5), 12),
      forecastVol: 2,
      realizedVol: expect.closeTo(Math.sqrt(8), 12),
    })
    expect(detail.worstDays[1].qlike).toBe(0)
  })
})
