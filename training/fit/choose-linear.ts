import { gatherRows } from '../data/feature-table'
import { gramOf } from '../statistics/gram'
import { fitLevelHar } from './level-prior'
import { correctionAt, fitLinearCorrection, type LinearCorrection } from './linear-correction'
import { chooseShrinkage, meanGain } from './shrinkage'

/** Rows to train on and rows held out, both rising. */
type Fold = { readonly train: Int32Array; readonly held: Int32Array }

/**
 * Splits rows in time order into `count` blocks and holds out each in turn, less every training row within `reach` rows
 * of the block: their targets or their features overlap with those held out (López de Prado, Advances in Financial
 * Machine Learning, 2018, chapter 7).
 * @internal
 */
export const purgedFolds = (rows: number, count: number, reach: number): Fold[] =>
  Array.from({ length: count }, (_, fold) => {
    const from = Math.floor((fold * rows) / count)
    const to = Math.floor(((fold + 1) * rows) / count)
    const all = Int32Array.from({ length: rows }, (_, row) => row)
    return { train: all.filter((row) => row < from - reach || row >= to + reach), held: all.slice(from, to) }
  })

/**
 * Standardised rows in time order, and the log forward mean variance of one horizon after each. A target spans
 * `overlap` rows, ≥ 1.
 */
export type LinearSample = {
  readonly z: Float32Array
  readonly cols: number
  readonly y: Float64Array
  readonly overlap: number
  /** Columns that depend on the clock alone. */
  readonly seasonColumns: readonly number[]
  /** Columns of log-HAR with implied volatility: its windows and the premium. None where none is recorded. */
  readonly impliedColumns: readonly number[]
}

/**
 * How the linear correction of log-HAR is fitted for one horizon: the seasons first, then implied volatility, then the
 * addition of all columns.
 */
export type LinearChoice = {
  /** Share to keep of the correction by the seasons alone, 0 … 1. */
  readonly seasonShare: number
  /** Share to keep of what implied volatility adds to that. */
  readonly impliedShare: number
  /** Ridge penalty on a column, in rows whose targets do not overlap. */
  readonly strength: number
  /** Share to keep of what the correction by all columns adds to that, 0 … 1; all 0 leave log-HAR. */
  readonly share: number
  /**
   * Log targets less the corrected forecast on rows while they were held out. Undefined where there are too few rows to
   * hold any out.
   */
  readonly errors: Float64Array | undefined
}

const foldCount = 5
const strengths = [3000, 1000, 300, 100]
/** Penalty on the intercept: only targets that do not overlap carry information on the mean error of log-HAR. */
const interceptStrength = 100
/** Penalty on a season, lower because a season repeats many times whatever the length of the target. */
const seasonStrength = 300
/** Penalty on log-HAR's windows and the premium where implied volatility is recorded: few columns, known to matter. */
const impliedStrength = 10
/**
 * Rows at which the caution of the share is doubled: the loss of the best of several strengths is biased downwards,
 * more so on few rows.
 */
const cautionRows = 1000
/** A horizon with fewer targets that do not overlap stays with log-HAR. */
const leastTargets = 20
/** Penalty that fixes a coefficient at 0. */
const fixed = 1e9

/** The inputs of log-HAR among standardised columns, and the weight of its prior (level-prior.ts). */
export type HarInputs = {
  /** The longest window last. */
  readonly columns: readonly number[]
  /** Rise of each column where the log variance rises by one: 1 / sd. */
  readonly units: readonly number[]
  /** In targets that do not overlap. */
  readonly levelTargets: number
}

/**
 * Log-HAR on standardised rows, as a correction of a zero forecast: intercept and half the residual variance in its
 * last entry.
 */
const fitHar = (
  { z, y, cols, overlap }: Pick<LinearSample, 'z' | 'y' | 'cols' | 'overlap'>,
  { columns, units, levelTargets }: HarInputs,
): LinearCorrection => {
  const read = columns.map((col) => Float64Array.from(y, (_, row) => z[row * cols + col]))
  const { coefficients, residualVariance } = fitLevelHar({ columns: read, units, target: y }, levelTargets * overlap)
  const beta = new Float64Array(cols + 1)
  columns.forEach((col, i) => {
    beta[col] = coefficients[i + 1]
  })
  beta[cols] = coefficients[0] + residualVariance / 2
  return beta
}

type Columns = Pick<LinearSample, 'cols' | 'overlap' | 'seasonColumns' | 'impliedColumns'>

/** Ridge penalty on each coefficient of a correction, in rows. */
export const penaltiesOf = (
  { cols, overlap, seasonColumns, impliedColumns }: Columns,
  strength: number,
): Float64Array => {
  const penalties = new Float64Array(cols + 1).fill(strength * overlap)
  for (const col of impliedColumns) penalties[col] = impliedStrength * overlap
  for (const col of seasonColumns) penalties[col] = seasonStrength * Math.sqrt(overlap)
  penalties[cols] = interceptStrength * overlap
  return penalties
}

/** The same where only some coefficients may move. */
const penaltiesOn = (columns: Columns, free: readonly number[]): Float64Array =>
  penaltiesOf(columns, 0).map((penalty, i) => (free.includes(i) ? penalty : fixed * columns.overlap))

/**
 * Penalties of the stages before that of all columns: the seasons alone, where neither the level nor any other column
 * moves; then log-HAR with implied volatility beside them.
 */
export const stagePenaltiesOf = (columns: Columns): readonly [seasons: Float64Array, implied: Float64Array] => {
  const { cols, seasonColumns, impliedColumns } = columns
  return [penaltiesOn(columns, seasonColumns), penaltiesOn(columns, [...seasonColumns, ...impliedColumns, cols])]
}

/** The shares of a choice in the order of its stages. */
export const sharesOf = ({ seasonShare, impliedShare, share }: Omit<LinearChoice, 'strength' | 'errors'>) => [
  seasonShare,
  impliedShare,
  share,
]

/** Adds up corrections, each by its share of what it adds to those before it; on forecasts or on coefficients. */
export const keptCorrection = (shares: readonly number[], corrections: readonly Float64Array[]): Float64Array =>
  corrections.reduce(
    (kept, correction, stage) => kept.map((value, i) => value + shares[stage] * (correction[i] - value)),
    new Float64Array(corrections[0].length),
  )

/**
 * Chooses the linear correction of one horizon by its QLIKE on five purged folds of the rows, log-HAR refitted on each:
 * the share of the seasons that is significant on the folds, that of implied volatility on top, then the penalty on all
 * columns whose significant share gains most on top of both. The seasons are chosen apart because they repeat many
 * times, implied volatility because it is one column that is known to matter: they are kept where the level and the
 * other columns are not.
 */
export const chooseLinear = (sample: LinearSample, inputs: HarInputs): LinearChoice => {
  const { z, cols, y, overlap, seasonColumns, impliedColumns } = sample
  const rows = y.length
  if (rows / overlap < leastTargets || rows < 4 * foldCount * (inputs.columns.length + 2))
    return { seasonShare: 0, impliedShare: 0, strength: strengths[0], share: 0, errors: undefined }
  const base = new Float64Array(rows)
  const pulls = [...stagePenaltiesOf(sample), ...strengths.map((strength) => penaltiesOf(sample, strength))]
  const corrections = pulls.map(() => new Float64Array(rows))
  for (const { train, held } of purgedFolds(rows, foldCount, Math.ceil(overlap))) {
    const part = gatherRows(z, cols, train)
    const target = Float64Array.from(train, (row) => y[row])
    const gram = gramOf(part, train.length, cols)
    const har = fitHar({ z: part, y: target, cols, overlap }, inputs)
    const error = target.map((value, i) => value - correctionAt(har, part, i))
    held.forEach((row) => {
      base[row] = correctionAt(har, z, row)
    })
    let beta: LinearCorrection = new Float64Array(cols + 1)
    pulls.forEach((penalties, s) => {
      beta = fitLinearCorrection({ z: part, gram, error }, penalties, beta)
      held.forEach((row) => {
        corrections[s][row] = correctionAt(beta, z, row)
      })
    })
  }
  const caution = 1 + cautionRows / rows
  const [seasons, implied, ...whole] = corrections
  /** What a stage adds to what is kept of those before it, and the share of that which is significant. */
  const added = (kept: Float64Array, correction: Float64Array) => {
    const forecasts = {
      target: y,
      base: base.map((value, row) => value + kept[row]),
      correction: correction.map((value, row) => value - kept[row]),
    }
    const share = chooseShrinkage(forecasts, overlap, caution)
    return { share, gain: meanGain(forecasts, share) }
  }
  const nothing = new Float64Array(rows)
  const seasonShare = seasonColumns.length === 0 ? 0 : added(nothing, seasons).share
  const seasonal = keptCorrection([seasonShare], [seasons])
  const impliedShare = impliedColumns.length === 0 ? 0 : added(seasonal, implied).share
  const informed = keptCorrection([seasonShare, impliedShare], [seasons, implied])
  const candidates = whole.map((correction, s) => ({
    strength: strengths[s],
    correction,
    ...added(informed, correction),
  }))
  const { strength, share, correction } = candidates.reduce((best, one) => (one.gain > best.gain ? one : best))
  const kept = keptCorrection([seasonShare, impliedShare, share], [seasons, implied, correction])
  return { seasonShare, impliedShare, strength, share, errors: y.map((value, row) => value - base[row] - kept[row]) }
}
