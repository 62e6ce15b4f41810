import * as tf from '@tensorflow/tfjs'
import { chooseBackend } from '../../../models/backend'
import { classifierRows, posteriorRows, type Classifier } from '../../../models/classifier/classifier'
import { startRng } from '../../../src/core/rng'
import { fitClassifier, type LabelledSample } from '../../../training/fit/fit-classifier'
import { aLabelledSample, someClassifierOptions, truePosterior } from '../../models/a-market'

beforeAll(async () => {
  await chooseBackend('wasm')
})

const options = someClassifierOptions({ epochs: 10, learningRate: 5e-3 })

const posteriorOf = (model: Classifier, { x, rows, filtered }: LabelledSample): Float64Array =>
  posteriorRows(model, classifierRows(x, rows, filtered, 3), rows)

test('the posterior of fresh rows is close to the one that the labels were drawn from', async () => {
  const before = tf.memory().numTensors
  const test = aLabelledSample(2000, { seed: 3 })
  const { model } = await fitClassifier(aLabelledSample(6000), aLabelledSample(1000, { seed: 2 }), {
    ...options,
    epochs: 8,
  })
  const posterior = posteriorOf(model, test)
  let gap = 0
  for (let row = 0; row < test.rows; row++) {
    const exact = truePosterior(test.x[row * test.cols])
    expect(posterior[row * 3] + posterior[row * 3 + 1] + posterior[row * 3 + 2]).toBeCloseTo(1, 12)
    for (let k = 0; k < 3; k++) gap += Math.abs(posterior[row * 3 + k] - exact[k])
  }
  expect(gap / test.rows / 3).toBeLessThan(0.03)
  model.network.dispose()
  expect(tf.memory().numTensors).toBe(before)
})

test('a filter that observes the state determines the posterior, its states mapped to those of the labels', async () => {
  const seen = (rows: number, seed: number): LabelledSample => {
    const sample = aLabelledSample(rows, { seed })
    // The filter has the states of the labels the other way round.
    const filtered = Float64Array.from({ length: rows * 3 }, (_, i) =>
      Math.log(2 - sample.labels[Math.floor(i / 3)] === i % 3 ? 0.8 : 0.1),
    )
    return { ...sample, x: new Float64Array(rows * 5).map((_, i) => Math.sin(i)), filtered }
  }
  const fresh = seen(1000, 9)
  const { model, share } = await fitClassifier(seen(3000, 7), seen(800, 8), options)
  const posterior = posteriorOf(model, fresh)
  let loss = 0
  for (let row = 0; row < fresh.rows; row++) loss -= Math.log(posterior[row * 3 + fresh.labels[row]]) / fresh.rows
  expect(loss).toBeLessThan(0.05)
  expect(share).toBeLessThan(1)
  model.network.dispose()
})

test('no correction is kept where the features hold no information', async () => {
  const nothing = (rows: number, seed: number): LabelledSample => {
    const { x, cols, filtered } = aLabelledSample(rows, { seed })
    const rng = startRng(seed)
    return { x, rows, cols, filtered, labels: Int32Array.from({ length: rows }, () => rng.integer(3)) }
  }
  const { model, share } = await fitClassifier(nothing(600, 4), nothing(300, 5), {
    ...options,
    epochs: 20,
    patience: 20,
  })
  expect(share).toBeLessThan(0.1)
  model.network.dispose()
})

test('same data, seed and backend give the same posterior and temperature', async () => {
  const sample = aLabelledSample(800)
  const run = async (): Promise<string> => {
    const { model } = await fitClassifier(sample, sample, { ...options, epochs: 2 })
    const text = JSON.stringify([model.temperature, [...posteriorOf(model, sample)]])
    model.network.dispose()
    return text
  }
  expect(await run()).toBe(await run())
})

test.each([
  ['a label outside the states', { labels: [0, 1, 3] }],
  ['a label that is not whole', { labels: [0, 1, 0.5] }],
  ['a label too few', { labels: [0, 1] }],
])('refuses %s', async (_, flaw) => {
  const good = aLabelledSample(3)
  await expect(fitClassifier({ ...good, ...flaw }, good, options)).rejects.toMatchObject({ code: 'bad-input' })
})

test('refuses a filter of another number of states', async () => {
  const good = aLabelledSample(3)
  await expect(fitClassifier(good, good, { ...options, states: 2 })).rejects.toMatchObject({ code: 'bad-input' })
})
