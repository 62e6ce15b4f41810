import fc from 'fast-check'
import type { Bar } from '../../../../src/core/market/bar'
import { DAY } from '../../../../src/core/market/event'
import type { TrainingReference } from '../../../../src/core/reading/training-reference'
import type { TrustEvidence } from '../../../../src/core/reading/trust-rule'
import { startTrust, type JudgedModels } from '../../../../src/core/reading/trust/start-trust'
import { defaultTrust, type TrustLimits } from '../../../../src/core/reading/trust/trust-limits'
import { startRng } from '../../../../src/core/rng'
import { NOW } from '../../risk/a-book'

const limits: TrustLimits = {
  ...defaultTrust,
  maxAgeDays: 100,
  maxAgeShare: 0,
  windowDays: 0.1,
  leastBars: 10,
  maxOutside: 0.2,
  calmDays: 0.03,
}
const models: JudgedModels = {
  columns: ['a', 'b'],
  grid: { barsPerDay: 100, horizonBars: [2, 10] },
  trainedOn: { from: NOW - 150 * DAY, until: NOW - 50 * DAY, scales: [{ mean: [0, 5], sd: [1, 2], limit: 8 }] },
}
const trained = models.trainedOn
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
  logHar: Float64Array.of(Math.log(VARIANCE), Math.log(VARIANCE)),
  posterior: Float64Array.of(0.5, 0.5),
  variance: VARIANCE,
  ...change,
})

const run = (bars: readonly Partial<TrustEvidence>[], change: Partial<TrustLimits> = {}): (readonly string[])[] => {
  const rule = startTrust({ ...limits, ...change }, models)
  return bars.map((bar) => rule.step(evidence(bar)))
}
const times = <T>(n: number, value: T): T[] => Array.from({ length: n }, () => value)

describe('models', () => {
  test('are trusted from the first bar without an objection', () => {
    expect(run(times(30, {})).flat()).toEqual([])
  })

  test('are too old past their age, and not a bar before', () => {
    const at = (days: number) => ({ bar: aBar(trained.until + days * DAY) })
    expect(run([at(100), at(100.01)])).toEqual([[], ['models-too-old']])
  })

  test('are not trusted once more than the share of the window lies outside what they were trained on', () => {
    const outside = { row: Float64Array.of(-8.1, 5) }
    expect(run([outside, outside, outside])).toEqual([[], [], ['features-outside-training']])
    expect(run(times(20, { row: Float64Array.of(8, 21) })).flat()).toEqual([])
  })

  test('are not trusted at a bar that lacks a column or a forecast', () => {
    expect(run([{ row: Float64Array.of(NaN, 5) }])).toEqual([['columns-missing']])
    expect(run([{ row: Float64Array.of(1) }])).toEqual([['columns-missing']])
    expect(run([{ logVariance: Float64Array.of(NaN) }])).toEqual([['forecast-missing']])
    expect(run([{ posterior: new Float64Array(0) }])).toEqual([['forecast-missing']])
  })

  test.each([
    [4.1, 'forecast-too-low'],
    [1 / 4.1, 'forecast-too-high'],
  ])('are not trusted where the variance of a window was %d times the forecast', (factor, reason) => {
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

  test('are too old later where their training was longer', () => {
    const at = (days: number) => ({ bar: aBar(trained.until + days * DAY) })
    expect(run([at(300), at(301)], { maxAgeShare: 3 })).toEqual([[], ['models-too-old']])
  })

  test('give all reasons at once', () => {
    const bar = { bar: aBar(NOW + 400 * DAY), row: Float64Array.of(Infinity, 1), posterior: Float64Array.of(NaN) }
    expect(run([bar], { maxOutside: 0 })).toEqual([
      ['models-too-old', 'columns-missing', 'features-outside-training', 'forecast-missing'],
    ])
  })
})

/** Two columns uniform on 0 to 10 and 5 to 15, in tenths; drift over 20 bars. */
const reference: TrainingReference = {
  windowBars: 20,
  columns: [0, 5].map((from) => ({
    edges: Array.from({ length: 9 }, (_, i) => from + i + 1),
    shares: Array.from({ length: 10 }, () => 0.1),
    psi: 1,
    ks: 0.5,
    longestRun: 3,
  })),
  outsideShare: 0,
  dissimilarity: { middle: [0, 0], whitening: [[1], [0, 1]], threshold: 3 },
  lossScale: 1,
}
const referred: JudgedModels = { ...models, trainedOn: { ...trained, reference } }

/** Bars of rows and forecasts, one after the other: the reasons at each, and the figures at the end. */
const judge = (bars: readonly Partial<TrustEvidence>[], change: Partial<TrustLimits> = {}) => {
  const rule = startTrust({ ...limits, calmDays: 0, leastBars: 20, ...change }, referred)
  const reasons = bars.map((bar) => rule.step(evidence(bar)))
  return { reasons, figures: rule.figures() }
}
const rng = startRng(5)
/** A row like those of training: within one standard deviation either way. */
const usual = () => ({ row: Float64Array.of(10 * rng.uniform() - 5 + 5, 5 + 10 * rng.uniform()) })
const mildly = (row: readonly [number, number]) => ({ row: Float64Array.from(row) })

describe('models with a reference', () => {
  const wide = { trainedOn: { ...trained, reference, scales: [{ mean: [5, 10], sd: [3, 3], limit: 8 }] } }
  const judgeWide = (bars: readonly Partial<TrustEvidence>[], change: Partial<TrustLimits> = {}) => {
    const rule = startTrust({ ...limits, calmDays: 0, leastBars: 20, ...change }, { ...models, ...wide })
    return { reasons: bars.map((bar) => rule.step(evidence(bar))), figures: rule.figures }
  }

  test('are trusted on rows like those of training', () => {
    expect(judgeWide(Array.from({ length: 300 }, usual)).reasons.flat()).toEqual([])
  })

  test('are not trusted once a column keeps one value far longer than ever, and name it', () => {
    const { reasons, figures } = judgeWide(
      Array.from({ length: 60 }, () => mildly([5, 5 + 10 * rng.uniform()])),
      { maxDrifted: 1 },
    )
    expect(reasons.findIndex((own) => own.includes('features-stuck'))).toBe(20)
    expect(figures().stuck).toEqual(['a'])
  })

  test('are not trusted where many columns are distributed otherwise, and are again when they are as before', () => {
    const shifted = Array.from({ length: 60 }, () => mildly([8 + 2 * rng.uniform(), 13 + 2 * rng.uniform()]))
    const { reasons } = judgeWide([...shifted, ...Array.from({ length: 200 }, usual)])
    const first = reasons.findIndex((own) => own.includes('features-drifted'))
    expect(first).toBeGreaterThan(5)
    expect(first).toBeLessThan(30)
    expect(reasons.slice(200).flat()).toEqual([])
  })

  test('are not trusted on rows whose columns do not go together, though no column is out of its range', () => {
    const rule = startTrust(
      { ...limits, calmDays: 0, leastBars: 20, maxDrifted: 1 },
      {
        ...models,
        trainedOn: {
          ...wide.trainedOn,
          // Columns correlated by 0.995: their difference has a standard deviation of a tenth.
          reference: {
            ...reference,
            dissimilarity: { middle: [0, 0], whitening: [[1], [-9.96, 10.01]], threshold: 3 },
          },
        },
      },
    )
    const together = Array.from({ length: 60 }, (_, i) => mildly([5 + 3 * Math.sin(i), 10 + 3 * Math.sin(i)]))
    const apart = Array.from({ length: 20 }, (_, i) => mildly([5 + 3 * Math.sin(i), 10 + 3 * Math.cos(i)]))
    expect(together.map((bar) => rule.step(evidence(bar))).flat()).toEqual([])
    const reasons = apart.map((bar) => rule.step(evidence(bar)))
    expect(reasons[reasons.length - 1]).toEqual(['features-unlike-training'])
  })

  test('are not trusted while the forecaster loses more than log-HAR, and are again once it does not', () => {
    const change = { maxRatio: 1e9, lossAlarmDays: 20 }
    const bars = (n: number, factor: number) =>
      Array.from({ length: n }, () => ({
        ...usual(),
        logVariance: Float64Array.of(Math.log(factor * VARIANCE)),
        variance: VARIANCE * Math.exp(0.2 * rng.normal()),
        logHar: Float64Array.of(Math.log(1.3 * VARIANCE)),
      }))
    const { reasons, figures } = judgeWide([...bars(200, 1), ...bars(200, 3), ...bars(900, 1)], change)
    expect(reasons.slice(0, 200).flat()).toEqual([])
    const first = reasons.findIndex((own) => own.includes('forecast-worse-than-log-har'))
    expect(first).toBeGreaterThan(200)
    expect(first).toBeLessThan(320)
    expect(reasons[399]).toEqual(['forecast-worse-than-log-har'])
    expect(reasons[1299]).toEqual([])
    expect(figures().lossEvidence).toBeLessThan(1)
  })

  test('that are not trusted for too long, or too often, count as silenced until they are trusted again', () => {
    const change = { silentDays: 0.5, shareDays: 2, maxSilent: 0.5, maxAgeDays: 100 }
    const rule = startTrust({ ...limits, calmDays: 0, ...change }, models)
    const silencedAfter = (bars: number, broken: boolean): boolean[] =>
      times(bars, 0).map(() => {
        rule.step(evidence(broken ? { posterior: new Float64Array(0) } : {}))
        return rule.figures().silenced
      })
    expect(silencedAfter(60, true).indexOf(true)).toBe(50)
    expect(rule.figures()).toMatchObject({ distrustedBars: 60, silenced: true })
    expect(silencedAfter(1, false)).toEqual([false])
    // Every other bar: never long, but often.
    const often = times(600, 0).map((_, i) => silencedAfter(1, i % 5 !== 0)[0])
    expect(often[0]).toBe(false)
    expect(often[599]).toBe(true)
    expect(rule.figures().trustedShare).toBeLessThan(0.25)
  })

  test('are judged alike by a rule that saw everything and one that warmed up on three windows of drift', () => {
    const change = { maxDrifted: 0.4, maxRatio: 1e9 }
    const bars = Array.from({ length: 900 }, (_, i) =>
      i % 300 < 200 ? usual() : mildly([9 + rng.uniform(), 14 + rng.uniform()]),
    )
    const whole = judgeWide(bars, change).reasons
    expect(new Set(whole.map((own) => own.length > 0)).size).toBe(2)
    for (const at of [450, 620, 800])
      expect(judgeWide(bars.slice(at - 60, at + 1), change).reasons[60]).toEqual(whole[at])
  })

  test('that cannot be read for want of a column are not trusted', () => {
    const rule = startTrust(limits, models)
    expect(rule.unread()).toEqual(['columns-missing'])
    expect(rule.figures().distrustedBars).toBe(1)
  })

  test('keep figures that go through JSON unchanged', () => {
    const { figures } = judge([usual(), usual()])
    expect(JSON.parse(JSON.stringify(figures))).toEqual(figures)
  })

  test('serve log-HAR at a longer horizon alone where the forecaster loses more there', () => {
    const scaled = { ...wide.trainedOn, reference: { ...reference, laterLossScales: [1] } }
    const rule = startTrust({ ...limits, lossAlarmDays: 20 }, { ...models, trainedOn: scaled })
    const logVariance = Float64Array.of(Math.log(VARIANCE), Math.log(3 * VARIANCE))
    const reasons = Array.from({ length: 400 }, () => rule.step(evidence({ ...usual(), logVariance })))
    expect(reasons.flat()).toEqual([])
    expect([rule.fallsBack(0), rule.fallsBack(1), rule.figures().logHarHorizons]).toEqual([false, true, [10]])
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

test.each([
  { maxAgeDays: 0 },
  { leastBars: 1.5 },
  { maxOutside: NaN },
  { maxRatio: 1 },
  { calmDays: -1 },
  { silentDays: 0 },
  { driftExcess: 0.5 },
])('limits out of range are refused: %j', (change) => {
  expect(() => run([], change)).toThrow(expect.objectContaining({ code: 'numerical-domain' }))
})
