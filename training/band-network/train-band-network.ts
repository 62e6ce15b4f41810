import { setImmediate } from 'node:timers/promises'
import { bandNetworkOf, buildBandNetwork } from '../../models/band-network/network'
import { standardise } from '../../models/scaling'
import { Fault } from '../../src/core/error'
import { bandColumns, bandRows } from '../../src/core/hedging/bands/band-columns'
import type { BandNetwork } from '../../src/core/hedging/bands/band-network'
import { deriveSeed, startRng } from '../../src/core/rng'
import { startAdam } from '../fit/adam'
import { lossAndGradient, trainableWeights } from '../fit/gradient-step'
import { fitScaling } from '../fit/scaling'
import { bandLoss } from './band-loss'
import { aversionsOf, type BandObjective } from './band-objective'
import type { PathSource } from './band-paths'
import { bandPoints, type BandNodes } from './band-points'

export type BandTraining = {
  readonly objective: BandObjective
  /** Gradient steps, each on fresh paths. */
  readonly steps: number
  /** Paths a step. */
  readonly paths: number
  readonly hidden: readonly [number, number]
  /** At the start; falls to 0 along a half cosine. */
  readonly learningRate: number
  readonly seed: number
  readonly onStep?: (step: number, loss: number) => void
}

export const defaultBandTraining = {
  steps: 300,
  paths: 8192,
  hidden: [16, 16],
  learningRate: 0.02,
} as const

/** Mean loss of every step, and the network of the averaged weights. */
export type TrainedBand = { readonly network: BandNetwork; readonly losses: readonly number[] }

/** Losses are of the order of 1e-4 or less: scaled so that Adam's ε is small beside the gradient. */
const LOSS_SCALE = 1e4
const AVERAGING = 0.97

/** Raw rows of the network for every node and risk aversion, aversion by aversion. */
const rowsOf = ({ count, spot, gamma, vol, years, cost }: BandNodes, aversions: readonly number[]): Float64Array => {
  const cols = bandColumns.length
  const x = new Float64Array(aversions.length * count * cols)
  const fillRow = bandRows(bandColumns, [])
  aversions.forEach((riskAversion, group) => {
    const held = { riskAversion, distance: 0 }
    for (let k = 0; k < count; k++) {
      const inputs = { cost: cost[k], spot: spot[k], gamma: gamma[k], vol: vol[k], years: years[k], discount: 1 }
      fillRow(inputs, held, x, (group * count + k) * cols)
    }
  })
  return x
}

/**
 * Trains a no-transaction-band network from Whalley-Wilmott on by pathwise gradients: Adam on fresh paths at every
 * step, and at the end the running average of the weights. The same source, options and TensorFlow backend give the
 * same network. Faults 'numerical-domain' where the loss is not finite.
 */
export const trainBandNetwork = async (source: PathSource, training: BandTraining): Promise<TrainedBand> => {
  const { objective, steps, seed } = training
  const rng = startRng(deriveSeed(seed, 'band-paths'))
  const aversions = aversionsOf(objective)
  const network = buildBandNetwork(training.hidden, startRng(deriveSeed(seed, 'band-weights')))
  const weights = trainableWeights(network)
  const step = startAdam(weights.blocks, { learningRate: training.learningRate, weightDecay: 0, clipNorm: Infinity })
  const cols = bandColumns.length

  const draw = () => {
    const paths = source(training.paths, rng)
    const points = bandPoints(paths)
    return { paths, points, x: rowsOf(points.nodes, aversions) }
  }
  let batch = draw()
  const scaling = fitScaling(batch.x, batch.x.length / cols, cols)
  const averaged = weights.blocks.map((block) => block.weights.slice())
  const losses: number[] = []
  for (let done = 0; done < steps; done++) {
    if (done > 0) batch = draw()
    const rows = batch.x.length / cols
    const z = standardise(scaling, batch.x, 0, rows)
    const loss = bandLoss(batch.paths, batch.points, objective)
    const value = lossAndGradient(network, weights, { z, rowOf: new Int32Array(rows) }, (output, rowOf, gradient) => {
      const price = loss(output, rowOf, gradient)
      if (gradient !== undefined) for (let i = 0; i < gradient.length; i++) gradient[i] *= LOSS_SCALE
      return price
    })
    if (!Number.isFinite(value)) throw new Fault('numerical-domain', `training loss is ${value} in step ${done + 1}`)
    losses.push(value)
    training.onStep?.(done + 1, value)
    step(0.5 * (1 + Math.cos((Math.PI * done) / steps)))
    weights.write()
    const keep = Math.min(AVERAGING, done / (done + 10))
    averaged.forEach((average, b) => {
      const { weights: now } = weights.blocks[b]
      for (let i = 0; i < average.length; i++) average[i] = keep * average[i] + (1 - keep) * now[i]
    })
    await setImmediate()
  }
  weights.blocks.forEach((block, b) => block.weights.set(averaged[b]))
  weights.write()
  const trained = bandNetworkOf(network, scaling)
  network.dispose()
  return { network: trained, losses }
}
