import type { MeasuredLosses } from '../../../src/core/promotion/compare-losses'
import { startRng } from '../../../src/core/rng'
import type { Predictions } from '../../../training/fit/predict'
import { servedHorizons, withStandIns } from '../../../training/judge/served-horizons'

const losses = (level: number, seed: number): MeasuredLosses => {
  const rng = startRng(seed)
  return {
    ...{ measure: 'qlike 1h', horizonBars: 1 },
    values: Float64Array.from({ length: 400 }, () => level + 0.1 * rng.normal()),
  }
}
const standIns = [
  { serves: 'log-har', model: 'logHar' },
  { serves: 'seasonal-log-har', model: 'seasonalLogHar' },
] as const

/** What serves where the forecaster and the baselines lose so much on average. */
const served = (own: number, { har, logHar, seasonal }: Readonly<Record<'har' | 'logHar' | 'seasonal', number>>) =>
  servedHorizons(
    [losses(own, 1)],
    [
      { model: 'har', losses: [losses(har, 2)] },
      { model: 'logHar', losses: [losses(logHar, 3)] },
      { model: 'seasonalLogHar', losses: [losses(seasonal, 4)] },
    ],
    standIns,
  )

describe('what serves at a horizon', () => {
  test('the forecaster, where no baseline beats it beyond chance', () => {
    expect(served(0.5, { har: 0.5, logHar: 0.5, seasonal: 0.5 })).toEqual([])
    expect(served(0.5, { har: 0.8, logHar: 5, seasonal: 2 })).toEqual([])
  })

  test('the stand-in of least loss that no baseline beats, however little the forecaster loses more', () => {
    expect(served(0.53, { har: 5, logHar: 0.53, seasonal: 0.5 })).toMatchObject([
      { horizon: 0, beaten: [{ by: 'seasonalLogHar' }], serves: 'seasonal-log-har' },
    ])
    expect(served(0.53, { har: 5, logHar: 0.5, seasonal: 0.6 })).toMatchObject([{ serves: 'log-har' }])
    // HAR is level with log-HAR.
    expect(served(0.9, { har: 0.5, logHar: 0.5, seasonal: 0.9 })).toMatchObject([{ serves: 'log-har' }])
  })

  test('nothing, where a baseline that cannot serve beats all that can, as on a price that hardly moves', () => {
    const [{ beaten, serves }] = served(1.5, { har: 0.5, logHar: 5.4, seasonal: 5 })
    expect(serves).toBe('nothing')
    expect(beaten.map(({ by }) => by)).toEqual(['har'])
    expect(beaten[0].ratio).toBeCloseTo(3, 0)
    expect(served(0.53, { har: 0.5, logHar: 0.53, seasonal: 0.53 })).toMatchObject([{ serves: 'nothing' }])
  })

  test('nothing, where the feature columns do not hold what beats the forecaster', () => {
    const baselines = [
      { model: 'logHar', losses: [losses(0.9, 3)] },
      { model: 'seasonalLogHar', losses: [losses(0.5, 4)] },
    ]
    expect(servedHorizons([losses(0.9, 1)], baselines, standIns.slice(0, 1))).toMatchObject([{ serves: 'nothing' }])
  })
})

test('no stand-in serves that loses more than the forecaster, though its noise hides what beats it', () => {
  // The second half mirrors the first, so that the mean is 0.7.
  const { values, ...described } = losses(0, 5)
  const noisy = {
    ...described,
    values: values.map((_, i) => 0.7 + (i < 200 ? 40 * values[i] : -40 * values[i - 200])),
  }
  const found = servedHorizons(
    [losses(0.53, 1)],
    [
      { model: 'har', losses: [losses(0.5, 2)] },
      { model: 'logHar', losses: [noisy] },
    ],
    standIns.slice(0, 1),
  )
  expect(found).toMatchObject([{ beaten: [{ by: 'har' }], serves: 'nothing' }])
})

test('where a stand-in serves it forecasts, and the quantiles keep their distance from it', () => {
  const predictions: Predictions = {
    term: { first: 1, horizons: [1, 4], variance: [Float64Array.of(0, 2, 3), Float64Array.of(0, 5, 6)] },
    quantiles: Float64Array.of(0, 0, Math.log(2), Math.log(5), Math.log(3), Math.log(6)),
    levels: [0.5],
    posterior: new Float64Array(3),
    states: 1,
    shares: [1],
  }
  const standIn = {
    ...standIns[1],
    variance: [Float64Array.of(0, 9, 9), Float64Array.of(0, 10, 3)],
  } as const
  const { term, quantiles } = withStandIns(predictions, [{ horizon: 1, serves: 'seasonal-log-har' }], [standIn])
  expect(term.variance).toEqual([Float64Array.of(0, 2, 3), Float64Array.of(0, 10, 3)])
  expect([...quantiles].map((value) => Math.round(Math.exp(value)))).toEqual([1, 1, 2, 10, 3, 3])
  expect(withStandIns(predictions, [{ horizon: 1, serves: 'nothing' }], [standIn])).toEqual(predictions)
})
