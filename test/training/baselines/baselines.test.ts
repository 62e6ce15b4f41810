import { qlikeLosses } from '../../../src/core/statistics/forecast-losses'
import { mean } from '../../../src/core/statistics/moments'
import { baselinesFor } from '../../../training/baselines/baselines'
import type { VarianceBaseline } from '../../../training/baselines/forecaster'
import { logHar } from '../../../training/baselines/log-har'
import { seasonalLogHar } from '../../../training/baselines/seasonal-log-har'
import { sliceSeries, type BarSeries } from '../../../training/data/series'
import { forwardMean } from '../../../training/statistics/sliding-mean'
import { aSeries, garchSeries, logAutoregression } from './simulated'

const meanQlike = (realized: Float64Array, forecast: Float64Array): number => mean(qlikeLosses(realized, forecast))

const lags = [1, 5, 22]
const series = garchSeries({ mu: 0, omega: 2e-6, alpha: 0.1, beta: 0.88 }, 4000, 3)
/** All baselines, for bars of a minute. */
const varianceBaselines = baselinesFor({ ...series, timestamp: series.timestamp.map((_, i) => i * 60e6) })

describe.each(varianceBaselines.map((baseline) => [baseline.name, baseline] as const))('%s', (_, baseline) => {
  const fitted = baseline.fit(sliceSeries(series, 0, 3000), 5, lags)

  test('forecasts of a prefix are a prefix of the forecasts', () => {
    const whole = fitted.forecast(series)
    for (const length of [40, 1001, 3999]) {
      const part = fitted.forecast(sliceSeries(series, 0, length))
      expect(part.first).toBe(whole.first)
      expect(part.values).toEqual(whole.values.slice(0, length))
    }
  })

  test('parameters do not depend on bars after the training part', () => {
    const changed = aSeries(
      series.variance.map((v, t) => (t < 3000 ? v : 50 * v)),
      series.logReturn,
    )
    expect(baseline.fit(sliceSeries(changed, 0, 3000), 5, lags).parameters).toEqual(fitted.parameters)
  })

  test('forecasts are positive and finite from the first valid bar, also out of range', () => {
    const wild = aSeries(
      series.variance.map((v, t) => (t === 500 ? 1e3 : t === 900 ? 1e-300 : v)),
      series.logReturn.map((r, t) => (t === 500 ? 30 : r)),
    )
    for (const input of [series, wild]) {
      const { first, values } = fitted.forecast(input)
      expect(values.subarray(first).every((h) => h > 0 && h < Infinity)).toBe(true)
    }
  })

  test('has a lower loss than the training mean out of sample', () => {
    const realized = forwardMean(series.variance, 5).subarray(3000, 3995)
    const flat = realized.map(() => series.variance.subarray(0, 3000).reduce((a, b) => a + b, 0) / 3000)
    const ours = meanQlike(realized, fitted.forecast(series).values.subarray(3000, 3995))
    expect(ours).toBeLessThan(meanQlike(realized, flat))
  })

  test('scales with the unit of variance', () => {
    const scaled = aSeries(
      series.variance.map((v) => 1e4 * v),
      series.logReturn.map((r) => 100 * r),
    )
    const there = baseline.fit(sliceSeries(scaled, 0, 3000), 5, lags).forecast(scaled)
    const here = fitted.forecast(series)
    for (let t = 100; t < 4000; t += 130) expect(there.values[t] / here.values[t] / 1e4).toBeCloseTo(1, 4)
  })

  test('too few bars are a fault', () => {
    expect(() => baseline.fit(sliceSeries(series, 0, 12), 5, lags)).toThrow(
      expect.objectContaining({ code: 'missing-data' }),
    )
  })
})

test('HAR and WLS-HAR stay in the range of training targets and forecast their mean outside it', () => {
  for (const name of ['har', 'wlsHar', 'harq']) {
    const baseline = varianceBaselines.find((candidate) => candidate.name === name)
    const train = logAutoregression(2000, 5)
    const fitted = baseline!.fit(train, 1, lags)
    const { values } = fitted.forecast(aSeries(train.variance.map((v, t) => (t === 1500 ? 10 : v))))
    expect(values[1500]).toBe(fitted.parameters.meanTarget)
  }
})

test('on the last row used for training the target ends with the series', () => {
  // One huge variance at the very end enters the fit through one target; one bar later it would enter none.
  const base = logAutoregression(400, 6)
  const last = aSeries(base.variance.map((v, t) => (t === 399 ? 1e-2 : v)))
  const har = varianceBaselines.find(({ name }) => name === 'har')!
  expect(har.fit(last, 3, lags).parameters.mostTarget).toBeGreaterThan(1e-2 / 3 - 1e-9)
})

test('log-HAR has a lower QLIKE than HAR on a log-normal variance', () => {
  const world = logAutoregression(6000, 8, 0.95, 0.5)
  const realized = forwardMean(world.variance, 1).subarray(4000, 5999)
  const score = (name: string): number => {
    const baseline = varianceBaselines.find((candidate) => candidate.name === name)!
    const forecast = baseline.fit(sliceSeries(world, 0, 4000), 1, lags).forecast(world)
    return meanQlike(realized, forecast.values.subarray(4000, 5999))
  }
  expect(score('logHar')).toBeLessThan(score('har'))
})

describe('seasonal log-HAR', () => {
  // Hours whose variance doubles by day and halves at night, half as high at weekends, times a wandering level.
  const world = logAutoregression(24 * 200, 9, 0.9, 0.3)
  const hours: BarSeries = {
    ...world,
    timestamp: world.timestamp.map((_, t) => (t + 1) * 3600e6),
    variance: world.variance.map((value, t) => {
      const [hour, day] = [(t + 1) % 24, Math.floor((t + 1) / 24) % 7]
      return value * Math.exp(Math.log(2) * Math.sin((2 * Math.PI * hour) / 24)) * (day >= 5 ? 0.5 : 1)
    }),
  }
  const train = sliceSeries(hours, 0, 24 * 140)
  const score = (baseline: VarianceBaseline, horizon: number): number =>
    meanQlike(
      forwardMean(hours.variance, horizon).subarray(24 * 140, 24 * 199),
      baseline
        .fit(train, horizon, [1, 6, 24, 168])
        .forecast(hours)
        .values.subarray(24 * 140, 24 * 199),
    )

  test('has a lower loss than log-HAR where variance depends on the time of day and of the week', () => {
    expect(score(seasonalLogHar, 6)).toBeLessThan(0.9 * score(logHar, 6))
    expect(score(seasonalLogHar, 24)).toBeLessThan(0.9 * score(logHar, 24))
  })

  test('is offered on intraday bars alone, and is log-HAR on too few of them', () => {
    expect(baselinesFor(hours)).toContain(seasonalLogHar)
    expect(baselinesFor(series)).not.toContain(seasonalLogHar)
    const short = sliceSeries(hours, 0, 60)
    expect(seasonalLogHar.fit(short, 1, [1, 6]).forecast(short).values).toEqual(
      logHar.fit(short, 1, [1, 6]).forecast(short).values,
    )
  })
})

test('HARQ uses measured quarticity where there is some', () => {
  const quarticity = series.variance.map((value, t) => value * value * (1 + (t % 7)))
  const harq = varianceBaselines.find(({ name }) => name === 'harq')!
  const measured = harq.fit({ ...series, quarticity }, 1, lags).parameters
  expect(measured).not.toEqual(harq.fit(series, 1, lags).parameters)
  expect(sliceSeries({ ...series, quarticity }, 10, 20).quarticity).toEqual(quarticity.subarray(10, 20))
})

test.each([
  [0, lags],
  [1.5, lags],
  [5, [5, 1]],
  [5, []],
  [5, [0, 3]],
])('horizon %p with lags %p is refused', (horizon, bad) => {
  for (const name of ['har', 'logHar', 'harq'])
    expect(() => varianceBaselines.find((b) => b.name === name)!.fit(series, horizon, bad)).toThrow(
      expect.objectContaining({ code: 'bad-input' }),
    )
})
