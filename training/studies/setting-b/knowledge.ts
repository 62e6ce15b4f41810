import { classifierRows, posteriorRows, type Classifier } from '../../../models/classifier/classifier'
import { forecastRows } from '../../../models/forecaster/forecaster'
import { chainAverageVariances } from '../../simulator/markov-chain'
import { termWeights } from '../../tune/view/term-structure'
import { featureTable, filterTable } from './feature-table'
import { filteredStates, posteriorVolatility, trueAverageVariances, type LabelledChain } from './filters'
import { hourlyProcess, settingB, type Histories } from './setting'
import type { TrainedModels } from './train-models'

/**
 * What a hedger knows at every evaluation: annual volatility to expiry, paths × steps, and the probabilities of the
 * states in force, [(path × steps + step) × 2 + k].
 */
export type Knowledge = { readonly vol: Float64Array; readonly posterior: Float64Array }

const trueAverages = trueAverageVariances()

/** Knowledge of the state in force and of the process. */
export const knowsTruth = ({ paths, warmup, steps, state }: Histories): Knowledge => {
  const posterior = new Float64Array(paths * steps * 2)
  for (let path = 0; path < paths; path++)
    for (let step = 0; step < steps; step++)
      posterior[(path * steps + step) * 2 + state[path * (warmup + steps) + warmup + step]] = 1
  return { posterior, vol: posteriorVolatility(posterior, trueAverages, steps) }
}

/** Knowledge of the process but not of the state: Bayes' rule on the hourly returns. */
export const knowsProcess = (histories: Histories): Knowledge => {
  const posterior = filteredStates(histories, hourlyProcess)
  return { posterior, vol: posteriorVolatility(posterior, trueAverages, histories.steps) }
}

/** The knowledge of each model alone. */
export type ModelKnowledge = {
  readonly hmm: Knowledge
  readonly classifier: Knowledge
  readonly taughtTheTruth: Knowledge
  /** The classifier's posterior with the true variances and moves of the states. */
  readonly classifierTrueChain: Knowledge
  readonly forecaster: Float64Array
}

const barsPerYear = 1 / settingB.stepYears

const forecastVolatility = (
  { forecaster, profile }: TrainedModels,
  table: Float64Array,
  rows: number,
  steps: number,
): Float64Array => {
  const horizons = profile.horizons.map(({ bars }) => bars)
  const { logVariance } = forecastRows(forecaster, table, rows)
  const weights = Array.from({ length: steps }, (_, step) => termWeights(horizons, steps - step))
  return Float64Array.from({ length: rows }, (_, row) => {
    const weight = weights[row % steps]
    let variance = 0
    for (let h = 0; h < horizons.length; h++)
      if (weight[h] !== 0) variance += weight[h] * Math.exp(logVariance[row * horizons.length + h])
    return Math.sqrt(variance * barsPerYear)
  })
}

const rowsAtOnce = 120_000

/** Runs the models over options, a block of paths at a time. */
export const modelKnowledge = (histories: Histories, models: TrainedModels): ModelKnowledge => {
  const { paths, steps, warmup, logReturn, state } = histories
  const rows = paths * steps
  const forecaster = new Float64Array(rows)
  const classifier = new Float64Array(rows * 2)
  const taughtTheTruth = new Float64Array(rows * 2)
  const block = Math.max(1, Math.floor(rowsAtOnce / steps))
  const length = warmup + steps
  for (let from = 0; from < paths; from += block) {
    const to = Math.min(paths, from + block)
    const part = {
      ...histories,
      paths: to - from,
      logReturn: logReturn.subarray(from * length, to * length),
      state: state.subarray(from * length, to * length),
    }
    const table = featureTable(part, models.profile)
    const count = part.paths * steps
    forecaster.set(forecastVolatility(models, table, count, steps), from * steps)
    const posteriorOf = (model: Classifier): Float64Array => {
      const filtered = filterTable(part, models.profile, model.filter)
      return posteriorRows(model, classifierRows(table, count, filtered, model.states), count)
    }
    classifier.set(posteriorOf(models.classifier), from * steps * 2)
    taughtTheTruth.set(posteriorOf(models.taughtTheTruth), from * steps * 2)
  }
  const by = (posterior: Float64Array, chain: LabelledChain): Knowledge => ({
    posterior,
    vol: posteriorVolatility(posterior, chainAverageVariances(chain.variances, chain.transition, steps), steps),
  })
  const { hmm } = models
  const hmmChain = { variances: hmm.deviation.map((sd) => sd * sd * barsPerYear), transition: hmm.transition }
  return {
    hmm: by(filteredStates(histories, hmm), hmmChain),
    classifier: by(classifier, models.chain),
    taughtTheTruth: by(taughtTheTruth, models.truthChain),
    classifierTrueChain: { posterior: classifier, vol: posteriorVolatility(classifier, trueAverages, steps) },
    forecaster,
  }
}

/** Volatility of the mean of two variances, `share` of it the second's. */
export const mixed = (first: Float64Array, second: Float64Array, share: number): Float64Array =>
  first.map((vol, i) => Math.sqrt((1 - share) * vol * vol + share * second[i] * second[i]))
