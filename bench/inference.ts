import { chooseBackend } from '../models/backend'
import { compileClassifier } from '../models/classifier/compile'
import { buildClassifierNetwork } from '../models/classifier/network'
import { glorotKernel, setDense } from '../models/dense'
import { compileForecaster } from '../models/forecaster/compile'
import { forecastRows, type Forecaster } from '../models/forecaster/forecaster'
import { buildForecasterNetwork, harLayer } from '../models/forecaster/network'
import { startRng } from '../src/core/rng'
import { peakRssMiB, type Bench } from './measurement'

const cols = 48
const horizons = 3
const levels = [0.05, 0.25, 0.5, 0.75, 0.95]

/** A forecaster of the size that is trained, its last layers drawn so that nothing is zero. */
const aForecaster = (): Forecaster => {
  const rng = startRng(1)
  const scaling = { mean: Array<number>(cols).fill(0), sd: Array<number>(cols).fill(1), limit: 8 }
  const coefficients = Array.from({ length: horizons }, () => ({
    intercept: -1,
    slopes: [0.4, 0.3, 0.2],
    residualVariance: 0.25,
  }))
  const network = buildForecasterNetwork(
    { columns: cols, hidden: [64, 32], horizons, levels: levels.length },
    harLayer(scaling, [0, 1, 2], coefficients),
    new Float32Array(horizons * levels.length),
    rng,
  )
  for (const [name, units] of [
    ['correction', horizons],
    ['offsets', horizons * levels.length],
  ] as const)
    setDense(network, name, { kernel: glorotKernel(32, units, rng), bias: new Float32Array(units) })
  return { network, scaling, horizons, levels }
}

/** A running classifier of the size that is trained. */
const aClassifier = (): ((variance: number, row: Float64Array) => Float64Array | undefined) => {
  const rng = startRng(3)
  const states = 3
  const identity = new Float32Array((cols + states) * states)
  for (let k = 0; k < states; k++) identity[(cols + k) * states + k] = 1
  const network = buildClassifierNetwork(
    { columns: cols, hidden: [32, 16], states },
    { kernel: identity, bias: new Float32Array(states) },
    rng,
  )
  setDense(network, 'correction', { kernel: glorotKernel(16, states, rng), bias: new Float32Array(states) })
  const scaling = { mean: Array<number>(cols + states).fill(0), sd: Array<number>(cols + states).fill(1), limit: 8 }
  const third = Array<number>(states).fill(1 / states)
  const filter = {
    initial: third,
    transition: [
      [0.98, 0.01, 0.01],
      [0.01, 0.98, 0.01],
      [0.01, 0.01, 0.98],
    ],
    ...{ scale: [0.5, 1, 2], freedom: [1, 5] as const, span: 1 },
  }
  const labels = 'regimes' as const
  const running = compileClassifier({ network, scaling, states, filter, temperature: 1, shares: third, labels }).start()
  network.dispose()
  return (variance, row) => running.step(variance, row)
}

/** Longest that 99 of 100 single rows may take in the service, µs. */
const mostMicroseconds = 300

/** Seconds of each call, rising. */
const timed = (calls: number, call: (i: number) => void): Float64Array =>
  Float64Array.from({ length: calls }, (_, i) => {
    const start = performance.now()
    call(i)
    return (performance.now() - start) / 1000
  }).sort()

/** How fast a forecast is: one row at a time in plain arithmetic and, beside it, in TensorFlow; and a table at once. */
export const bench: Bench = {
  name: 'inference',
  async run({ short = false } = {}) {
    const backend = await chooseBackend('auto')
    const model = aForecaster()
    const compiled = compileForecaster(model)
    const rng = startRng(2)
    const rows = 4096
    const x = Float64Array.from({ length: rows * cols }, () => rng.normal())
    const row = (i: number): Float64Array => x.subarray((i % rows) * cols, ((i % rows) + 1) * cols)

    const table = forecastRows(model, x, rows)
    for (let i = 0; i < rows; i++) {
      const { logVariance, quantiles } = compiled.forecast(row(i))
      for (let h = 0; h < horizons; h++)
        if (!(Math.abs(logVariance[h] - table.logVariance[i * horizons + h]) < 1e-5))
          throw new Error(`row ${i}: ${logVariance[h]} is not TensorFlow's ${table.logVariance[i * horizons + h]}`)
      for (let q = 0; q < quantiles.length; q++)
        if (!(Math.abs(quantiles[q] - table.quantiles[i * quantiles.length + q]) < 1e-5))
          throw new Error(`row ${i}, quantile ${q} is not TensorFlow's`)
    }

    const plain = timed(short ? 10_000 : 100_000, (i) => compiled.forecast(row(i)))
    const classify = aClassifier()
    const classified = timed(short ? 10_000 : 100_000, (i) => classify(Math.exp(x[i % rows]), row(i)))
    const single = timed(short ? 50 : 500, (i) => forecastRows(model, row(i), 1))
    const batch = timed(short ? 3 : 21, () => forecastRows(model, x, rows))
    model.network.dispose()
    const at = (seconds: Float64Array, share: number): number => seconds[Math.floor(share * (seconds.length - 1))]
    const perSecond = (seconds: Float64Array): number => seconds.length / seconds.reduce((sum, value) => sum + value, 0)
    return [
      { case: 'one row, compiled', value: perSecond(plain), unit: 'rows/s', peakRssMiB: peakRssMiB() },
      { case: 'one row, compiled, p50', value: 1e6 * at(plain, 0.5), unit: 'µs', peakRssMiB: peakRssMiB() },
      {
        case: 'one row, compiled, p99',
        value: 1e6 * at(plain, 0.99),
        unit: 'µs',
        peakRssMiB: peakRssMiB(),
        target: { atMost: mostMicroseconds },
      },
      {
        case: 'one row, classifier compiled, p99',
        value: 1e6 * at(classified, 0.99),
        unit: 'µs',
        peakRssMiB: peakRssMiB(),
        target: { atMost: mostMicroseconds },
      },
      {
        case: `one row, TensorFlow ${backend.name}, p50`,
        value: 1e6 * at(single, 0.5),
        unit: 'µs',
        peakRssMiB: peakRssMiB(),
      },
      {
        case: `one row, TensorFlow ${backend.name}, p99`,
        value: 1e6 * at(single, 0.99),
        unit: 'µs',
        peakRssMiB: peakRssMiB(),
      },
      {
        case: `table of 4,096 rows, TensorFlow ${backend.name}`,
        value: rows / at(batch, 0.5),
        unit: 'rows/s',
        peakRssMiB: peakRssMiB(),
      },
    ]
  },
}
