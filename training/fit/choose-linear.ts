import { correctionAt, fitLinearCorrection, type LinearCorrection } from './linear-correction'
import { gramOf, startSolver } from './gram'
import { gatherRows } from './gather-rows'
import { purgedFolds } from './purged-folds'
import { chooseShrinkage, meanGain } from './shrinkage'

/**
 * Standardised rows in time order, and the log forward mean variance of one horizon after each. A target spans
 * `overlap` rows, ≥ 1.
 */
export type LinearSample = {
  readonly z: Float32Array
  readonly cols: number
  readonly y: Float64Array
  readonly overlap: number
  /** Columns that turn with the clock alone. */
  readonly seasonColumns: readonly number[]
}

/** How a linear correction of log-HAR is to be fitted for one horizon. */
export type LinearChoice = {
  /** Strength of the pull of a column to log-HAR, in rows whose targets do not overlap. */
  readonly strength: number
  /** Share of the correction to keep, 0 … 1; 0 leaves log-HAR. */
  readonly share: number
  /**
   * Log targets less the corrected forecast on rows while they were held out. Undefined where there are too few rows to
   * hold any out.
   */
  readonly errors: Float64Array | undefined
}

const foldCount = 5
/** The first leaves little but the seasons. */
const strengths = [100_000, 3000, 1000, 300, 100]
/** Of the intercept: how far log-HAR is off on average is known from targets that do not overlap alone. */
const interceptStrength = 100
/** Of a season: it comes round again and again, however long the target. */
const seasonStrength = 300
/** Rows at which the caution of the share is doubled: the best of several strengths flatters itself, the more the fewer the rows. */
const cautionRows = 1000
/** A horizon with fewer targets that do not overlap stays with log-HAR. */
const leastTargets = 20

/**
 * Log-HAR on the given columns of standardised rows, as a correction of nothing: intercept and half the residual
 * variance in its last entry.
 */
const fitHar = (
  z: Float32Array,
  gram: Float64Array,
  y: Float64Array,
  cols: number,
  harColumns: readonly number[],
): LinearCorrection => {
  const chosen = [...harColumns, cols]
  const width = cols + 1
  const valueAt = (row: number, col: number): number => (col === cols ? 1 : z[row * cols + col])
  const normal = Float64Array.from(chosen.flatMap((a) => chosen.map((b) => gram[a * width + b])))
  const right = Float64Array.from(chosen, (col) => y.reduce((sum, value, row) => sum + value * valueAt(row, col), 0))
  const solution = startSolver(normal, chosen.length)(right)
  const beta = new Float64Array(width)
  chosen.forEach((col, i) => {
    beta[col] = solution[i]
  })
  const squares = y.reduce((sum, value, row) => sum + (value - correctionAt(beta, z, row)) ** 2, 0)
  beta[cols] += squares / y.length / 2
  return beta
}

/** What pulls each coefficient of a correction to 0, in rows. */
export const penaltiesOf = (
  { cols, overlap, seasonColumns }: Pick<LinearSample, 'cols' | 'overlap' | 'seasonColumns'>,
  strength: number,
): Float64Array => {
  const penalties = new Float64Array(cols + 1).fill(strength * overlap)
  for (const col of seasonColumns) penalties[col] = seasonStrength * Math.sqrt(overlap)
  penalties[cols] = interceptStrength * overlap
  return penalties
}

/**
 * Chooses the linear correction of one horizon by its QLIKE on five purged folds of the rows, log-HAR refitted on each:
 * the best strength of the pull, and the share of the correction of which the folds are sure.
 */
export const chooseLinear = (sample: LinearSample, harColumns: readonly number[]): LinearChoice => {
  const { z, cols, y, overlap } = sample
  const rows = y.length
  if (rows / overlap < leastTargets || rows < 4 * foldCount * (harColumns.length + 2))
    return { strength: strengths[0], share: 0, errors: undefined }
  const base = new Float64Array(rows)
  const corrections = strengths.map(() => new Float64Array(rows))
  for (const { train, held } of purgedFolds(rows, foldCount, Math.ceil(overlap))) {
    const part = gatherRows(z, cols, train)
    const target = Float64Array.from(train, (row) => y[row])
    const gram = gramOf(part, train.length, cols)
    const har = fitHar(part, gram, target, cols, harColumns)
    const error = target.map((value, i) => value - correctionAt(har, part, i))
    held.forEach((row) => {
      base[row] = correctionAt(har, z, row)
    })
    let beta: LinearCorrection = new Float64Array(cols + 1)
    strengths.forEach((strength, s) => {
      beta = fitLinearCorrection(part, gram, error, penaltiesOf(sample, strength), beta)
      held.forEach((row) => {
        corrections[s][row] = correctionAt(beta, z, row)
      })
    })
  }
  const gains = corrections.map((correction) => meanGain(y, base, correction))
  const best = gains.indexOf(Math.max(...gains))
  const share = chooseShrinkage(y, base, corrections[best], overlap, 1 + cautionRows / rows)
  const errors = y.map((value, row) => value - base[row] - share * corrections[best][row])
  return { strength: strengths[best], share, errors }
}
