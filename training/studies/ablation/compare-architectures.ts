import { predictStandardised } from '../../../models/predict-rows'
import { standardise } from '../../../models/scaling'
import { deriveSeed, startRng } from '../../../src/core/rng'
import { qlike } from '../../../src/core/statistics/forecast-losses'
import type { LossRatio } from '../../../src/report/summary'
import { logHar } from '../../baselines/log-har'
import { rowsOf } from '../../data/feature-table'
import { sampleBars } from '../../data/sample'
import { sliceSeries } from '../../data/series'
import type { Range } from '../../data/split'
import { fitNetwork, modelFitOptions, type FitPart } from '../../fit/fit-network'
import { cappedQlike, cappedQlikeSlope, horizonWeights } from '../../fit/forecaster-loss'
import type { RowLoss } from '../../fit/gradient-step'
import { fitScaling } from '../../fit/scaling'
import { chooseShrinkage } from '../../fit/shrinkage'
import { joinedLosses, lossRatio, type Study } from '../../judge/ablation/study'
import { forwardMean } from '../../statistics/sliding-mean'
import { architectures, type Architecture } from './architectures'

/** One architecture: its cost of training and its losses by horizon. */
export type ArchitectureRow = {
  readonly architecture: Architecture['name']
  readonly parameters: number
  /** Mean seconds of an epoch and number of epochs, over the ranges. */
  readonly epochSeconds: number
  readonly epochs: number
  readonly horizons: readonly {
    readonly horizon: string
    readonly qlike: number
    readonly toLogHar: LossRatio
    readonly toLinear: LossRatio
    readonly unseen: { readonly qlike: number; readonly toLogHar: LossRatio; readonly toLinear: LossRatio }
  }[]
}

export type ArchitectureTable = {
  readonly rows: readonly ArchitectureRow[]
  /** The smallest that no larger one is significantly better than before the test part. */
  readonly kept: Architecture['name']
}

/** Most rows to train, validate and judge on: an equal budget that the slowest architecture can afford. */
const most = { train: 8000, validation: 2000, judged: 6000 }
/** Fit options, equal for all architectures. */
const budget = { ...modelFitOptions, epochs: 24, patience: 4, batch: 128, learningRate: 3e-3 }

const thinned = (bars: Int32Array, limit: number): { bars: Int32Array; stride: number } => {
  const stride = Math.max(1, Math.ceil(bars.length / limit))
  return { bars: bars.filter((_, i) => i % stride === 0), stride }
}

/**
 * Capped QLIKE of a correction added to a log forecast, by horizon weight; `error` is log realized less log forecast.
 */
const correctionLoss =
  (error: Float64Array, weights: readonly number[]): RowLoss =>
  (output, rowOf, gradient) => {
    const horizons = weights.length
    let loss = 0
    for (let i = 0; i < rowOf.length; i++)
      for (let h = 0; h < horizons; h++) {
        const at = i * horizons + h
        const left = error[rowOf[i] * horizons + h] - output[at]
        const share = weights[h] / (rowOf.length * horizons)
        loss += share * cappedQlike(left)
        if (gradient !== undefined) gradient[at] = -share * cappedQlikeSlope(left)
      }
    return loss
  }

type Judged = {
  readonly parameters: number
  readonly seconds: number
  readonly epochs: number
  /** By horizon, on the judged bars. */
  readonly losses: readonly Float64Array[]
}
type JudgedRange = { readonly logHar: readonly Float64Array[]; readonly by: readonly Judged[]; readonly stride: number }

/** Fits and judges all architectures on one range. */
const judgeRange = async (
  study: Study,
  range: Range,
  seed: number,
  among: readonly Architecture[],
): Promise<JudgedRange> => {
  const { dataset, profile } = study
  const { series, first, columns } = dataset
  const { horizons, lags } = profile
  const cols = columns.length
  const longest = Math.max(...among.map(({ length }) => length))
  const sample = sampleBars(first + longest, range.from, profile.optionBars)
  const train = thinned(sample.train, most.train)
  const validation = thinned(sample.validation, most.validation)
  const last = horizons[horizons.length - 1].bars
  const all = Int32Array.from({ length: Math.max(0, range.to - last - range.from) }, (_, i) => range.from + i)
  const judged = thinned(all, most.judged)
  const past = sliceSeries(series, 0, range.from)
  const base = horizons.map(({ bars }) => logHar.fit(past, bars, lags).forecast(series).values)
  const ahead = horizons.map(({ bars }) => forwardMean(series.variance, bars))
  const errors = (bars: Int32Array): Float64Array =>
    Float64Array.from({ length: bars.length * horizons.length }, (_, i) => {
      const [bar, h] = [bars[Math.floor(i / horizons.length)], i % horizons.length]
      return Math.log(ahead[h][bar] / base[h][bar])
    })
  const known = rowsOf(dataset, train.bars)
  const z = standardise(fitScaling(known.x, known.rows, cols), dataset.x, 0, dataset.rows)
  const windows = (bars: Int32Array, length: number): Float32Array => {
    const out = new Float32Array(bars.length * length * cols)
    bars.forEach((bar, i) =>
      out.set(z.subarray((bar - first - length + 1) * cols, (bar - first + 1) * cols), i * length * cols),
    )
    return out
  }
  const overlaps = horizons.map(({ bars }) => Math.max(1, bars / (sample.stride * validation.stride)))
  const weights = horizonWeights(horizons.map(({ bars }) => Math.max(1, bars / (sample.stride * train.stride))))
  const part = (bars: Int32Array, length: number): FitPart => ({
    z: windows(bars, length),
    rows: bars.length,
    cols: length * cols,
    loss: correctionLoss(errors(bars), weights),
  })
  const by: Judged[] = []
  for (const { name, length, build } of among) {
    const rng = startRng(deriveSeed(seed, `${study.name} ${name}`))
    const network = build({ length, columns: cols, horizons: horizons.length }, rng)
    const held = part(validation.bars, length)
    const started = performance.now()
    const parts = { train: part(train.bars, length), validation: held }
    const { validation: epochs } = await fitNetwork(network, parts, budget, rng)
    const seconds = (performance.now() - started) / 1000
    const answers = predictStandardised(network, windows(judged.bars, length), length * cols)
    const heldAnswers = predictStandardised(network, held.z, length * cols)
    const parameters = network.countParams()
    network.dispose()
    const losses = horizons.map((_, h) => {
      const column = (values: ArrayLike<number>): Float64Array =>
        Float64Array.from({ length: values.length / horizons.length }, (_, i) => values[i * horizons.length + h])
      const target = column(errors(validation.bars))
      const share = chooseShrinkage(
        { target, base: new Float64Array(target.length), correction: column(heldAnswers) },
        overlaps[h],
      )
      const correction = column(answers)
      return Float64Array.from(judged.bars, (bar, i) =>
        qlike(ahead[h][bar], base[h][bar] * Math.exp(share * correction[i])),
      )
    })
    by.push({ parameters, seconds, epochs: epochs.length, losses })
  }
  const plain = horizons.map((_, h) => Float64Array.from(judged.bars, (bar) => qlike(ahead[h][bar], base[h][bar])))
  return { logHar: plain, by, stride: judged.stride }
}

const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length

/**
 * Linear, MLP, TCN and GRU corrections of log-HAR at one budget: the same rows, columns, batches, steps and learning
 * rate, each with the epoch and the share chosen on its validation part, fitted on the bars before the range that it is
 * judged on. `among` rise in size.
 */
export const compareArchitectures = async (
  study: Study,
  seed: number,
  among: readonly Architecture[] = architectures,
  onRange: (done: number, of: number) => void = () => undefined,
): Promise<ArchitectureTable> => {
  const ranges = [...study.folds, study.test]
  const judgedRanges: JudgedRange[] = []
  for (const range of ranges) {
    judgedRanges.push(await judgeRange(study, range, seed, among))
    onRange(judgedRanges.length, ranges.length)
  }
  const before = judgedRanges.slice(0, -1)
  const unseen = judgedRanges[judgedRanges.length - 1]
  const har = joinedLosses(before.map(({ logHar }) => logHar))
  const joined = among.map((_, a) => joinedLosses(before.map(({ by }) => by[a].losses)))
  const { horizons } = study.profile
  const ratio = (a: Float64Array, b: Float64Array, h: number, { stride }: JudgedRange): LossRatio =>
    lossRatio(a, b, horizons[h].bars / stride, startRng(deriveSeed(seed, `${study.name} ${horizons[h].name}`)))
  const rows = among.map(({ name }, a): ArchitectureRow => ({
    architecture: name,
    parameters: unseen.by[a].parameters,
    epochSeconds: mean(judgedRanges.map(({ by }) => by[a].seconds / by[a].epochs)),
    epochs: mean(judgedRanges.map(({ by }) => by[a].epochs)),
    horizons: horizons.map(({ name: horizon }, h) => ({
      horizon,
      qlike: mean(joined[a][h]),
      toLogHar: ratio(joined[a][h], har[h], h, before[0]),
      toLinear: ratio(joined[a][h], joined[0][h], h, before[0]),
      unseen: {
        qlike: mean(unseen.by[a].losses[h]),
        toLogHar: ratio(unseen.by[a].losses[h], unseen.logHar[h], h, unseen),
        toLinear: ratio(unseen.by[a].losses[h], unseen.by[0].losses[h], h, unseen),
      },
    })),
  }))
  const beats = (large: number, small: number): boolean =>
    horizons.some((_, h) => ratio(joined[large][h], joined[small][h], h, before[0]).ci[1] < 1)
  const kept = among.findIndex((_, a) => !among.some((_, b) => b > a && beats(b, a)))
  return { rows, kept: among[kept].name }
}
