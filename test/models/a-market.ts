import type { LogHarCoefficients } from '../../models/forecaster/network'
import type { VarianceRegimes } from '../../src/core/reading/regime/variance-regimes'
import { deriveSeed, startRng } from '../../src/core/rng'
import type { ClassifierOptions, LabelledSample } from '../../training/fit/fit-classifier'
import { defaultLevels, type ForecasterOptions, type ForecastSample } from '../../training/fit/fit-forecaster'
import { defaultFitOptions } from '../../training/fit/fit-network'

export const residualVariance = 0.25

/** True log-HAR of `aForecastSample` on its columns 0, 1 and 2, by horizon. */
export const trueHar: readonly LogHarCoefficients[] = [
  { intercept: -1, slopes: [0.4, 0.3, 0.2], residualVariance },
  { intercept: -2, slopes: [0.2, 0.3, 0.3], residualVariance },
]

/** The part of log variance that log-HAR cannot see: bounded, in column 3. */
export const hiddenSignal = (x: number): number => Math.tanh(2 * x) * 0.6

/**
 * Rows of `cols` columns: three log variances near −12, then standard normals. Log mean variance over two horizons is
 * log-HAR plus `signal` of column 3 plus normal noise of variance `residualVariance`.
 */
export const aForecastSample = (
  rows: number,
  { cols = 6, seed = 1, signal = hiddenSignal }: { cols?: number; seed?: number; signal?: (x: number) => number } = {},
): ForecastSample => {
  const rng = startRng(deriveSeed(seed, 'forecast-sample'))
  const x = new Float64Array(rows * cols)
  const y = new Float64Array(rows * trueHar.length)
  for (let row = 0; row < rows; row++) {
    const at = row * cols
    for (let col = 0; col < cols; col++) x[at + col] = col < 3 ? -12 + 1.5 * rng.normal() : rng.normal()
    trueHar.forEach(({ intercept, slopes }, h) => {
      const har = slopes.reduce((sum, slope, i) => sum + slope * x[at + i], intercept)
      y[row * trueHar.length + h] = har + signal(x[at + 3]) + Math.sqrt(residualVariance) * rng.normal()
    })
  }
  return { x, rows, cols, y }
}

export const someForecasterOptions = (options: Partial<ForecasterOptions> = {}): ForecasterOptions => ({
  ...defaultFitOptions,
  hidden: [16, 8],
  epochs: 3,
  batch: 256,
  learningRate: 5e-3,
  harColumns: [0, 1, 2],
  harCoefficients: trueHar,
  levels: defaultLevels,
  ...options,
})

/** Posterior of three states that generates the labels of `aLabelledSample`, from column 0. */
export const truePosterior = (x: number): number[] => {
  const logits = [-2 * x, 0.5, 2 * x]
  const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0)
  return logits.map((logit) => Math.exp(logit) / total)
}

/** A filter with three states of the variance. */
export const someRegimes: VarianceRegimes = {
  initial: [0.5, 0.3, 0.2],
  transition: [
    [0.98, 0.01, 0.01],
    [0.01, 0.98, 0.01],
    [0.01, 0.01, 0.98],
  ],
  scale: [1e-5, 4e-5, 2e-4],
  freedom: [1, 10],
  span: 1,
}

export const someClassifierOptions = (options: Partial<ClassifierOptions> = {}): ClassifierOptions => ({
  ...defaultFitOptions,
  hidden: [16, 8],
  states: 3,
  filter: someRegimes,
  kind: 'regimes',
  overlap: 1,
  batch: 256,
  ...options,
})

/** Rows of standard normals with a label drawn from `truePosterior` of column 0; a filter without information. */
export const aLabelledSample = (
  rows: number,
  { cols = 5, seed = 1 }: { cols?: number; seed?: number } = {},
): LabelledSample => {
  const rng = startRng(deriveSeed(seed, 'labelled-sample'))
  const x = new Float64Array(rows * cols)
  const labels = new Int32Array(rows)
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) x[row * cols + col] = rng.normal()
    const [calm, normal] = truePosterior(x[row * cols])
    const u = rng.uniform()
    labels[row] = u < calm ? 0 : u < calm + normal ? 1 : 2
  }
  return { x, rows, cols, labels, filtered: new Float64Array(rows * 3).fill(Math.log(1 / 3)) }
}
