import { chooseBackend } from '../../../models/backend'
import { compileForecaster } from '../../../models/forecaster/compile'
import type { Bar } from '../../../src/core/market/bar'
import { startLossEvidence } from '../../../src/core/reading/trust/loss-evidence'
import { deriveSeed, startRng, type Rng } from '../../../src/core/rng'
import { datasetOf, type Dataset } from '../../data/dataset'
import { prepare } from '../../data/prepare'
import { splitBars } from '../../data/split'
import { fitVolatility } from '../../fit/fit-models'
import { modelFitOptions } from '../../fit/fit-network'
import { scaledReturns } from '../../fit/trust/scaled-returns'
import { trainingReference } from '../../fit/trust/training-reference'
import { scoreTrust, warmFrom, type TrustedModels } from '../../judge/trust-part'

/** Loss differences until the evidence gives an alarm, over simulated runs of at most MOST differences. */
type EvidenceRun = {
  readonly differences: string
  /**
   * Whether the model is worse; the mean is then a delay of detection, else a lower bound of the run to a false alarm.
   */
  readonly worse: boolean
  readonly mean: number
  readonly alarmed: number
  readonly runs: number
}

/** Least mean number of differences to a false alarm that the evidence guarantees. */
const PROMISED = 1000
const RUNS = 200
const MOST = 10 * PROMISED

type Draw = (rng: Rng, i: number) => number

const sign = (rng: Rng): number => (rng.uniform() < 0.5 ? 1 : -1)
/** Student's t of three degrees, a heavy tail; variance 3. */
const student = (rng: Rng): number => {
  const square = rng.normal() ** 2 + rng.normal() ** 2 + rng.normal() ** 2
  return rng.normal() / Math.sqrt(square / 3)
}

const draws: readonly (readonly [string, boolean, Draw])[] = [
  ['fair: ± the scale', false, sign],
  ['fair: t of 3 degrees, sd 0.35', false, (rng) => 0.2 * student(rng)],
  ['fair: volatility in waves', false, (rng, i) => (0.5 + 0.49 * Math.sin(i / 40)) * sign(rng)],
  ['fair: often a little worse, now and then much better', false, (rng) => (rng.uniform() < 0.9 ? 0.1 : -0.9)],
  ['better by 0.05, sd 0.4', false, (rng) => -0.05 + 0.4 * rng.normal()],
  ['worse by 0.05, sd 0.4', true, (rng) => 0.05 + 0.4 * rng.normal()],
  ['worse by 0.1, sd 0.4', true, (rng) => 0.1 + 0.4 * rng.normal()],
  ['worse by 0.3, sd 0.4', true, (rng) => 0.3 + 0.4 * rng.normal()],
]

const lengthOf = (draw: Draw, rng: Rng): number | undefined => {
  const evidence = startLossEvidence({ scale: 1, runLength: PROMISED })
  for (let i = 1; i <= MOST; i++) if (evidence.step(draw(rng, i))) return i
  return undefined
}

const evidenceRuns = (seed: number): readonly EvidenceRun[] =>
  draws.map(([differences, worse, draw]) => {
    const lengths = Array.from({ length: RUNS }, (_, run) =>
      lengthOf(draw, startRng(deriveSeed(seed, `${differences} ${run}`))),
    )
    const mean = lengths.reduce<number>((sum, length) => sum + (length ?? MOST), 0) / RUNS
    return { differences, worse, mean, alarmed: lengths.filter((one) => one !== undefined).length, runs: RUNS }
  })

/** A fault of the feed or of the models from a bar on, and how long the rule of trust took to detect it. */
export type FaultDelay = {
  readonly fault: string
  /** Bars; undefined where it was not detected in four trading days. `trustedShare` is a share of these days. */
  readonly bars: number | undefined
  readonly days: number | undefined
  readonly trustedShare: number
  readonly reasons: readonly string[]
}

export type TrustTable = {
  readonly seed: number
  readonly promised: number
  readonly evidence: readonly EvidenceRun[]
  readonly recording: string
  readonly testBars: number
  /** Share of the test part on which the forecaster without a fault is trusted. */
  readonly trustedShare: number
  readonly faults: readonly FaultDelay[]
}

/** Trading days over which each fault is observed. */
const FAULT_DAYS = 4

/** The rows with everything from bar `from` on changed. */
const changed = (dataset: Dataset, from: number, change: (row: Float64Array) => void): Dataset => {
  const x = dataset.x.slice()
  const cols = dataset.columns.length
  for (let row = from - dataset.first; row < dataset.rows; row++) change(x.subarray(row * cols, (row + 1) * cols))
  return { ...dataset, x }
}

const stuckFrom = (dataset: Dataset, from: number, column: number): Dataset => {
  const value = dataset.x[(from - dataset.first) * dataset.columns.length + column]
  return changed(dataset, from, (row) => void (row[column] = value))
}

/** The same forecaster, its variances times `factor` from the row after the first `sound` on. */
const biased = (models: TrustedModels, factor: number, sound: number): TrustedModels => {
  let rows = 0
  return {
    ...models,
    forecast: (row) => {
      const shift = rows++ < sound ? 0 : Math.log(factor)
      return { logVariance: models.forecast(row).logVariance.map((log) => log + shift) }
    },
  }
}

/**
 * Detection delay and false alarms of the rule of trust: the evidence of losses on simulated differences, and a
 * forecaster fitted on a recording's training part, run over its test part unchanged and with faults from the first
 * test bar on.
 */
export const reproduceTrust = async (folder: string, seed: number): Promise<TrustTable> => {
  await chooseBackend('auto')
  const prepared = await prepare(folder, {})
  const { dataset, market } = prepared
  const { train, test } = splitBars(dataset.first, dataset.series.length, market.profile)
  const { model } = await fitVolatility([{ dataset, to: train.to }], market.profile, {
    ...modelFitOptions,
    seed: deriveSeed(seed, 'forecaster'),
  })
  const { forecast, logHar } = compileForecaster(model)
  const { timestamp } = dataset.series
  const models: TrustedModels = {
    columns: dataset.columns,
    grid: { barsPerDay: market.profile.barsPerDay, horizonBars: market.profile.horizons.map(({ bars }) => bars) },
    trainedOn: {
      from: timestamp[train.from],
      until: timestamp[train.to],
      scales: [model.scaling],
      reference: trainingReference(prepared, train, model),
    },
    forecast,
    logHar,
  }
  model.network.dispose()
  const posterior = { states: 1, posterior: new Float64Array(dataset.series.length).fill(1) }
  const { barsPerDay } = market.profile
  const sound = test.from - warmFrom(dataset, barsPerDay, test.from)
  const watched = { from: test.from, to: Math.min(test.to, test.from + Math.ceil(FAULT_DAYS * barsPerDay)) }
  const faultOf = (fault: string, own: Dataset, judged = models): FaultDelay => {
    const { score, trusted } = scoreTrust({ ...own, bars: market.bars }, posterior, judged, watched)
    const at = trusted.indexOf(false)
    return {
      fault,
      bars: at < 0 ? undefined : at,
      days: at < 0 ? undefined : at / barsPerDay,
      trustedShare: score.trustedShare,
      reasons: Object.keys(score.reasons),
    }
  }
  const busiest = dataset.columns.findIndex((name) => name.startsWith('absolute-return'))
  const again = (bars: readonly Bar[]): Dataset => datasetOf(bars, market.profile, dataset.columns)
  return {
    seed,
    promised: PROMISED,
    evidence: evidenceRuns(seed),
    recording: market.description.title,
    testBars: test.to - test.from,
    trustedShare: scoreTrust({ ...dataset, bars: market.bars }, posterior, models, test).score.trustedShare,
    faults: [
      faultOf(
        'all columns × 100',
        changed(dataset, test.from, (row) => row.forEach((value, i) => (row[i] = 100 * value))),
      ),
      faultOf(
        'every column in its neighbour’s place',
        changed(dataset, test.from, (row) => row.set([...row.slice(1), row[0]])),
      ),
      faultOf(`${dataset.columns[busiest]} stuck`, stuckFrom(dataset, test.from, busiest)),
      faultOf('returns × 3', again(scaledReturns([...market.bars], test.from, 3))),
      faultOf('returns × 10', again(scaledReturns([...market.bars], test.from, 10))),
      faultOf('forecasts × 2', dataset, biased(models, 2, sound)),
      faultOf('forecasts ÷ 2', dataset, biased(models, 0.5, sound)),
    ],
  }
}
