import { chooseBackend } from '../../../models/backend'
import { posteriorBars } from '../../../models/classifier/classifier'
import type { VarianceRegimes } from '../../../src/core/reading/regime/variance-regimes'
import { startRng } from '../../../src/core/rng'
import type { Dataset } from '../../../training/data/dataset'
import { fitRegimes } from '../../../training/fit/fit-models'
import { defaultFitOptions } from '../../../training/fit/fit-network'
import type { Labels } from '../../../training/labels/labels'
import { simulateRegimes } from '../../../training/studies/regimes/process'

beforeAll(async () => {
  await chooseBackend('wasm')
})

const process = {
  initial: [0.5, 0.5],
  transition: [
    [0.98, 0.02],
    [0.02, 0.98],
  ],
  mean: [0, 0],
  deviation: [0.008, 0.02],
}
const { series, truth } = simulateRegimes(process, 1200, startRng(5))
const rng = startRng(6)
const filter: VarianceRegimes = {
  ...process,
  scale: process.deviation.map((sd) => sd * sd),
  freedom: [1, 1000],
  span: 1,
}
const labelled = (state: Uint8Array): Labels => ({ kind: 'regimes', states: 2, filter, state, reach: 20, stay: 50 })

/** One column is the state with noise, the other noise alone. */
const dataset: Dataset = {
  series,
  first: 100,
  rows: 1100,
  columns: ['sight', 'noise'],
  x: Float64Array.from({ length: 2200 }, (_, i) => (i % 2 === 0 ? truth[100 + i / 2] : 0) + 0.5 * rng.normal()),
}
const options = { ...defaultFitOptions, hidden: [8, 8] as const, epochs: 12, learningRate: 2e-3 }

test('a few hundred rows suffice to learn the features of a state', async () => {
  const { model, history } = await fitRegimes(dataset, labelled(truth), 900, options)
  const posterior = posteriorBars(model, { x: dataset.x, rows: dataset.rows, variance: series.variance })
  model.network.dispose()
  expect(Math.min(...history.validation)).toBeLessThan(0.9 * history.untrained)
  let right = 0
  for (let row = 800; row < 1100; row++) if (posterior[2 * row + truth[100 + row]] > 0.5) right++
  expect(right / 300).toBeGreaterThan(0.78)
})

test('no bar from `to` on is used in training', async () => {
  const run = async (labels: Uint8Array): Promise<number[]> => {
    const { model } = await fitRegimes(dataset, labelled(labels), 600, { ...options, epochs: 2 })
    const posterior = [
      ...posteriorBars(model, {
        x: dataset.x.subarray(0, 10),
        rows: 5,
        variance: series.variance.subarray(0, 105),
      }),
      model.temperature,
    ]
    model.network.dispose()
    return posterior
  }
  expect(await run(truth.map((state, bar) => (bar < 580 ? state : 1 - state)))).toEqual(await run(truth))
})

test('a validation part of one easy state does not sharpen the posterior', async () => {
  const { model } = await fitRegimes(
    // From bar 700 on only the calm state, clearly visible in the features.
    { ...dataset, x: dataset.x.map((value, i) => (i < 1200 ? value : -3)) },
    labelled(truth.map((state, bar) => (bar < 700 ? state : 0))),
    850,
    options,
  )
  model.network.dispose()
  expect(model.temperature).toBeGreaterThanOrEqual(1)
})
