import { hedge } from '../../../../../src/core/hedging/paths'
import { startRng } from '../../../../../src/core/rng'
import { hedgeShaped, MOST_LOG } from '../../../../../training/studies/setting-c/shape/edge-shape'
import { fitShape, shapeOf, shapePass, weightCount } from '../../../../../training/studies/setting-c/shape/fit-shape'
import { leanColumn, shapePathsOf, thinStrip } from '../../../../../training/studies/setting-c/shape/shape-paths'
import { evaluationColumn, type Strip } from '../../../../../training/tune/view/strip'
import { run, viewOf } from '../../../../../training/tune/view/view'

const barSeconds = 3600
const steps = 72
const paths = 40
const trendSeconds = [3600, 14_400]
const rng = startRng(4)

const length = 30 + paths * 6 + steps + 1
const price = new Float64Array(length).fill(100)
for (let i = 1; i < length; i++) price[i] = price[i - 1] * Math.exp(0.008 * rng.normal())
const volatility = Float64Array.from(price, () => 0.5 + 0.4 * rng.uniform())
const starts = Int32Array.from({ length: paths }, (_, p) => 30 + 6 * p)
const spot = new Float64Array(paths * (steps + 1))
starts.forEach((start, p) => {
  for (let t = 0; t <= steps; t++) spot[p * (steps + 1) + t] = price[start + t] / price[start]
})
const years = Float64Array.from({ length: steps }, (_, t) => ((steps - t) * barSeconds) / (365 * 86_400))
const strip: Strip = { paths, steps, spot, years, cost: 1e-3, starts, overlap: 12 }
const vol = evaluationColumn(strip, volatility)
const prices = { price, barSeconds }
const data = shapePathsOf(strip, vol, prices, { riskAversion: 30, trendSeconds })
const weights = Float64Array.from({ length: weightCount(data.columns) }, () => 0.1 * rng.normal())
const empty = () => ({ gain: new Float64Array(paths), cost: new Float64Array(paths) })

test('the gradient of a pass is that of finite differences', () => {
  const slopes = {
    gain: Float64Array.from(starts, () => rng.normal()),
    cost: Float64Array.from(starts, () => rng.normal()),
  }
  const loss = (at: Float64Array): number => {
    const pass = empty()
    shapePass(data, at, pass)
    return pass.gain.reduce((sum, gain, p) => sum + slopes.gain[p] * gain + slopes.cost[p] * pass.cost[p], 0)
  }
  const gradient = new Float64Array(weights.length)
  shapePass(data, weights, empty(), { slopes, gradient })
  const step = 1e-7
  weights.forEach((_, k) => {
    const moved = (by: number) => weights.map((weight, j) => (j === k ? weight + by : weight))
    const difference = (loss(moved(step)) - loss(moved(-step))) / (2 * step)
    expect(gradient[k]).toBeCloseTo(difference, 5)
    expect(gradient[k]).not.toBe(0)
  })
})

test('weights past the bound have no slope and change nothing', () => {
  const at = (first: number): Float64Array => weights.map((weight, k) => (k === 0 ? first : weight))
  const [far, further] = [empty(), empty()]
  const gradient = new Float64Array(weights.length)
  const ones = { gain: new Float64Array(paths).fill(1), cost: new Float64Array(paths).fill(1) }
  shapePass(data, at(9 * MOST_LOG), far, { slopes: ones, gradient })
  shapePass(data, at(10 * MOST_LOG), further)
  expect(further).toEqual(far)
  expect(gradient[0]).toBe(0)
})

test('a pass equals the hedge in the band with the same shape', () => {
  const shape = shapeOf(weights, trendSeconds)
  const view = viewOf(strip, vol, barSeconds)
  const lean = leanColumn(strip, vol, prices, shape.trends)
  const hedged = hedgeShaped(view, { shape, riskAversion: 30, multiplier: 1, lean })
  const pass = empty()
  shapePass(data, weights, pass)
  // Rows are single precision.
  pass.cost.forEach((cost, p) => expect(cost).toBeCloseTo(hedged.cost[p], 7))
  const unhedged = hedge(strip, view.exposure, { kind: 'no-hedge' }, { unwindAtExpiry: false })
  pass.gain.forEach((gain, p) => expect(gain).toBeCloseTo(hedged.pnl[p] + hedged.cost[p] - unhedged.pnl[p], 6))
})

test('without a shape the hedge is the batch engine in the band of the formula', () => {
  const shape = shapeOf(new Float64Array(weights.length), trendSeconds)
  const view = viewOf(strip, vol, barSeconds)
  const lean = new Float64Array(vol.length)
  const hedged = hedgeShaped(view, { shape, riskAversion: 30, multiplier: 0.7, lean })
  const engine = run(view, { kind: 'whalley-wilmott', riskAversion: 30, multiplier: 0.7 })
  for (const column of Object.keys(engine) as (keyof typeof engine)[])
    engine[column].forEach((value, p) => expect(hedged[column][p]).toBeCloseTo(value, 12))
})

test('a fit lowers its loss and is the same twice', () => {
  const fit = fitShape([data], trendSeconds, { costWeight: 0.02 })
  expect(fit.losses.at(-1)).toBeLessThan(0.97 * fit.losses[0])
  expect(fitShape([data], trendSeconds, { costWeight: 0.02 })).toEqual(fit)
})

test('a thinned strip holds every n-th path of a range', () => {
  const thin = thinStrip(strip, 4, 11, 3)
  expect([...thin.starts]).toEqual([starts[4], starts[7], starts[10]])
  expect(thin.spot.subarray(steps + 1, 2 * (steps + 1))).toEqual(spot.subarray(7 * (steps + 1), 8 * (steps + 1)))
})

test('what trends add at an evaluation does not depend on prices after it', () => {
  const trends = trendSeconds.map((seconds) => ({ seconds, weight: 0.3 }))
  const cut = starts[5] + 10
  const changed = { barSeconds, price: price.map((value, i) => (i > cut ? 2 * value : value)) }
  const [before, after] = [leanColumn(strip, vol, prices, trends), leanColumn(strip, vol, changed, trends)]
  expect(after.subarray(5 * steps, 5 * steps + 11)).toEqual(before.subarray(5 * steps, 5 * steps + 11))
  expect(after[5 * steps + 11]).not.toBe(before[5 * steps + 11])
})
