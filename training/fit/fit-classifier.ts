import type { Classifier } from '../../models/classifier/classifier'
import { buildClassifierNetwork } from '../../models/classifier/network'
import { predictStandardised } from '../../models/predict-rows'
import { standardise } from '../../models/scaling'
import { Fault } from '../../src/core/error'
import { startRng } from '../../src/core/rng'
import { classifierLoss } from './classifier-loss'
import { fitNetwork } from './fit-network'
import type { FitOptions, History } from './fit-options'
import { fitScaling } from './scaling'
import type { FeatureTable } from './table'
import { checkTable } from './table'
import { chooseTemperature } from './temperature'

/** Raw feature rows and the state of each, 0 … K − 1. */
export type LabelledSample = FeatureTable & { readonly labels: ArrayLike<number> }

export type ClassifierOptions = FitOptions & {
  readonly states: number
  /**
   * Weight of each state's rows, > 0; all 1 unless given. The posterior is calibrated to the population so weighted: leave them out for
   * probabilities of the market as it is.
   */
  readonly classWeights?: readonly number[]
}

export type FittedClassifier = { readonly model: Classifier; readonly history: History }

const checkLabels = (part: string, { labels, rows }: LabelledSample, states: number): void => {
  if (labels.length !== rows) throw new Fault('bad-input', `${part}: ${labels.length} labels for ${rows} rows`)
  for (let row = 0; row < rows; row++)
    if (!Number.isInteger(labels[row]) || labels[row] < 0 || labels[row] >= states)
      throw new Fault('bad-input', `${part}: label ${labels[row]} of row ${row} is not a state 0 … ${states - 1}`)
}

/**
 * Fits the regime classifier: scaling on the training part, early stopping and temperature on the validation part.
 * The caller disposes of `model.network`. Same data, options and backend: same weights, bit for bit.
 * @throws Fault 'bad-input' on rubbish, 'numerical-domain' when training diverges.
 */
export const fitClassifier = async (
  train: LabelledSample,
  validation: LabelledSample,
  options: ClassifierOptions,
): Promise<FittedClassifier> => {
  const { states } = options
  const { cols } = train
  const classWeights = options.classWeights ?? Array.from({ length: states }, () => 1)
  if (
    !(states >= 2) ||
    classWeights.length !== states ||
    classWeights.some((weight) => !(weight > 0 && weight < Infinity))
  )
    throw new Fault('bad-input', 'a classifier needs two states or more and a weight > 0 for each')
  checkTable('training', train)
  checkTable('validation', { ...validation, cols })
  checkLabels('training', train, states)
  checkLabels('validation', validation, states)

  const scaling = fitScaling(train.x, train.rows, cols)
  const rng = startRng(options.seed)
  const network = buildClassifierNetwork({ columns: cols, hidden: options.hidden, states }, rng)
  const part = ({ x, rows, labels }: LabelledSample) => ({
    z: standardise(scaling, x, 0, rows),
    rows,
    cols,
    loss: classifierLoss(labels, states, classWeights),
  })
  const held = part(validation)
  const history = await fitNetwork(network, part(train), held, options, rng)
  const temperature = chooseTemperature(predictStandardised(network, held.z, cols), held.rows, held.loss)
  return { model: { network, scaling, states, temperature }, history }
}
