import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type * as tf from '@tensorflow/tfjs'
import { chooseBackend, type BackendName } from '../../models/backend'
import { predictRows } from '../../models/predict-rows'
import { publish } from '../../models/store/publish'
import { load } from '../../models/store/version'
import { fitClassifier } from '../../training/fit/fit-classifier'
import { fitForecaster } from '../../training/fit/fit-forecaster'
import type { LossHistory } from '../../training/fit/fit-network'
import { aForecastSample, aLabelledSample, someClassifierOptions, someForecasterOptions } from './a-market'
import { aClassifierPublication, aForecasterPublication } from './a-publication'
import { eachPairOfBackends, nativeTensorFlow } from './native-tensorflow'

let root: string

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'bandshift-parity-'))
})

afterAll(async () => {
  await rm(root, { recursive: true })
})

/** Largest difference between two lists of answers, in units of an answer's size where that is above one. */
const worstGap = (a: Float32Array, b: Float32Array): number => {
  expect(a).toHaveLength(b.length)
  return a.reduce((worst, value, i) => Math.max(worst, Math.abs(value - b[i]) / Math.max(1, Math.abs(value))), 0)
}

const weightBytes = (network: tf.LayersModel): string =>
  network
    .getWeights()
    .map((weight) => Buffer.from(weight.dataSync<'float32'>().slice().buffer).toString('base64'))
    .join('|')

type Trained = { readonly history: LossHistory; readonly weights: string }

const trainers: Record<'forecaster' | 'classifier', () => Promise<Trained>> = {
  async forecaster() {
    const { model, history } = await fitForecaster(
      aForecastSample(1000),
      aForecastSample(500, { seed: 2 }),
      someForecasterOptions(),
    )
    const weights = weightBytes(model.network)
    model.network.dispose()
    return { history, weights }
  },
  async classifier() {
    const options = someClassifierOptions({ epochs: 3 })
    const { model, history } = await fitClassifier(aLabelledSample(1000), aLabelledSample(500, { seed: 2 }), options)
    const weights = weightBytes(model.network)
    model.network.dispose()
    return { history, weights }
  },
}

const trainedOn = async (backend: BackendName, kind: keyof typeof trainers): Promise<Trained> => {
  await chooseBackend(backend)
  return trainers[kind]()
}

const trainedOnce = new Map<string, Promise<Trained>>()

/** A training that the tests of several pairs share. */
const remembered = (backend: BackendName, kind: keyof typeof trainers): Promise<Trained> => {
  const key = `${kind} on ${backend}`
  const trained = trainedOnce.get(key) ?? trainedOn(backend, kind)
  trainedOnce.set(key, trained)
  return trained
}

describe.each([
  ['forecaster', aForecasterPublication, 6],
  // Five columns and what the filter says of three states.
  ['classifier', aClassifierPublication, 8],
] as const)('a %s', (kind, publication, cols) => {
  eachPairOfBackends(
    (from, to) => `saved on ${from} loads on ${to} and answers alike to 1e-5`,
    async (from, to) => {
      const rows = 300
      const { x } = aForecastSample(rows, { seed: 9, cols })
      const { folder, card } = await publish(await mkdtemp(join(root, 'portable-')), await publication(from))
      const answersOn = async (backend: BackendName): Promise<Float32Array> => {
        await chooseBackend(backend)
        const { model } = await load(folder, card.columns)
        const answers = predictRows(model, x, rows)
        model.network.dispose()
        return answers
      }
      expect(worstGap(await answersOn(from), await answersOn(to))).toBeLessThan(1e-5)
    },
  )

  eachPairOfBackends(
    (from, to) => `trained on ${from} and on ${to} reaches the same loss`,
    async (from, to) => {
      const [a, b] = [(await remembered(from, kind)).history, (await remembered(to, kind)).history]
      expect(a.bestEpoch).toBeGreaterThan(0)
      expect(a.validation).toHaveLength(b.validation.length)
      a.validation.forEach((loss, epoch) => {
        expect(Math.abs(loss - b.validation[epoch])).toBeLessThan(1e-4 * a.untrained)
      })
    },
  )
})

for (const kind of ['forecaster', 'classifier'] as const) {
  const title = `a ${kind} trained twice on native TensorFlow has the same weights, bit for bit`
  const body = async (): Promise<void> => {
    expect((await trainedOn('tensorflow', kind)).weights).toBe((await remembered('tensorflow', kind)).weights)
  }
  if (nativeTensorFlow) test(title, body)
  else test.skip(`${title} (skipped: native TensorFlow is not built; npm run native)`, () => undefined)
}
