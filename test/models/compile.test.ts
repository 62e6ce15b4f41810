import fc from 'fast-check'
import { chooseBackend } from '../../models/backend'
import { posteriorBars, type Classifier } from '../../models/classifier/classifier'
import { compileClassifier } from '../../models/classifier/compile'
import { compileForecaster } from '../../models/forecaster/compile'
import { forecastRows, type Forecaster } from '../../models/forecaster/forecaster'
import { predictRows } from '../../models/predict-rows'
import { fitClassifier } from '../../training/fit/fit-classifier'
import { fitForecaster } from '../../training/fit/fit-forecaster'
import { aForecastSample, aLabelledSample, someClassifierOptions, someForecasterOptions } from './a-market'

const fit = async () => {
  await chooseBackend('wasm')
  const sample = aForecastSample(1000)
  const labelled = aLabelledSample(1000)
  return {
    forecaster: (await fitForecaster(sample, sample, someForecasterOptions())).model,
    classifier: (await fitClassifier(labelled, labelled, someClassifierOptions({ epochs: 3 }))).model,
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

test('the compiled classifier, bar by bar, answers as TensorFlow does at once', () => {
  const variances = fc.array(fc.double({ min: 0, max: 1e-2, noNaN: true }), { minLength: 3, maxLength: 12 })
  const compiled = compileClassifier(classifier)
  fc.assert(
    fc.property(variances, fc.array(anyRow(5), { minLength: 3, maxLength: 3 }), (variance, rows) => {
      const running = compiled.start()
      const warm = variance.length - rows.length
      const answers = variance.map((v, bar) =>
        running.step(v, bar < warm ? undefined : Float64Array.from(rows[bar - warm])),
      )
      expect(answers.slice(0, warm).every((answer) => answer === undefined)).toBe(true)
      const table = posteriorBars(classifier, {
        x: Float64Array.from(rows.flat()),
        rows: 3,
        variance: Float64Array.from(variance),
      })
      answers.slice(warm).forEach((answer, row) => {
        for (let k = 0; k < 3; k++) expect(Math.abs((answer?.[k] ?? NaN) - table[row * 3 + k])).toBeLessThan(1e-5)
      })
    }),
    { numRuns: 100 },
  )
})

test('two markets under one classifier do not disturb each other', () => {
  const compiled = compileClassifier(classifier)
  const row = new Float64Array(5).fill(0.3)
  const alone = compiled.start()
  const first = compiled.start()
  const second = compiled.start()
  for (const variance of [1e-5, 3e-4, 2e-4, 1e-6]) {
    second.step(1e-2, row)
    expect(first.step(variance, row)).toEqual(alone.step(variance, row))
  }
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
  expect(() => compileClassifier(classifier).start().step(1e-5, new Float64Array(6))).toThrow(bad)
  expect(() => predictRows(forecaster, new Float64Array(7), 1)).toThrow(bad)
})
