import type { DenseWeights } from '../../models/dense'
import { linearReach } from '../../models/forecaster/network'
import { chooseLinear, penaltiesOf, type LinearChoice, type LinearSample } from './choose-linear'
import { gatherRows } from './gather-rows'
import { gramOf } from './gram'
import { fitLinearCorrection } from './linear-correction'

/** Standardised rows in time order and `y[row * H + h]`; a target of horizon h spans `overlaps[h]` rows. */
export type LinearRows = {
  readonly z: Float32Array
  readonly cols: number
  readonly y: ArrayLike<number>
  readonly overlaps: readonly number[]
  readonly seasonColumns: readonly number[]
}

/** Rows kept of one target: more of them say the same again. */
const rowsOfTarget = 32

/** Rows of one horizon, thinned where targets overlap much. */
const thinned = ({ z, cols, y, overlaps, seasonColumns }: LinearRows, h: number): LinearSample => {
  const stride = Math.max(1, Math.floor(overlaps[h] / rowsOfTarget))
  const rowOf = Int32Array.from({ length: Math.ceil(z.length / cols / stride) }, (_, i) => i * stride)
  return {
    z: stride === 1 ? z : gatherRows(z, cols, rowOf),
    cols,
    y: Float64Array.from(rowOf, (row) => y[row * overlaps.length + h]),
    overlap: Math.max(1, overlaps[h] / stride),
    seasonColumns,
  }
}

/** How the linear correction of each horizon is to be fitted. */
export const chooseLinearLayer = (rows: LinearRows, harColumns: readonly number[]): LinearChoice[] =>
  rows.overlaps.map((_, h) => chooseLinear(thinned(rows, h), harColumns))

/**
 * The linear corrections of log-HAR, fitted as chosen and multiplied by their shares, as the layer `linear` of the
 * forecaster, which bounds them.
 */
export const fitLinearLayer = (rows: LinearRows, har: DenseWeights, choices: readonly LinearChoice[]): DenseWeights => {
  const { cols } = rows
  const horizons = choices.length
  const kernel = new Float32Array(cols * horizons)
  const bias = new Float32Array(horizons)
  choices.forEach(({ strength, share }, h) => {
    if (share === 0) return
    const sample = thinned(rows, h)
    const { z, y } = sample
    const error = y.map((value, row) => {
      let forecast = har.bias[h]
      for (let col = 0; col < cols; col++) forecast += har.kernel[col * horizons + h] * z[row * cols + col]
      return value - forecast
    })
    const start = new Float64Array(cols + 1)
    const beta = fitLinearCorrection(z, gramOf(z, y.length, cols), error, penaltiesOf(sample, strength), start)
    for (let col = 0; col < cols; col++) kernel[col * horizons + h] = (share * beta[col]) / linearReach
    bias[h] = (share * beta[cols]) / linearReach
  })
  return { kernel, bias }
}
