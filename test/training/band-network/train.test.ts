import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { tensor2d, type Tensor } from '@tensorflow/tfjs'
import { chooseBackend } from '../../../models/backend'
import { readBandNetwork, writeBandNetwork } from '../../../models/band-network/band-file'
import { bandNetworkOf, buildBandNetwork } from '../../../models/band-network/network'
import { glorotKernel, setDense } from '../../../models/dense'
import { bandForward } from '../../../src/core/hedging/bands/band-network'
import { exposureColumns } from '../../../src/core/hedging/exposure-columns'
import { hedge } from '../../../src/core/hedging/paths'
import type { Strategy } from '../../../src/core/hedging/strategy'
import { startRng } from '../../../src/core/rng'
import { entropicPrice } from '../../../src/core/statistics/risk-measures'
import {
  defaultBandTraining,
  trainBandNetwork,
  type BandTraining,
} from '../../../training/band-network/train-band-network'
import { settingAPaths } from '../../../training/studies/setting-a/setting'
import { aBandNetwork } from '../../core/hedging/a-band-network'

const training: BandTraining = {
  ...defaultBandTraining,
  objective: { kind: 'entropic', riskAversions: [1, 10] },
  steps: 40,
  paths: 512,
  hidden: [8, 8],
  seed: 3,
}

beforeAll(async () => {
  await chooseBackend('wasm')
})

test('the forward pass of the core is that of TensorFlow to 1e-6', () => {
  const network = buildBandNetwork([16, 12], startRng(1))
  setDense(network, 'edges', { kernel: glorotKernel(12, 4, startRng(2)), bias: Float32Array.of(0.1, -0.2, 0.3, 0) })
  const scaling = { mean: [0, 0, 0, 0, 0, 0], sd: [1, 1, 1, 1, 1, 1], limit: 8 }
  const rng = startRng(3)
  const rows = Float32Array.from({ length: 50 * 6 }, () => rng.normal())
  const answers = (network.predict(tensor2d(rows, [50, 6])) as Tensor).dataSync()
  const forward = bandForward(bandNetworkOf(network, scaling))
  const outputs = new Float64Array(4)
  for (let row = 0; row < 50; row++) {
    forward(Float64Array.from(rows.subarray(row * 6, row * 6 + 6)), outputs)
    outputs.forEach((value, i) => expect(Math.abs(value - answers[row * 4 + i])).toBeLessThan(1e-6))
  }
})

test('a short training lowers the price on fresh paths, below Whalley-Wilmott at every risk aversion', async () => {
  const { network, losses } = await trainBandNetwork(settingAPaths, training)
  expect(losses).toHaveLength(40)
  const paths = settingAPaths(4000, startRng(77))
  const exposure = exposureColumns(paths, 0.2)
  const price = (strategy: Strategy, a: number): number =>
    entropicPrice(hedge(paths, exposure, strategy, { vol: 0.2, unwindAtExpiry: false }).pnl, a)
  for (const riskAversion of [1, 10]) {
    const plain = price({ kind: 'whalley-wilmott', riskAversion, multiplier: 1 }, riskAversion)
    expect(price({ kind: 'network', network, riskAversion }, riskAversion)).toBeLessThan(plain - 2e-5)
  }
})

test('a training by expected shortfall lowers the shortfall of its paths', async () => {
  const { losses } = await trainBandNetwork((count, rng) => ({ ...settingAPaths(count, rng), unwindAtExpiry: true }), {
    ...training,
    objective: { kind: 'expected-shortfall', level: 0.05, riskAversion: 1 },
  })
  const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length
  expect(mean(losses.slice(-5))).toBeLessThan(mean(losses.slice(0, 2)) - 1e-3)
})

test('the same seed trains the same network, another seed another', async () => {
  const short = { ...training, steps: 3, paths: 64 }
  const first = await trainBandNetwork(settingAPaths, short)
  expect(await trainBandNetwork(settingAPaths, short)).toEqual(first)
  expect((await trainBandNetwork(settingAPaths, { ...short, seed: 4 })).network).not.toEqual(first.network)
})

describe('the file of a band', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bandshift-band-'))
  const path = join(folder, 'band.json')
  afterAll(() => rmSync(folder, { recursive: true }))

  it('reads back what was written', async () => {
    const band = { network: aBandNetwork(), riskAversion: 12, trainedOn: 'a test' }
    await writeBandNetwork(path, band)
    expect(await readBandNetwork(path)).toEqual(band)
  })

  it.each([
    ['a missing file', undefined, 'missing-data'],
    ['text', 'band', 'model-refused'],
    ['another kind', '{"kind":"forecaster"}', 'model-refused'],
  ])('is refused: %s', async (_, text, code) => {
    const bad = join(folder, 'bad.json')
    if (text !== undefined) writeFileSync(bad, text)
    await expect(readBandNetwork(text === undefined ? join(folder, 'none.json') : bad)).rejects.toMatchObject({ code })
  })

  it('is refused with columns or layers of the wrong shape', async () => {
    const sound = JSON.parse(readFileSync(path, 'utf8')) as { layers: { bias: number[] }[]; columns: string[] }
    const refused = async (change: object): Promise<void> => {
      writeFileSync(path, JSON.stringify({ ...sound, ...change }))
      await expect(readBandNetwork(path)).rejects.toMatchObject({ code: 'model-refused' })
    }
    await refused({ columns: ['weather', ...sound.columns.slice(1)] })
    await refused({ columns: sound.columns.slice(1) })
    await refused({ layers: sound.layers.slice(0, 1) })
    await refused({ layers: sound.layers.map((layer, i) => (i === 0 ? { ...layer, bias: [1] } : layer)) })
  })
})
