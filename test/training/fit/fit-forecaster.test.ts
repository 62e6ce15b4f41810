import * as tf from '@tensorflow/tfjs'
import { chooseBackend } from '../../../models/backend'
import { denseWeights } from '../../../models/dense'
import { forecastRows } from '../../../models/forecaster/forecaster'
import { fitForecaster } from '../../../training/fit/fit-forecaster'
import { widenQuantiles } from '../../../training/fit/forecaster-heads'
import { aForecastSample, hiddenSignal, residualVariance, someForecasterOptions, trueHar } from '../../models/a-market'

beforeAll(async () => {
  await chooseBackend('wasm')
})

const weightBytes = (network: tf.LayersModel): string =>
  network
    .getWeights()
    .map((weight) => Buffer.from(weight.dataSync().slice().buffer).toString('base64'))
    .join('|')

/** Expectation of the true model: log of E[exp(y)] given the row. */
const truth = (x: Float32Array | Float64Array, at: number, h: number, signal: (x: number) => number): number =>
  trueHar[h].slopes.reduce((sum, slope, i) => sum + slope * x[at + i], trueHar[h].intercept) +
  signal(x[at + 3]) +
  residualVariance / 2

const meanQlike = (forecast: Float64Array, y: ArrayLike<number>): number =>
  forecast.reduce((sum, f, i) => sum + Math.exp(y[i] - f) - (y[i] - f) - 1, 0) / forecast.length

test('a forecaster with too few rows to hold any out is log-HAR with half the residual variance added', async () => {
  const sample = aForecastSample(40)
  const { model, history, shrinkage } = await fitForecaster(sample, sample, someForecasterOptions({ epochs: 0 }))
  const { logVariance } = forecastRows(model, sample.x, sample.rows)
  for (let i = 0; i < sample.rows * 2; i++)
    expect(logVariance[i]).toBeCloseTo(
      truth(sample.x, Math.floor(i / 2) * sample.cols, i % 2, () => 0),
      4,
    )
  expect(history.train).toHaveLength(1)
  expect(history.validation).toEqual([history.untrained])
  expect(shrinkage).toEqual([0, 0])
  model.network.dispose()
})

test('a linear signal is fitted without an epoch of the network', async () => {
  const signal = (x: number): number => 0.4 * x
  const test = aForecastSample(2000, { seed: 3, signal })
  const { model, history, shrinkage } = await fitForecaster(
    aForecastSample(4000, { signal }),
    aForecastSample(1000, { seed: 2, signal }),
    someForecasterOptions({ epochs: 0 }),
  )
  const { logVariance } = forecastRows(model, test.x, test.rows)
  const exact = logVariance.map((_, i) => truth(test.x, Math.floor(i / 2) * test.cols, i % 2, signal))
  const gap = logVariance.reduce((sum, f, i) => sum + (f - exact[i]) ** 2, 0) / exact.length
  expect(gap).toBeLessThan(0.002)
  for (const share of shrinkage) expect(share).toBeGreaterThan(0.9)
  expect(history.validation[0]).toBeLessThan(history.untrained - 0.05)
  const [far, near] = [1e6, 0].map((value) => forecastRows(model, test.x.slice(0, test.cols).with(3, value), 1))
  const reached = far.logVariance[0] - near.logVariance[0]
  expect(reached).toBeGreaterThan(2)
  expect(reached).toBeLessThan(3)
  model.network.dispose()
})

test('a season is fitted first, before any other column', async () => {
  const signal = (x: number): number => 0.4 * x
  const test = aForecastSample(2000, { seed: 3, signal })
  const { model, seasonShrinkage } = await fitForecaster(
    aForecastSample(4000, { signal }),
    aForecastSample(1000, { seed: 2, signal }),
    someForecasterOptions({ epochs: 0, seasonColumns: [3] }),
  )
  for (const share of seasonShrinkage) expect(share).toBeGreaterThan(0.9)
  const { logVariance } = forecastRows(model, test.x, test.rows)
  const gap = logVariance.reduce(
    (sum, f, i) => sum + (f - truth(test.x, Math.floor(i / 2) * test.cols, i % 2, signal)) ** 2,
    0,
  )
  expect(gap / logVariance.length).toBeLessThan(0.002)
  model.network.dispose()
})

test('a horizon whose targets nearly all overlap stays log-HAR, beside one that is corrected', async () => {
  const sample = aForecastSample(3000)
  const options = someForecasterOptions({ epochs: 1, overlaps: [1, 400] })
  const { model, shrinkage, networkShrinkage } = await fitForecaster(
    sample,
    aForecastSample(1000, { seed: 2 }),
    options,
  )
  expect(shrinkage[0]).toBeGreaterThan(0.8)
  expect([shrinkage[1], networkShrinkage[1]]).toEqual([0, 0])
  const { logVariance } = forecastRows(model, sample.x, sample.rows)
  for (let row = 0; row < 20; row++)
    expect(logVariance[row * 2 + 1]).toBeCloseTo(
      truth(sample.x, row * sample.cols, 1, () => 0),
      4,
    )
  model.network.dispose()
})

test('training finds the part of log variance that log-HAR does not explain', async () => {
  const test = aForecastSample(2000, { seed: 3 })
  const { model, shrinkage, networkShrinkage } = await fitForecaster(
    aForecastSample(4000),
    aForecastSample(2000, { seed: 2 }),
    someForecasterOptions({ epochs: 8, batch: 128 }),
  )
  const { logVariance, quantiles } = forecastRows(model, test.x, test.rows)
  const gap = (signal: (x: number) => number): number =>
    logVariance.reduce((sum, f, i) => sum + (f - truth(test.x, Math.floor(i / 2) * test.cols, i % 2, signal)) ** 2, 0) /
    logVariance.length
  expect(gap(hiddenSignal)).toBeLessThan(0.02)
  expect(gap(() => 0)).toBeGreaterThan(0.15)
  for (const share of [...shrinkage, ...networkShrinkage]) expect(share).toBeGreaterThan(0.8)
  model.levels.forEach((level, q) => {
    let below = 0
    for (let i = 0; i < test.rows * 2; i++) if (test.y[i] < quantiles[i * model.levels.length + q]) below++
    expect(Math.abs(below / (test.rows * 2) - level)).toBeLessThan(0.03)
  })
  model.network.dispose()
})

test('without a signal the forecaster stays log-HAR to within noise', async () => {
  const none = (): number => 0
  const test = aForecastSample(4000, { seed: 3, signal: none })
  const { model } = await fitForecaster(
    aForecastSample(4000, { signal: none }),
    aForecastSample(2000, { seed: 2, signal: none }),
    someForecasterOptions({ epochs: 6 }),
  )
  const { logVariance } = forecastRows(model, test.x, test.rows)
  const har = logVariance.map((_, i) => truth(test.x, Math.floor(i / 2) * test.cols, i % 2, none))
  expect(meanQlike(logVariance, test.y) / meanQlike(har, test.y)).toBeLessThan(1.02)
  model.network.dispose()
})

test('quantiles are the wider, the fewer targets they come from', async () => {
  const sample = aForecastSample(1000)
  const { model } = await fitForecaster(sample, sample, someForecasterOptions({ epochs: 0 }))
  const levels = model.levels.length
  const spread = (): number[] => {
    const { quantiles } = forecastRows(model, sample.x.subarray(0, sample.cols), 1)
    return [0, 1].map((h) => quantiles[h * levels + levels - 1] - quantiles[h * levels])
  }
  const before = spread()
  const middle = forecastRows(model, sample.x, 1000).quantiles[levels >> 1]
  widenQuantiles(model.network, 1000, [1, 100], model.levels)
  const after = spread()
  expect(after[0] / before[0]).toBeCloseTo(Math.sqrt(1.02), 4)
  expect(after[1] / before[1]).toBeCloseTo(Math.sqrt(3), 4)
  expect(forecastRows(model, sample.x, 1000).quantiles[levels >> 1]).toBeCloseTo(middle, 5)
  model.network.dispose()
})

test('same data, seed and backend give the same bytes, another seed others', async () => {
  const train = aForecastSample(1000)
  const validation = aForecastSample(400, { seed: 2 })
  const bytes = async (seed: number): Promise<string> => {
    const { model } = await fitForecaster(train, validation, someForecasterOptions({ epochs: 2, seed }))
    const text = weightBytes(model.network)
    model.network.dispose()
    return text
  }
  const first = await bytes(7)
  expect(await bytes(7)).toBe(first)
  expect(await bytes(8)).not.toBe(first)
})

test('training keeps no tensors but the weights', async () => {
  const sample = aForecastSample(600)
  const counts: number[] = []
  const before = tf.memory().numTensors
  const { model } = await fitForecaster(sample, sample, {
    ...someForecasterOptions({ epochs: 4, patience: 4 }),
    onEpoch: () => counts.push(tf.memory().numTensors),
  })
  expect(counts.length).toBeGreaterThan(1)
  expect(new Set(counts).size).toBe(1)
  expect(tf.memory().numTensors).toBe(before + model.network.weights.length)
  forecastRows(model, sample.x, sample.rows)
  expect(tf.memory().numTensors).toBe(before + model.network.weights.length)
  model.network.dispose()
  expect(tf.memory().numTensors).toBe(before)
})

test('training keeps the epoch with the lowest validation loss and stops when patience runs out', async () => {
  const even = (x: number): number => 0.4 * (x * x - 1)
  const { model, history, networkShrinkage } = await fitForecaster(
    aForecastSample(1000, { signal: even }),
    aForecastSample(1000, { seed: 2, signal: (x) => -even(x) }),
    someForecasterOptions({ epochs: 20, patience: 2, learningRate: 0.01 }),
  )
  expect(history.bestEpoch).toBe(1)
  expect(history.train).toHaveLength(3)
  expect(Math.min(...history.validation.slice(1))).toBeGreaterThan(history.validation[0])
  expect(networkShrinkage).toEqual([0, 0])
  expect(denseWeights(model.network, 'correction').kernel.every((weight) => weight === 0)).toBe(true)
  model.network.dispose()
})

test.each([
  ['a feature that is not a number', { x: new Float64Array(12).fill(NaN) }],
  ['targets of another length', { y: new Float64Array(3) }],
  ['a target of minus infinity', { y: new Float64Array(4).fill(-Infinity) }],
  ['an empty part', { rows: 0, x: new Float64Array(0), y: new Float64Array(0) }],
])('refuses %s', async (_, flaw) => {
  const good = aForecastSample(2)
  await expect(fitForecaster({ ...good, ...flaw }, good, someForecasterOptions())).rejects.toMatchObject({
    code: 'bad-input',
  })
})

test.each([
  ['a HAR column that is not there', { harColumns: [0, 1, 6] }],
  ['a slope too few', { harCoefficients: [{ intercept: 0, slopes: [1], residualVariance: 1 }] }],
  ['a negative residual variance', { harCoefficients: [{ intercept: 0, slopes: [1, 1, 1], residualVariance: -1 }] }],
  ['levels that fall', { levels: [0.5, 0.25] }],
  ['a level of one', { levels: [0.5, 1] }],
])('refuses %s', async (_, options) => {
  const sample = aForecastSample(4)
  await expect(fitForecaster(sample, sample, someForecasterOptions(options))).rejects.toMatchObject({
    code: 'bad-input',
  })
})
