import { classifierRows, type Classifier, type LabelKind } from '../../models/classifier/classifier'
import { buildClassifierNetwork } from '../../models/classifier/network'
import { denseWeights, setDense, type DenseWeights } from '../../models/dense'
import { predictStandardised } from '../../models/predict-rows'
import { standardise } from '../../models/scaling'
import { Fault } from '../../src/core/error'
import type { VarianceRegimes } from '../../src/core/reading/regime/variance-regimes'
import { startRng } from '../../src/core/rng'
import { checkTable, checkValues, type FeatureTable } from '../data/feature-table'
import { fitLogistic, identityLayer } from '../statistics/logistic'
import { calibrate, type Calibration } from './calibrate'
import { classifierLoss } from './classifier-loss'
import { fitNetwork, type FitOptions, type LossHistory } from './fit-network'
import { fitScaling } from './scaling'
import { chooseCorrection } from './shrinkage'

/**
 * Raw feature rows in time order, the log probabilities that the filter of the variances gives each (row-major), and
 * the state of each, 0 … K − 1.
 */
export type LabelledSample = FeatureTable & {
  readonly filtered: Float64Array
  readonly labels: ArrayLike<number>
}

export type ClassifierOptions = FitOptions & {
  readonly states: number
  readonly filter: VarianceRegimes
  readonly kind: LabelKind
  /** Neighbouring rows whose labels depend on one another, ≥ 1. */
  readonly overlap: number
}

export type FittedClassifier = {
  readonly model: Classifier
  readonly history: LossHistory
  /** Share of the network's correction that was kept, in [0, 1]. */
  readonly share: number
  readonly calibration: Calibration['kind']
}

const checkLabels = (part: string, { labels, rows }: LabelledSample, states: number): void => {
  if (labels.length !== rows) throw new Fault('bad-input', `${part}: ${labels.length} labels for ${rows} rows`)
  for (let row = 0; row < rows; row++)
    if (!Number.isInteger(labels[row]) || labels[row] < 0 || labels[row] >= states)
      throw new Fault('bad-input', `${part}: label ${labels[row]} of row ${row} is not a state 0 … ${states - 1}`)
}

/** Weight of the prior that the filter's states are the labels' states, in rows. */
const PRIOR_ROWS = 20

/** The layer that maps the filter's states to the labels' states: a logistic regression whose prior is the identity. */
const filterLayer = (
  z: Float32Array,
  cols: number,
  labels: ArrayLike<number>,
  { states, overlap }: ClassifierOptions,
): DenseWeights => {
  const width = cols + states
  const filtered = Float32Array.from(
    { length: labels.length * states },
    (_, i) => z[Math.floor(i / states) * width + cols + (i % states)],
  )
  const layer = fitLogistic({ z: filtered, cols: states, labels }, identityLayer(states), PRIOR_ROWS * overlap)
  const kernel = new Float32Array(width * states)
  kernel.set(layer.kernel, cols * states)
  return { kernel, bias: layer.bias }
}

const scaled = ({ kernel, bias }: DenseWeights, by: number): DenseWeights => ({
  kernel: kernel.map((value) => value * by),
  bias: bias.map((value) => value * by),
})

/**
 * Fits the regime classifier. On the training part: scaling, the layer on the filter's states, and the network that
 * corrects it. On the validation part: when to stop, how much of the correction to keep, and the calibration. The
 * caller disposes of `model.network`. Same data, options and backend: same weights, bit for bit. @throws Fault
 * 'bad-input' on invalid samples or options, 'numerical-domain' when training diverges.
 */
export const fitClassifier = async (
  train: LabelledSample,
  validation: LabelledSample,
  options: ClassifierOptions,
): Promise<FittedClassifier> => {
  const { states, filter, kind: labels, overlap } = options
  const { cols } = train
  if (!(states >= 2) || filter.scale.length !== states)
    throw new Fault('bad-input', `a classifier of ${states} states with a filter of ${filter.scale.length}`)
  checkTable('training', train)
  checkTable('validation', { ...validation, cols })
  checkLabels('training', train, states)
  checkLabels('validation', validation, states)
  checkValues('training filter', train.filtered, train.rows, states)
  checkValues('validation filter', validation.filtered, validation.rows, states)

  const features = fitScaling(train.x, train.rows, cols)
  const more = (values: readonly number[], value: number): number[] => [
    ...values,
    ...new Array<number>(states).fill(value),
  ]
  const scaling = { mean: more(features.mean, 0), sd: more(features.sd, 1), limit: features.limit }
  const part = ({ x, rows, filtered, labels }: LabelledSample) => ({
    z: standardise(scaling, classifierRows(x, rows, filtered, states), 0, rows),
    rows,
    cols: cols + states,
    loss: classifierLoss(labels, states),
  })
  const learned = part(train)
  const held = part(validation)
  const rng = startRng(options.seed)
  const base = filterLayer(learned.z, cols, train.labels, options)
  const network = buildClassifierNetwork({ columns: cols, hidden: options.hidden, states }, base, rng)
  const before = predictStandardised(network, held.z, held.cols)
  const history = await fitNetwork(network, { train: learned, validation: held }, options, rng)
  const after = predictStandardised(network, held.z, held.cols)
  const share = chooseCorrection({ before, after }, validation.labels, states, overlap)
  const logits = after.map((logit, i) => before[i] + share * (logit - before[i]))
  const { kind, temperature, offset } = calibrate({ logits, labels: validation.labels, states, overlap })
  setDense(network, 'correction', scaled(denseWeights(network, 'correction'), share))
  setDense(network, 'filter', { kernel: base.kernel, bias: base.bias.map((value, k) => value + offset[k]) })
  return {
    model: { network, scaling, states, filter, temperature, shares: filter.initial, labels },
    history,
    share,
    calibration: kind,
  }
}
