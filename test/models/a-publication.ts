import { chooseBackend, type BackendName } from '../../models/backend'
import { classifierRows } from '../../models/classifier/classifier'
import type { Publication } from '../../models/store/publish'
import { fitClassifier } from '../../training/fit/fit-classifier'
import { fitForecaster } from '../../training/fit/fit-forecaster'
import { aForecastSample, aLabelledSample, someClassifierOptions, someForecasterOptions } from './a-market'

const described = (backend: BackendName, cols: number) => ({
  columns: Array.from({ length: cols }, (_, col) => `feature-${col}`),
  backend,
  versions: { bandshift: '0.1.0' },
  dataSha256: 'ab'.repeat(32),
  seed: 1,
  split: { train: { from: 0, to: 1e12, rows: 400 } },
  metrics: { qlike: 0.25 },
  settings: { barSeconds: 300 },
})

export const aForecasterPublication = async (
  backend: BackendName = 'wasm',
): Promise<Extract<Publication, { kind: 'volatility-forecaster' }>> => {
  await chooseBackend(backend)
  const sample = aForecastSample(400)
  const { model, shrinkage } = await fitForecaster(sample, sample, someForecasterOptions({ epochs: 2 }))
  return {
    kind: 'volatility-forecaster',
    model,
    horizonBars: [12, 288],
    shrinkage: [...shrinkage],
    probeSource: sample,
    ...described(backend, sample.cols),
  }
}

export const aClassifierPublication = async (
  backend: BackendName = 'wasm',
  cols = 5,
): Promise<Extract<Publication, { kind: 'regime-classifier' }>> => {
  await chooseBackend(backend)
  const sample = aLabelledSample(400, { cols })
  const { model } = await fitClassifier(sample, sample, someClassifierOptions({ hidden: [8, 8], epochs: 2 }))
  return {
    kind: 'regime-classifier',
    model,
    states: ['calm', 'normal', 'turbulent'],
    probeSource: { x: classifierRows(sample.x, sample.rows, sample.filtered, 3), rows: sample.rows },
    ...described(backend, sample.cols),
  }
}
