import { setImmediate } from 'node:timers/promises'
import { allBandColumns } from '../../src/core/hedging/bands/band-columns'
import { BAND_OUTPUTS, TARGET_OUTPUTS, type BandNetwork } from '../../src/core/hedging/bands/band-network'
import { Fault } from '../../src/core/error'
import { deriveSeed, startRng, type Rng } from '../../src/core/rng'
import type { Scaling } from '../../models/scaling'
import { startAdam } from '../fit/adam'
import { fitScaling } from '../fit/scaling'
import type { PathSource } from './band-paths'
import { certaintyPass, type PassNetwork } from './certainty-pass'
import { certaintyPaths, sliceCertaintyPaths, type CertaintyPaths } from './certainty-paths'
import { startTanhNetwork } from './tanh-network'
import type { TrainedBand } from './train-band-network'

export type CertaintyTraining = {
  /** Per unit of strike; each path of a step is hedged at one of them, in turn. */
  readonly riskAversions: readonly number[]
  /** Gradient steps, each on fresh paths or on the next of a pool. */
  readonly steps: number
  /** Paths a step, over all sources. */
  readonly paths: number
  /**
   * Paths that each source draws once and every step takes its own from, in turn: preparing a path takes longer than a
   * step of training on it. Every path is fresh where absent.
   */
  readonly pool?: number | undefined
  readonly hidden: readonly number[]
  /** At the start; falls to 0 along a half cosine. */
  readonly learningRate: number
  readonly seed: number
  /**
   * Share of the way inside the band at which the targets of trades start, in [0, 1); 0 where absent, and there they
   * stay: under proportional costs the best trades end on the edge, and targets that start inside move back to it.
   */
  readonly insideShare?: number | undefined
  /** Inputs to choose from; all of them where absent. One that does not vary in training is left out. */
  readonly columns?: readonly string[] | undefined
  readonly onStep?: ((step: number, loss: number) => void) | undefined
}

export const defaultCertaintyTraining = { steps: 300, paths: 64, hidden: [8, 8], learningRate: 0.02 } as const

const AVERAGING = 0.97
/** Standardised inputs are kept within so many deviations of the training rows; beyond them nothing was learned. */
const LIMIT = 4
/** A column that varies less is the same everywhere. */
const LEAST_SD = 1e-5
const DIGITS = 6

type Batch = { readonly data: CertaintyPaths; readonly source: number }

/** Mean certainty equivalent of Whalley-Wilmott's band by source and risk aversion: the unit of each path's loss. */
type Units = readonly (readonly number[])[]

const equivalents = ({ riskAversion }: CertaintyPaths, cost: Float64Array, risk: Float64Array): Float64Array =>
  cost.map((paid, p) => paid + 0.5 * riskAversion[p] * risk[p])

const drawBatch = (
  sources: readonly PathSource[],
  { paths, riskAversions }: CertaintyTraining,
  columns: readonly string[],
  rng: Rng,
): readonly Batch[] => {
  const count = Math.max(Math.ceil(paths / sources.length), riskAversions.length)
  return sources.map((source, s) => {
    const drawn = source(count, rng)
    const aversions = Float64Array.from({ length: drawn.paths }, (_, p) => riskAversions[p % riskAversions.length])
    return { data: certaintyPaths(drawn, aversions, columns), source: s }
  })
}

/** The next paths at every call, fresh or in turn from a pool drawn once; `sample`: the pool, or the first of them. */
type Draws = { readonly sample: readonly Batch[]; readonly next: () => readonly Batch[] }

const startDraws = (
  sources: readonly PathSource[],
  training: CertaintyTraining,
  columns: readonly string[],
  rng: Rng,
): Draws => {
  const { paths, pool } = training
  if (pool === undefined) {
    const sample = drawBatch(sources, training, columns, rng)
    return { sample, next: () => drawBatch(sources, training, columns, rng) }
  }
  const drawn = drawBatch(sources, { ...training, paths: pool * sources.length }, columns, rng)
  const size = Math.ceil(paths / sources.length)
  const next = drawn.map(() => 0)
  const cut = (): readonly Batch[] =>
    drawn.map(({ data, source }) => {
      const from = next[source] + size > data.paths ? 0 : next[source]
      next[source] = from + size
      return { source, data: sliceCertaintyPaths(data, columns.length, from, Math.min(from + size, data.paths)) }
    })
  return { sample: drawn, next: cut }
}

/** The columns that vary, and their scaling. */
const scaled = (
  names: readonly string[],
  batch: readonly Batch[],
): { readonly columns: readonly string[]; readonly scaling: Scaling } => {
  const rows = batch.reduce((sum, { data }) => sum + data.rows.length, 0)
  const all = new Float64Array(rows)
  batch.reduce((from, { data }) => {
    all.set(data.rows, from)
    return from + data.rows.length
  }, 0)
  const { mean, sd } = fitScaling(all, rows / names.length, names.length)
  const kept = [...names.keys()].filter((c) => sd[c] > LEAST_SD * Math.max(1, Math.abs(mean[c])))
  const digits = (value: number): number => Number(value.toPrecision(DIGITS))
  return {
    columns: kept.map((c) => names[c]),
    scaling: {
      mean: kept.map((c) => digits(mean[c])),
      sd: kept.map((c) => digits(sd[c])),
      limit: LIMIT,
    },
  }
}

const unitsOf = (batch: readonly Batch[], riskAversions: readonly number[], pass: PassNetwork): Units =>
  batch.map(({ data }) => {
    const { cost, risk } = certaintyPass(data, pass)
    const values = equivalents(data, cost, risk)
    return riskAversions.map((a) => {
      const own = values.filter((_, p) => data.riskAversion[p] === a)
      return own.reduce((sum, value) => sum + value, 0) / own.length
    })
  })

/**
 * Trains a band network from Whalley-Wilmott's band on to the least certainty equivalent, mean cost + a/2 mean Σ
 * (position − mark delta)² σ²S²Δt, by exact gradients along paths: Adam on fresh paths of every source at each step,
 * and at the end the running average of the weights. Losses are relative to Whalley-Wilmott's on the first paths, so
 * that sources and risk aversions count alike. Plain arithmetic: the same sources and options give the same network on
 * every machine. Faults 'numerical-domain' where the loss is not finite.
 */
export const trainByCertainty = async (
  sources: readonly PathSource[],
  training: CertaintyTraining,
): Promise<TrainedBand> => {
  const { steps, seed, riskAversions, hidden } = training
  const rng = startRng(deriveSeed(seed, 'band-paths'))
  const names = training.columns ?? namesFor(sources, seed)
  const first = drawBatch(sources, training, names, rng)
  const { columns, scaling } = scaled(names, first)
  const network = startTanhNetwork(
    [columns.length, ...hidden, TARGET_OUTPUTS],
    startRng(deriveSeed(seed, 'band-weights')),
  )
  network.blocks[network.blocks.length - 1].weights.fill(Math.atanh(training.insideShare ?? 0), BAND_OUTPUTS)
  const pass: PassNetwork = { network, scaling }
  const draws = startDraws(sources, training, columns, rng)
  const units = unitsOf(draws.sample, riskAversions, pass)
  const step = startAdam(network.blocks, { learningRate: training.learningRate, weightDecay: 0, clipNorm: Infinity })
  const averaged = network.blocks.map(({ weights }) => weights.slice())
  const losses: number[] = []
  for (let done = 0; done < steps; done++) {
    const batch = draws.next()
    for (const { gradient } of network.blocks) gradient.fill(0)
    const total = batch.reduce((sum, { data }) => sum + data.paths, 0)
    let loss = 0
    for (const { data, source } of batch) {
      const weights = data.riskAversion.map((a) => 1 / (total * units[source][riskAversions.indexOf(a)]))
      const { cost, risk } = certaintyPass(data, pass, weights)
      loss += equivalents(data, cost, risk).reduce((sum, value, p) => sum + weights[p] * value, 0)
    }
    if (!Number.isFinite(loss)) throw new Fault('numerical-domain', `training loss is ${loss} in step ${done + 1}`)
    losses.push(loss)
    training.onStep?.(done + 1, loss)
    step(0.5 * (1 + Math.cos((Math.PI * done) / steps)))
    const keep = Math.min(AVERAGING, done / (done + 10))
    averaged.forEach((average, b) => {
      const { weights } = network.blocks[b]
      for (let i = 0; i < average.length; i++) average[i] = keep * average[i] + (1 - keep) * weights[i]
    })
    await setImmediate()
  }
  network.blocks.forEach(({ weights }, b) => weights.set(averaged[b]))
  const trained: BandNetwork = { kind: 'band-network', columns, scaling, layers: network.layers(DIGITS) }
  return { network: trained, losses }
}

/**
 * All columns for as many regimes as the sources' paths tell apart, but for the distance held: the best band under
 * proportional costs does not depend on it, and a band that does can trade back and forth.
 */
const namesFor = (sources: readonly PathSource[], seed: number): readonly string[] => {
  const states = sources.map((source) => source(1, startRng(seed)).seen?.posterior?.length ?? 0)
  return allBandColumns(Math.min(...states)).filter((name) => name !== 'held')
}
