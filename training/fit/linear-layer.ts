import type { DenseWeights } from '../../models/dense'
import { linearReach } from '../../models/forecaster/network'
import { gatherRows } from '../data/feature-table'
import { gramOf } from '../statistics/gram'
import {
  chooseLinear,
  keptCorrection,
  penaltiesOf,
  sharesOf,
  stagePenaltiesOf,
  type HarInputs,
  type LinearChoice,
  type LinearSample,
} from './choose-linear'
import { fitLinearCorrection, type LinearCorrection } from './linear-correction'

/** Standardised rows in time order and `y[row * H + h]`; a target of horizon h spans `overlaps[h]` rows. */
export type LinearRows = {
  readonly z: Float32Array
  readonly cols: number
  readonly y: ArrayLike<number>
  readonly overlaps: readonly number[]
  readonly seasonColumns: readonly number[]
  readonly impliedColumns: readonly number[]
}

/** Most rows kept for one target; more add no information. */
const rowsOfTarget = 32

/** Rows of one horizon, thinned where targets overlap much. */
const thinned = ({ z, cols, y, overlaps, ...columns }: LinearRows, h: number): LinearSample => {
  const stride = Math.max(1, Math.floor(overlaps[h] / rowsOfTarget))
  const rowOf = Int32Array.from({ length: Math.ceil(z.length / cols / stride) }, (_, i) => i * stride)
  return {
    z: stride === 1 ? z : gatherRows(z, cols, rowOf),
    cols,
    y: Float64Array.from(rowOf, (row) => y[row * overlaps.length + h]),
    overlap: Math.max(1, overlaps[h] / stride),
    seasonColumns: columns.seasonColumns,
    impliedColumns: columns.impliedColumns,
  }
}

/** How the linear correction of each horizon is fitted. */
export const chooseLinearLayer = (rows: LinearRows, inputsOf: (horizon: number) => HarInputs): LinearChoice[] =>
  rows.overlaps.map((_, h) => chooseLinear(thinned(rows, h), inputsOf(h)))

/**
 * The linear corrections of log-HAR, fitted and kept as chosen, as the layer `linear` of the forecaster, which bounds
 * them.
 */
export const fitLinearLayer = (rows: LinearRows, har: DenseWeights, choices: readonly LinearChoice[]): DenseWeights => {
  const { cols } = rows
  const horizons = choices.length
  const kernel = new Float32Array(cols * horizons)
  const bias = new Float32Array(horizons)
  choices.forEach((choice, h) => {
    const shares = sharesOf(choice)
    if (shares.every((share) => share === 0)) return
    const sample = thinned(rows, h)
    const { z, y } = sample
    const error = y.map((value, row) => {
      let forecast = har.bias[h]
      for (let col = 0; col < cols; col++) forecast += har.kernel[col * horizons + h] * z[row * cols + col]
      return value - forecast
    })
    const gram = gramOf(z, y.length, cols)
    let from: LinearCorrection = new Float64Array(cols + 1)
    const fitted = [...stagePenaltiesOf(sample), penaltiesOf(sample, choice.strength)].map((penalties, stage) =>
      shares[stage] === 0 ? from : (from = fitLinearCorrection({ z, gram, error }, penalties, from)),
    )
    const beta = keptCorrection(shares, fitted)
    for (let col = 0; col < cols; col++) kernel[col * horizons + h] = beta[col] / linearReach
    bias[h] = beta[cols] / linearReach
  })
  return { kernel, bias }
}
