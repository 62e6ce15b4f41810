import { compileForecaster } from '../../../models/forecaster/compile'
import type { Forecaster } from '../../../models/forecaster/forecaster'
import type { Scaling } from '../../../models/scaling'
import { startSum } from '../../../src/core/features/rolling'
import { isCalendar } from '../../../src/core/features/season'
import { placeOfRow, type TrainingReference } from '../../../src/core/reading/training-reference'
import { driftWindow } from '../../../src/core/reading/trust/drift'
import { qlikeOfLog } from '../../../src/core/statistics/forecast-losses'
import type { Prepared } from '../../data/prepare'
import type { Range } from '../../data/split'
import { quantileOfSorted } from '../../statistics/quantile'
import { forwardMean } from '../../statistics/sliding-mean'
import { columnReferences, type Rows } from './column-references'
import { dissimilarityReference } from './dissimilarity-reference'

/**
 * Greatest share of `windowBars` rows in a row that lie beyond the scaling's limit in some column.
 * @internal
 */
export const outsideShare = (
  { x, rows, cols }: Rows,
  columns: readonly string[],
  scaling: Scaling,
  windowBars: number,
): number => {
  const isJudged = columns.map((name) => !isCalendar(name))
  const outside = startSum(windowBars)
  let most = 0
  for (let row = 0; row < rows; row++) {
    const place = placeOfRow(x.subarray(row * cols, (row + 1) * cols), [scaling], isJudged)
    most = Math.max(most, outside(place === 'inside' ? 0 : 1))
  }
  return most / windowBars
}

/** A model as plain arithmetic: the log variance over one horizon for a raw row. */
type RowModel = (row: Float64Array) => number

const MOST_ROWS = 5_000
const LEVEL = 0.99
/** Least scale as a share of log-HAR's mean loss: a forecaster equal to log-HAR would have a scale of 0. */
const LEAST = 0.1

/**
 * `realized[row]`: mean variance over the horizon after each row, 0 where that is not known. 99 % of the
 * differences of loss, forecaster less log-HAR, lie within ± the result.
 * @internal
 */
export const lossScale = (
  { x, rows, cols }: Rows,
  realized: Float64Array,
  forecaster: RowModel,
  logHar: RowModel,
): number => {
  const stride = Math.max(1, Math.ceil(rows / MOST_ROWS))
  const sizes: number[] = []
  let sum = 0
  for (let row = 0; row < rows; row += stride) {
    if (!(realized[row] > 0)) continue
    const own = x.subarray(row * cols, (row + 1) * cols)
    const compared = qlikeOfLog(realized[row], logHar(own))
    sum += compared
    sizes.push(Math.abs(qlikeOfLog(realized[row], forecaster(own)) - compared))
  }
  sizes.sort((a, b) => a - b)
  return Math.max(quantileOfSorted(sizes, LEVEL), (LEAST * sum) / sizes.length)
}

/** The window of drift, a twentieth of the rows at most. */
const driftBars = (barsPerDay: number, rows: number): number =>
  Math.max(1, Math.min(driftWindow(barsPerDay), Math.floor(rows / 20)))

/**
 * Reference values of the bars that the forecaster was trained on, kept on its card; `startTrust` compares live bars
 * with them.
 */
export const trainingReference = (
  { market: { profile }, dataset }: Prepared,
  train: Range,
  forecaster: Forecaster,
): TrainingReference => {
  const { x, columns, first, series } = dataset
  const cols = columns.length
  const rows: Rows = {
    x: x.subarray((train.from - first) * cols, (train.to - first) * cols),
    rows: train.to - train.from,
    cols,
  }
  const windowBars = driftBars(profile.barsPerDay, rows.rows)
  const { forecast, logHar } = compileForecaster(forecaster)
  const variance = series.variance.subarray(train.from, train.to)
  const [shortest, ...later] = profile.horizons.map(({ bars }, h) =>
    lossScale(
      rows,
      forwardMean(variance, bars),
      (row) => forecast(row).logVariance[h],
      (row) => logHar(row)[h],
    ),
  )
  return {
    windowBars,
    columns: columnReferences(rows, windowBars),
    outsideShare: outsideShare(rows, columns, forecaster.scaling, Math.max(profile.barsPerDay, 30)),
    dissimilarity: dissimilarityReference(rows, columns, forecaster.scaling),
    lossScale: shortest,
    laterLossScales: later,
  }
}
