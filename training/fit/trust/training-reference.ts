import { compileForecaster } from '../../../models/forecaster/compile'
import type { Forecaster } from '../../../models/forecaster/forecaster'
import { driftWindow } from '../../../src/core/reading/trust/drift'
import type { TrainingReference } from '../../../src/core/reading/training-reference'
import type { Prepared } from '../../data/prepare'
import type { Range } from '../../data/split'
import { forwardMean } from '../../statistics/sliding-mean'
import { columnReferences, type Rows } from './column-references'
import { dissimilarityReference } from './dissimilarity-reference'
import { outsideShare } from './outside-share'
import { lossScale } from './loss-scale'

/** The window of drift, a twentieth of the rows at most. */
const driftBars = (barsPerDay: number, rows: number): number =>
  Math.max(1, Math.min(driftWindow(barsPerDay), Math.floor(rows / 20)))

/**
 * What the forecaster's card keeps of the bars it was trained on, and of them alone, for `startTrust` to hold live bars
 * against.
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
  const realized = forwardMean(series.variance.subarray(train.from, train.to), profile.horizons[0].bars)
  return {
    windowBars,
    columns: columnReferences(rows, windowBars),
    outsideShare: outsideShare(rows, columns, forecaster.scaling, Math.max(profile.barsPerDay, 30)),
    dissimilarity: dissimilarityReference(rows, columns, forecaster.scaling),
    lossScale: lossScale(rows, realized, (row) => forecast(row).logVariance, logHar),
  }
}
