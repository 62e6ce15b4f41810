import * as tf from '@tensorflow/tfjs'
import { chooseBackend } from '../../models/backend'
import { posteriorRows } from '../../models/classifier/classifier'
import { defaultFitOptions } from '../../training/fit/fit-options'
import type { ClassifierOptions } from '../../training/fit/fit-classifier'
import { fitClassifier } from '../../training/fit/fit-classifier'
import { aLabelledSample, truePosterior } from './a-market'

beforeAll(async () => {
  await chooseBackend('wasm')
})

const options: ClassifierOptions = {
  ...defaultFitOptions,
  hidden: [16, 8],
  states: 3,
  batch: 256,
  epochs: 10,
  learningRate: 5e-3,
}

test('the posterior of fresh rows comes near the one that made the labels', async () => {
  const before = tf.memory().numTensors
  const test = aLabelledSample(2000, { seed: 3 })
  const { model } = await fitClassifier(aLabelledSample(6000), aLabelledSample(1000, { seed: 2 }), {
    ...options,
    epochs: 8,
  })
  const posterior = posteriorRows(model, test.x, test.rows)
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

test('class weights move the posterior towards the class they favour', async () => {
  const train = aLabelledSample(1500)
  const share = async (classWeights: readonly number[]): Promise<number> => {
    const { model } = await fitClassifier(train, aLabelledSample(500, { seed: 2 }), { ...options, classWeights })
    const posterior = posteriorRows(model, train.x, train.rows)
    model.network.dispose()
    let sum = 0
    for (let row = 0; row < train.rows; row++) sum += posterior[row * 3 + 2]
    return sum / train.rows
  }
  expect(await share([1, 1, 4])).toBeGreaterThan((await share([1, 1, 1])) + 0.1)
})

test('same data, seed and backend give the same posterior and temperature', async () => {
  const sample = aLabelledSample(800)
  const run = async (): Promise<string> => {
    const { model } = await fitClassifier(sample, sample, { ...options, epochs: 2 })
    const text = JSON.stringify([model.temperature, [...posteriorRows(model, sample.x, sample.rows)]])
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

test('refuses a class weight of zero', async () => {
  const good = aLabelledSample(3)
  await expect(fitClassifier(good, good, { ...options, classWeights: [1, 0, 1] })).rejects.toMatchObject({
    code: 'bad-input',
  })
})
