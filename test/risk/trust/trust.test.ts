import fc from 'fast-check'
import { DAY } from '../../../src/core/market/event'
import type { Bar } from '../../../src/core/market/bar'
import type { TrustEvidence } from '../../../src/core/market/state/trust-rule'
import { startTrust, type TrainedOn } from '../../../src/core/risk/trust/start-trust'
import type { TrustLimits } from '../../../src/core/risk/trust/trust-limits'
import { NOW } from '../a-book'

const limits: TrustLimits = { maxAgeDays: 100, windowBars: 10, maxOutside: 0.2, maxRatio: 4, calmBars: 3 }
const trained: TrainedOn = { until: NOW - 50 * DAY, scales: [{ mean: [0, 5], sd: [1, 2], limit: 8 }] }
const VARIANCE = 1e-6

const aBar = (timestamp: number): Bar => ({
  timestamp,
  periodSeconds: 60,
  open: 100,
  high: 100,
  low: 100,
  close: 100,
  volume: 1,
  turnover: 100,
  trades: 1,
  flow: undefined,
  quote: undefined,
  realizedVariance: undefined,
  impliedVol: undefined,
  fundingRate: undefined,
  afterGap: false,
})

const evidence = (change: Partial<TrustEvidence> = {}): TrustEvidence => ({
  bar: aBar(NOW),
  row: Float64Array.of(1, 4),
  logVariance: Float64Array.of(Math.log(VARIANCE), Math.log(VARIANCE)),
  posterior: Float64Array.of(0.5, 0.5),
  variance: VARIANCE,
  ...change,
})

const run = (bars: readonly Partial<TrustEvidence>[], change: Partial<TrustLimits> = {}): (readonly string[])[] => {
  const rule = startTrust({ ...limits, ...change }, trained)
  return bars.map((bar) => rule.step(evidence(bar)))
}
const times = <T>(n: number, value: T): T[] => Array.from({ length: n }, () => value)

describe('models', () => {
  test('are believed from the first bar that has nothing against them', () => {
    expect(run(times(30, {})).flat()).toEqual([])
  })

  test('are too old past their age, and not a bar before', () => {
    const at = (days: number) => ({ bar: aBar(trained.until + days * DAY) })
    expect(run([at(100), at(100.01)])).toEqual([[], ['models-too-old']])
  })

  test('are not believed once more than the share of the window lies outside what they were trained on', () => {
    const outside = { row: Float64Array.of(-8.1, 5) }
    expect(run([outside, outside, outside])).toEqual([[], [], ['features-outside-training']])
    expect(run(times(20, { row: Float64Array.of(8, 21) })).flat()).toEqual([])
  })

  test('are not believed at a bar that lacks a column or a forecast', () => {
    expect(run([{ row: Float64Array.of(NaN, 5) }])).toEqual([['columns-missing']])
    expect(run([{ row: Float64Array.of(1) }])).toEqual([['columns-missing']])
    expect(run([{ logVariance: Float64Array.of(NaN) }])).toEqual([['forecast-missing']])
    expect(run([{ posterior: new Float64Array(0) }])).toEqual([['forecast-missing']])
  })

  test.each([
    [4.1, 'forecast-too-low'],
    [1 / 4.1, 'forecast-too-high'],
  ])('are not believed where the variance of a window was %d times the forecast', (factor, reason) => {
    const reasons = run(times(15, { variance: factor * VARIANCE }))
    expect(reasons.slice(0, 10).flat()).toEqual([])
    expect(reasons.slice(10)).toEqual(times(5, [reason]))
    expect(run(times(30, { variance: (factor > 1 ? 3.9 : 1 / 3.9) * VARIANCE })).flat()).toEqual([])
  })

  test('come back after so many calm bars in a row, counted anew at each objection', () => {
    const bad = { logVariance: Float64Array.of(NaN) }
    expect(run([bad, {}, {}, bad, {}, {}, {}, {}])).toEqual([
      ['forecast-missing'],
      ['recovering'],
      ['recovering'],
      ['forecast-missing'],
      ['recovering'],
      ['recovering'],
      [],
      [],
    ])
  })

  test('are told all reasons at once', () => {
    const bar = { bar: aBar(NOW + 400 * DAY), row: Float64Array.of(Infinity, 1), posterior: Float64Array.of(NaN) }
    expect(run([bar], { maxOutside: 0 })).toEqual([
      ['models-too-old', 'columns-missing', 'features-outside-training', 'forecast-missing'],
    ])
  })
})

const anyEvidence: fc.Arbitrary<Partial<TrustEvidence>> = fc.record({
  row: fc.tuple(fc.double(), fc.double()).map((row) => Float64Array.from(row)),
  logVariance: fc.oneof(
    fc.constant(Float64Array.of(-13)),
    fc.double().map((value) => Float64Array.of(value)),
  ),
  variance: fc.double(),
})

test('any bars give reasons or none, the same every time, and no looser limit gives more', () => {
  fc.assert(
    fc.property(fc.array(anyEvidence, { maxLength: 60 }), (bars) => {
      const tight = run(bars)
      expect(run(bars)).toEqual(tight)
      const loose = run(bars, { maxOutside: 0.6, maxRatio: 20, maxAgeDays: 1_000 })
      loose.forEach((reasons, i) => expect(reasons.length === 0 || tight[i].length > 0).toBe(true))
    }),
  )
})

test.each([{ maxAgeDays: 0 }, { windowBars: 1.5 }, { maxOutside: NaN }, { maxRatio: 1 }, { calmBars: -1 }])(
  'limits out of range are refused: %j',
  (change) => {
    expect(() => run([], change)).toThrow(expect.objectContaining({ code: 'numerical-domain' }))
  },
)
