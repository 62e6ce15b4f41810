import fc from 'fast-check'
import { chooseBackend } from '../../models/backend'
import type { Classifier } from '../../models/classifier/classifier'
import { posteriorRows } from '../../models/classifier/classifier'
import { compileClassifier } from '../../models/classifier/compile'
import { compileForecaster } from '../../models/forecaster/compile'
import type { Forecaster } from '../../models/forecaster/forecaster'
import { forecastRows } from '../../models/forecaster/forecaster'
import { predictRows } from '../../models/predict-rows'
import { defaultFitOptions } from '../../training/fit/fit-options'
import { fitClassifier } from '../../training/fit/fit-classifier'
import { fitForecaster } from '../../training/fit/fit-forecaster'
import { aForecastSample, aLabelledSample, someForecasterOptions } from './a-market'

const fit = async () => {
  await chooseBackend('wasm')
  const sample = aForecastSample(1000)
  const labelled = aLabelledSample(1000)
  const options = { ...defaultFitOptions, hidden: [16, 8] as const, states: 3, batch: 256, epochs: 3 }
  return {
    forecaster: (await fitForecaster(sample, sample, someForecasterOptions())).model,
    classifier: (await fitClassifier(labelled, labelled, options)).model,
  }
}

let forecaster: Forecaster
let classifier: Classifier

beforeAll(async () => {
  ;({ forecaster, classifier } = await fit())
})

const anyRow = (cols: number) =>
  fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: cols, maxLength: cols })

test('the compiled forecaster answers any row as TensorFlow does, quantiles rising', () => {
  const compiled = compileForecaster(forecaster)
  fc.assert(
    fc.property(anyRow(6), (values) => {
      const row = Float64Array.from(values)
      const { logVariance, quantiles } = compiled.forecast(row)
      const table = forecastRows(forecaster, row, 1)
      logVariance.forEach((value, i) => {
        expect(Math.abs(value - table.logVariance[i])).toBeLessThan(1e-5 * Math.max(1, Math.abs(value)))
      })
      quantiles.forEach((value, i) => {
        expect(Math.abs(value - table.quantiles[i])).toBeLessThan(1e-5 * Math.max(1, Math.abs(value)))
        if (i % 5 > 0) expect(value).toBeGreaterThanOrEqual(quantiles[i - 1])
      })
    }),
    { numRuns: 200 },
  )
})

test('the compiled classifier answers any row as TensorFlow does', () => {
  const compiled = compileClassifier(classifier)
  fc.assert(
    fc.property(anyRow(5), (values) => {
      const row = Float64Array.from(values)
      const table = posteriorRows(classifier, row, 1)
      compiled.posterior(row).forEach((value, k) => {
        expect(Math.abs(value - table[k])).toBeLessThan(1e-5)
      })
    }),
    { numRuns: 200 },
  )
})

test('values beyond eight standard deviations change nothing more', () => {
  const { mean, sd } = forecaster.scaling
  const at = (deviations: number): Float64Array =>
    compileForecaster(forecaster).forecast(Float64Array.from(mean, (value, col) => value + deviations * sd[col]))
      .logVariance
  expect(at(1000)).toEqual(at(8.01))
  expect(at(7)).not.toEqual(at(8.01))
})

test('rows in chunks of 4096 answer as rows one by one', () => {
  const { x, rows, cols } = aForecastSample(4100, { seed: 5 })
  const all = predictRows(forecaster, x, rows)
  const width = all.length / rows
  for (const row of [0, 4095, 4096, 4099]) {
    const one = predictRows(forecaster, x.slice(row * cols, (row + 1) * cols), 1)
    one.forEach((value, i) => {
      expect(value).toBeCloseTo(all[row * width + i], 4)
    })
  }
})

test('a row of another length or with a missing value is refused', () => {
  const bad = expect.objectContaining({ code: 'bad-input' }) as unknown as Error
  expect(() => compileForecaster(forecaster).forecast(new Float64Array(5))).toThrow(bad)
  expect(() => compileForecaster(forecaster).forecast(new Float64Array(6).fill(NaN))).toThrow(bad)
  expect(() => compileClassifier(classifier).posterior(new Float64Array(6))).toThrow(bad)
  expect(() => predictRows(forecaster, new Float64Array(7), 1)).toThrow(bad)
})
