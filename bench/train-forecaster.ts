import { tensor2d } from '@tensorflow/tfjs'
import { chooseBackend } from '../models/backend'
import type { Forecaster } from '../models/forecaster/forecaster'
import { predictRows } from '../models/predict-rows'
import { standardise } from '../models/scaling'
import { deriveSeed, startRng } from '../src/core/rng'
import { defaultLevels, fitForecaster, type ForecastSample } from '../training/fit/fit-forecaster'
import { defaultFitOptions } from '../training/fit/fit-network'
import { peakRssMiB, type Bench } from './measurement'

const cols = 48
const slopes = [0.4, 0.3, 0.2]
const harCoefficients = Array.from({ length: 3 }, () => ({ intercept: -1, slopes, residualVariance: 0.25 }))

/** Log-HAR on the first three columns plus a bounded function of the fourth that only the network can fit. */
const sample = (rows: number, label: string): ForecastSample => {
  const rng = startRng(deriveSeed(1, label))
  const x = Float64Array.from({ length: rows * cols }, (_, i) => (i % cols < 3 ? -12 + rng.normal() : rng.normal()))
  const y = Float64Array.from({ length: rows * harCoefficients.length }, (_, i) => {
    const at = Math.floor(i / harCoefficients.length) * cols
    const har = slopes.reduce((sum, slope, col) => sum + slope * x[at + col], -1)
    return har + 0.6 * Math.tanh(2 * x[at + 3]) + 0.5 * rng.normal()
  })
  return { x, rows, cols, y }
}

/** Seconds of one epoch of TensorFlow's own `fit` on a network of that size, squared error: the peer. */
const peerSeconds = async ({ x, rows }: ForecastSample, model: Forecaster): Promise<number> => {
  const { network, scaling } = model
  const z = tensor2d(standardise(scaling, x, 0, rows), [rows, cols])
  const answers = tensor2d(predictRows(model, x, rows), [rows, network.outputs[0].shape[1]!])
  network.compile({ optimizer: 'adam', loss: 'meanSquaredError' })
  await network.fit(z, answers, { epochs: 1, batchSize: 512, verbose: 0 })
  const start = performance.now()
  await network.fit(z, answers, { epochs: 1, batchSize: 512, verbose: 0 })
  const seconds = (performance.now() - start) / 1000
  z.dispose()
  answers.dispose()
  return seconds
}

/** Seconds an epoch of the forecaster on 50,000 rows of 48 columns, two hidden layers of 64 and 32, batch 512. */
export const bench: Bench = {
  name: 'train-forecaster',
  async run({ short = false } = {}) {
    const backend = await chooseBackend('auto')
    const rows = short ? 20_000 : 50_000
    const train = sample(rows, 'train')
    const marks: number[] = []
    const { model, history } = await fitForecaster(train, sample(5_000, 'validation'), {
      ...defaultFitOptions,
      epochs: 5,
      harColumns: [0, 1, 2],
      harCoefficients,
      levels: defaultLevels,
      onEpoch: () => marks.push(performance.now()),
    })
    const peer = await peerSeconds(train, model)
    model.network.dispose()
    const gained = history.untrained - Math.min(...history.validation)
    if (!(gained > 0.1)) throw new Error(`training gained ${gained} only`)
    const seconds = marks.slice(1).map((mark, i) => (mark - marks[i]) / 1000)
    const median = seconds.sort((a, b) => a - b)[Math.floor(seconds.length / 2)]
    const size = `${rows.toLocaleString('en-US')} × ${cols}`
    return [
      { case: `${backend.name}, ${size}, 64-32, batch 512`, value: median, unit: 's/epoch', peakRssMiB: peakRssMiB() },
      {
        case: `the same by TensorFlow's own fit, squared error`,
        value: peer,
        unit: 's/epoch',
        peakRssMiB: peakRssMiB(),
      },
    ]
  },
}
