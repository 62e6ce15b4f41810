import type { MeasuredLosses } from '../../../src/core/promotion/compare-losses'
import { startRng } from '../../../src/core/rng'
import type { Predictions } from '../../../training/fit/predict'
import { servedHorizons, withLogHar } from '../../../training/judge/held-out-losses'

const losses = (level: number, seed: number): MeasuredLosses => {
  const rng = startRng(seed)
  return {
    ...{ measure: 'qlike 1h', horizonBars: 1 },
    values: Float64Array.from({ length: 400 }, () => level + 0.1 * rng.normal()),
  }
}
const served = (own: number, logHar: number, har: number) =>
  servedHorizons(
    [losses(own, 1)],
    [
      { model: 'har', losses: [losses(har, 2)] },
      { model: 'logHar', losses: [losses(logHar, 3)] },
    ],
  )

describe('what serves at a horizon', () => {
  test('the forecaster, where no baseline beats it beyond chance', () => {
    expect(served(0.5, 0.5, 0.5)).toEqual([])
    expect(served(0.5, 5, 0.8)).toEqual([])
  })

  test('the forecaster too, where a baseline beats it by no more than the margin of a promotion', () => {
    const [{ beaten, serves }] = served(0.53, 5, 0.5)
    expect(beaten.map(({ by }) => by)).toEqual(['har'])
    expect(serves).toBe('forecaster')
  })

  test('log-HAR, where a baseline beats the forecaster and none beats log-HAR by more than a margin', () => {
    expect(served(0.9, 0.5, 0.5)).toMatchObject([{ horizon: 0, serves: 'log-har' }])
    expect(served(0.9, 0.505, 0.5)).toMatchObject([{ horizon: 0, serves: 'log-har' }])
  })

  test('nothing, where a baseline beats log-HAR too, as on a price that hardly moves', () => {
    const [{ beaten, serves }] = served(1.5, 5.4, 0.5)
    expect(serves).toBe('nothing')
    expect(beaten.map(({ by }) => by)).toEqual(['har'])
    expect(beaten[0].ratio).toBeCloseTo(3, 0)
  })
})

test('where log-HAR serves it forecasts, and the quantiles keep their distance from it', () => {
  const predictions: Predictions = {
    term: { first: 1, horizons: [1, 4], variance: [Float64Array.of(0, 2, 3), Float64Array.of(0, 5, 6)] },
    quantiles: Float64Array.of(0, 0, Math.log(2), Math.log(5), Math.log(3), Math.log(6)),
    levels: [0.5],
    posterior: new Float64Array(3),
    states: 1,
    shares: [1],
  }
  const logHar = { model: 'logHar', variance: [Float64Array.of(0, 9, 9), Float64Array.of(0, 10, 3)] }
  const { term, quantiles } = withLogHar(predictions, [{ horizon: 1, beaten: [], serves: 'log-har' }], [logHar])
  expect(term.variance).toEqual([Float64Array.of(0, 2, 3), Float64Array.of(0, 10, 3)])
  expect([...quantiles].map((value) => Math.round(Math.exp(value)))).toEqual([1, 1, 2, 10, 3, 3])
  expect(withLogHar(predictions, [{ horizon: 1, beaten: [], serves: 'nothing' }], [logHar])).toBe(predictions)
})
