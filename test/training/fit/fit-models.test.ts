import { chooseBackend } from '../../../models/backend'
import { denseWeights, setDense } from '../../../models/dense'
import { compileForecaster } from '../../../models/forecaster/compile'
import { forecastRows, type Forecaster } from '../../../models/forecaster/forecaster'
import { buildForecasterNetwork } from '../../../models/forecaster/network'
import { DAY } from '../../../src/core/market/event'
import { startRng } from '../../../src/core/rng'
import type { FittedLogLinear, VarianceBaseline } from '../../../training/baselines/forecaster'
import { logHar } from '../../../training/baselines/log-har'
import { seasonalLogHar } from '../../../training/baselines/seasonal-log-har'
import { datasetOf } from '../../../training/data/dataset'
import { profileOf } from '../../../training/data/profile'
import { leaveToBaselines, type FittedModels } from '../../../training/fit/fit-models'
import { fitScaling } from '../../../training/fit/scaling'
import { aBar } from '../../core/features/bars'

const hours = 24 * 120
const profile = profileOf(
  { barSeconds: 3600, barsPerDay: 24, barsPerYear: 8760, continuous: true, bars: hours },
  { horizonBars: [2, 24] },
)
const rng = startRng(5)
let close = 100
/** Hours that move twice as much by day as by night. */
const bars = Array.from({ length: hours }, (_, i) => {
  const open = close
  const scale = 0.01 * Math.exp(0.35 * Math.sin((2 * Math.PI * (i + 1)) / 24) + 0.3 * rng.normal())
  close *= Math.exp(scale * rng.normal())
  const [high, low] = [Math.max(open, close) * (1 + scale / 2), Math.min(open, close) * (1 - scale / 2)]
  return aBar({ timestamp: 19_000 * DAY + (i + 1) * 3600e6, periodSeconds: 3600, open, high, low, close })
})
const { columns, x, rows, first, series } = datasetOf(bars, profile)
const scaling = fitScaling(x, rows, columns.length)

/** A forecaster of two horizons whose every layer corrects log-HAR. */
const someModels = (): FittedModels => {
  const count = columns.length
  const unit = {
    kernel: Float32Array.from({ length: 2 * count }, (_, i) => 0.01 * (i % 7)),
    bias: Float32Array.of(1, 2),
  }
  const network = buildForecasterNetwork(
    { columns: count, hidden: [4, 3], horizons: 2, levels: 2 },
    unit,
    Float32Array.of(-1, 1, -1, 1),
    startRng(1),
  )
  setDense(network, 'linear', unit)
  setDense(network, 'correction', { kernel: new Float32Array(6).fill(0.3), bias: Float32Array.of(0.1, 0.2) })
  const forecaster: Forecaster = { network, scaling, horizons: 2, levels: [0.25, 0.75] }
  return { forecaster, shrinkage: [0.9, 0.8] } as unknown as FittedModels
}

beforeAll(async () => {
  await chooseBackend('wasm')
})

describe('a forecaster left to a baseline at one horizon', () => {
  test.each<[string, VarianceBaseline<FittedLogLinear>]>([
    ['log-HAR', logHar],
    ['seasonal log-HAR', seasonalLogHar],
  ])('forecasts as %s does itself, compiled or not, and as before at the other', (_, baseline) => {
    const models = someModels()
    const { forecaster } = models
    const before = forecastRows(forecaster, x, rows).logVariance
    const fitted = baseline.fit(series, 24, profile.lags)
    expect(leaveToBaselines(models, columns, [{ horizon: 1, fit: fitted.logLinear }]).shrinkage).toEqual([0.9, 0])
    const network = forecastRows(forecaster, x, rows)
    const compiled = compileForecaster(forecaster)
    const { values } = fitted.forecast(series)
    const farthest = { network: 0, compiled: 0, fallBack: 0 }
    const far = (place: keyof typeof farthest, logVariance: number, bar: number): void => {
      farthest[place] = Math.max(farthest[place], Math.abs(logVariance - Math.log(values[bar])))
    }
    for (let row = 0; row < rows; row++) {
      const own = x.slice(row * columns.length, (row + 1) * columns.length)
      const { logVariance, quantiles } = compiled.forecast(own)
      far('network', network.logVariance[row * 2 + 1], first + row)
      far('compiled', logVariance[1], first + row)
      far('fallBack', compiled.logHar(own)[1], first + row)
      expect(network.logVariance[row * 2]).toBe(before[row * 2])
      expect(quantiles[2]).toBeLessThan(logVariance[1])
      expect(quantiles[3]).toBeGreaterThan(logVariance[1])
    }
    expect(farthest.network).toBeLessThan(5e-6)
    expect(farthest.compiled).toBeLessThan(1e-6)
    expect(farthest.fallBack).toBe(farthest.compiled)
    forecaster.network.dispose()
  })

  test('keeps every weight where none is left', () => {
    const models = someModels()
    const { network } = models.forecaster
    const before = ['log-har', 'linear', 'correction'].map((name) => denseWeights(network, name))
    expect(leaveToBaselines(models, columns, [])).toEqual(models)
    expect(['log-har', 'linear', 'correction'].map((name) => denseWeights(network, name))).toEqual(before)
    network.dispose()
  })

  test('is refused where a column of the baseline is none of its own', () => {
    const models = someModels()
    const fit = seasonalLogHar.fit(series, 24, profile.lags).logLinear
    expect(fit.columns).toContain('day-of-week-cos-3')
    const fewer = columns.map((name) => (name === 'day-of-week-cos-3' ? 'other' : name))
    expect(() => leaveToBaselines(models, fewer, [{ horizon: 1, fit }])).toThrow(/no feature column day-of-week-cos-3/)
    models.forecaster.network.dispose()
  })
})
