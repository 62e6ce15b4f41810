import { evidenceSchema } from '../../../models/store/card-evidence'
import { DAY, SECOND } from '../../../src/core/market/event'
import { startRng } from '../../../src/core/rng'
import { qlikeLosses } from '../../../src/core/statistics/forecast-losses'
import { cardEvidence, type HeldOutEvidence } from '../../../training/judge/card-evidence'
import { forwardMean } from '../../../training/statistics/sliding-mean'

const bars = 3000
const [from, to, horizon] = [1000, 2800, 6]
const rng = startRng(4)
/** Calm and turbulent stretches of 300 bars, states 0 and 1. */
const stateOf = (bar: number): number => Math.floor(bar / 300) % 2
const variance = Float64Array.from(
  { length: bars },
  (_, bar) => (stateOf(bar) === 0 ? 1e-6 : 1e-5) * Math.exp(0.3 * rng.normal()),
)
const labels = Uint8Array.from({ length: to - from }, (_, i) => stateOf(from + i))
const realized = forwardMean(variance.subarray(0, to), horizon)
const outcomes = Float64Array.from({ length: bars }, (_, bar) => realized[bar] ?? 1e-6)
const rows = to - horizon - from

/** Forecasts that are the outcome times `factor`, beside a log-HAR that is the outcome times `har`. */
const held = (factor: number, har: number): HeldOutEvidence => {
  const losses = (times: number) =>
    qlikeLosses(
      realized.slice(from, from + rows),
      outcomes.slice(from, from + rows).map((value) => times * value),
    )
  const measured = (measure: string, values: Float64Array) => ({ measure, horizonBars: horizon, values })
  return {
    prepared: {
      dataset: {
        series: {
          length: bars,
          timestamp: Float64Array.from({ length: bars }, (_, i) => 20_000 * DAY + i * 300 * SECOND),
          variance,
        },
      },
      market: { profile: { horizons: [{ name: '30 min', bars: horizon }] } },
    } as unknown as HeldOutEvidence['prepared'],
    folds: [
      { fit: { from: 0, to: from }, held: { from, to: 2000 } },
      { fit: { from: 0, to: 2000 }, held: { from: 2000, to } },
    ],
    predictions: {
      levels: [0.1, 0.9],
      quantiles: Float64Array.from({ length: 2 * bars }, (_, i) => Math.log(outcomes[i >> 1]) + (i % 2 === 0 ? -1 : 1)),
      states: 2,
      posterior: Float64Array.from({ length: 2 * bars }, (_, i) => (stateOf(i >> 1) === i % 2 ? 0.9 : 0.1)),
    } as unknown as HeldOutEvidence['predictions'],
    losses: [
      measured('qlike 30 min', losses(factor)),
      measured('log-loss', new Float64Array(to - from).fill(-Math.log(0.9))),
    ],
    served: [],
    logHar: [
      measured(
        'qlike 30 min',
        losses(har).map((loss, i) => loss * (1 + (i % 5) / 10)),
      ),
    ],
    labels,
    regimeBars: horizon,
    seed: 7,
  }
}

test('a card has the folds, losses with intervals beside log-HAR, coverage and the worst days', () => {
  const { forecaster } = cardEvidence(held(1.1, 2))
  expect(evidenceSchema.parse(forecaster)).toEqual(forecaster)
  expect(forecaster.folds.map(({ held: { rows: n } }) => n)).toEqual([1000, 800])
  expect(forecaster.folds[0].fit.to).toBe(forecaster.folds[0].held.from)
  const [{ measure, rows: n, loss, ratio }] = forecaster.measures
  expect([measure, n]).toEqual(['qlike 6', rows])
  const exact = 1 / 1.1 - Math.log(1 / 1.1) - 1
  expect(loss.value).toBeCloseTo(exact, 9)
  expect(loss.low).toBeLessThanOrEqual(loss.value + 1e-12)
  expect(loss.high).toBeGreaterThanOrEqual(loss.value - 1e-12)
  expect(ratio?.high).toBeLessThan(0.1)
  expect(forecaster.calibration).toEqual([
    {
      of: 'quantiles 6',
      points: [
        { expected: 0.1, observed: 0, rows },
        { expected: 0.9, observed: 1, rows },
      ],
    },
  ])
  expect(forecaster.failures).toMatchObject([
    { kind: 'miscalibrated', of: 'quantiles 6', expected: 0.1, observed: 0 },
    { kind: 'miscalibrated', of: 'quantiles 6', expected: 0.9, observed: 1 },
    { kind: 'worst-day', measure: 'qlike 6' },
    { kind: 'worst-day' },
    { kind: 'worst-day' },
  ])
})

test('the card of a forecaster that is not better than log-HAR lists that failure', () => {
  const { forecaster } = cardEvidence(held(2, 1.5))
  expect(forecaster.failures[0]).toMatchObject({ kind: 'no-better-than-log-har', measure: 'qlike 6', p: 1 })
})

test('where a baseline serves, the card names who beats the forecaster and what serves, and expects no share of log-HAR', () => {
  const beaten = [{ measure: 'qlike 30 min', horizonBars: horizon, by: 'seasonalLogHar', ratio: 1.04, p: 0.01 }]
  const { forecaster } = cardEvidence({
    ...held(2, 1.5),
    served: [{ horizon: 0, beaten, serves: 'seasonal-log-har' }],
  })
  expect(evidenceSchema.parse(forecaster)).toEqual(forecaster)
  expect(Object.keys(forecaster.measures[0])).not.toContain('ratio')
  expect(forecaster.failures[0]).toEqual({
    ...{ kind: 'beaten', measure: 'qlike 6', by: 'seasonalLogHar', ratio: 1.04, p: 0.01 },
    serves: 'seasonal-log-har',
  })
  expect(forecaster.failures.map(({ kind }) => kind)).not.toContain('no-better-than-log-har')
  const [kept] = cardEvidence({ ...held(2, 1.5), served: [{ horizon: 0, beaten, serves: 'nothing' }] }).forecaster
    .measures
  expect(kept.ratio?.value).toBeGreaterThan(1)
})

test('a classifier’s card has the reliability bins and the bounds between its states', () => {
  const { classifier } = cardEvidence(held(1, 1))
  expect(evidenceSchema.parse(classifier)).toEqual(classifier)
  expect(classifier.measures[0].loss.value).toBeCloseTo(-Math.log(0.9), 12)
  expect(classifier.calibration[0].points).toEqual([
    { expected: expect.closeTo(0.1, 9) as number, observed: 0, rows: to - from },
    { expected: expect.closeTo(0.9, 9) as number, observed: 1, rows: to - from },
  ])
  expect(classifier.regimes?.horizonBars).toBe(horizon)
  const [bound] = classifier.regimes?.bounds ?? []
  expect(bound).toBeGreaterThan(2e-6)
  expect(bound).toBeLessThan(6e-6)
})
