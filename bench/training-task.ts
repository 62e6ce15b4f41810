import { chooseBackend, type BackendName } from '../models/backend'
import { errorLine } from '../models/error-line'
import { buildForecasterNetwork, harLayer, type ForecasterShape } from '../models/forecaster/network'
import { deriveSeed, startRng } from '../src/core/rng'
import { defaultFitOptions, fitNetwork, type FitPart } from '../training/fit/fit-network'
import { forecasterLoss } from '../training/fit/forecaster-loss'
import { fitByHand } from './fit-by-hand'
import { peakRssMiB } from './measurement'

/** What trains: a backend, or a loop written by hand. */
export type Trainer = BackendName | 'by hand'

/** What a training took, or why there was none. */
export type Trained =
  | { readonly seconds: number; readonly cpuSeconds: number; readonly loss: number; readonly peakRssMiB: number }
  | { readonly absent: string }

const shape: ForecasterShape = { columns: 48, hidden: [64, 32], horizons: 3, levels: 5 }
const levels = [0.05, 0.25, 0.5, 0.75, 0.95]
const slopes = [0.4, 0.3, 0.2]
const epochs = 4

/**
 * Log-HAR on the first three standardised columns plus a bounded function of the fourth that only a network can fit.
 */
const partOf = (rows: number, label: string): FitPart => {
  const rng = startRng(deriveSeed(1, label))
  const { columns, horizons } = shape
  const z = Float32Array.from({ length: rows * columns }, () => rng.normal())
  const y = Float64Array.from({ length: rows * horizons }, (_, i) => {
    const at = Math.floor(i / horizons) * columns
    const har = slopes.reduce((sum, slope, col) => sum + slope * z[at + col], -1)
    return har + 0.6 * Math.tanh(2 * z[at + 3]) + 0.5 * rng.normal()
  })
  return { z, rows, cols: columns, loss: forecasterLoss(y, Array<number>(horizons).fill(1), levels) }
}

const train = async (trainer: Trainer, rows: number): Promise<Trained> => {
  const scaling = { mean: Array<number>(shape.columns).fill(0), sd: Array<number>(shape.columns).fill(1), limit: 8 }
  const coefficients = Array.from({ length: shape.horizons }, () => ({ intercept: -1, slopes, residualVariance: 0.25 }))
  const har = harLayer(scaling, [0, 1, 2], coefficients)
  const learned = partOf(rows, 'train')
  const held = partOf(5000, 'validation')
  const marks: { readonly time: number; readonly cpu: number }[] = []
  const options = {
    ...defaultFitOptions,
    epochs,
    patience: epochs,
    onEpoch: () => {
      const { user, system } = process.cpuUsage()
      marks.push({ time: performance.now() / 1e3, cpu: (user + system) / 1e6 })
    },
  }
  const rng = startRng(1)
  let losses: readonly number[]
  if (trainer === 'by hand') losses = fitByHand(shape, har, { train: learned, validation: held, rng }, options)
  else {
    await chooseBackend(trainer)
    const offsets = new Float32Array(shape.horizons * shape.levels)
    const network = buildForecasterNetwork(shape, har, offsets, rng)
    losses = (await fitNetwork(network, { train: learned, validation: held }, options, rng)).validation
  }
  // The first epoch warms up.
  const [first, last] = [marks[0], marks[marks.length - 1]]
  const seconds = (last.time - first.time) / (marks.length - 1)
  const cpuSeconds = (last.cpu - first.cpu) / (marks.length - 1)
  return { seconds, cpuSeconds, loss: losses[losses.length - 1], peakRssMiB: peakRssMiB() }
}

const main = async (): Promise<void> => {
  const [trainer, rows] = process.argv.slice(2)
  const trained = await train(trainer as Trainer, Number(rows)).catch((error: unknown) => ({
    absent: errorLine(error),
  }))
  process.send?.(trained, () => process.disconnect())
}

if (require.main === module) void main()
