import { chooseBackend } from '../../models/backend'
import { posteriorRows } from '../../models/classifier/classifier'
import { startRng } from '../../src/core/rng'
import type { Dataset } from '../../training/dataset'
import { defaultFitOptions } from '../../training/fit/fit-options'
import { fitRegimes } from '../../training/fit-regimes'
import { simulateRegimes } from '../../training/reproduce/hardy'

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
/** One noisy sight of the state and one column of nothing. */
const dataset: Dataset = {
  series,
  first: 100,
  rows: 1100,
  columns: ['sight', 'noise'],
  x: Float64Array.from({ length: 2200 }, (_, i) => (i % 2 === 0 ? truth[100 + i / 2] : 0) + 0.5 * rng.normal()),
}
const options = { ...defaultFitOptions, hidden: [8, 8] as const, epochs: 12, learningRate: 2e-3 }

test('a few hundred rows suffice to learn what a state looks like', async () => {
  const { model, history } = await fitRegimes(dataset, truth, 20, 2, 900, options)
  const posterior = posteriorRows(model, dataset.x, dataset.rows)
  model.network.dispose()
  expect(Math.min(...history.validation)).toBeLessThan(0.75 * history.untrained)
  let right = 0
  for (let row = 800; row < 1100; row++) if (posterior[2 * row + truth[100 + row]] > 0.5) right++
  expect(right / 300).toBeGreaterThan(0.78)
})

test('nothing from the last bar on is learned from', async () => {
  const run = async (labels: Uint8Array): Promise<number[]> => {
    const { model } = await fitRegimes(dataset, labels, 20, 2, 600, { ...options, epochs: 2 })
    const posterior = [...posteriorRows(model, dataset.x.subarray(0, 10), 5), model.temperature]
    model.network.dispose()
    return posterior
  }
  expect(await run(truth.map((state, bar) => (bar < 580 ? state : 1 - state)))).toEqual(await run(truth))
})

test('a validation part of one easy state does not sharpen the posterior', async () => {
  const { model } = await fitRegimes(
    // From bar 700 on nothing but the calm state, and plainly so.
    { ...dataset, x: dataset.x.map((value, i) => (i < 1200 ? value : -3)) },
    truth.map((state, bar) => (bar < 700 ? state : 0)),
    20,
    2,
    850,
    options,
  )
  model.network.dispose()
  expect(model.temperature).toBe(1)
})
