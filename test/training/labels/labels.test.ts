import { startRng } from '../../../src/core/rng'
import { labelBars, type Labelling } from '../../../training/labels/labels'
import { nextClasses } from '../../../training/labels/next-class'
import { simulateRegimes } from '../../../training/studies/regimes/process'

const process = {
  initial: [0.5, 0.5],
  transition: [
    [0.98, 0.02],
    [0.02, 0.98],
  ],
  mean: [0, 0],
  deviation: [0.008, 0.02],
}
const { series, truth } = simulateRegimes(process, 2000, startRng(5))
const labelling: Labelling = {
  kind: 'regimes',
  filter: { ...process, scale: process.deviation.map((sd) => sd * sd), freedom: [1, 1e9], span: 1 },
  trainLength: 1500,
  barsPerDay: 1,
  seed: 1,
}
const agreement = (state: Uint8Array, to = 2000): number =>
  state.subarray(0, to).reduce((n, own, t) => n + Number(own === truth[t]), 0) / to

test('labels of every kind are ordered states that agree with the hidden ones', () => {
  expect(agreement(labelBars(series, labelling).state)).toBeGreaterThan(0.93)
  expect(agreement(labelBars(series, { ...labelling, kind: 'jump' }).state)).toBeGreaterThan(0.8)
  expect(agreement(labelBars(series, { ...labelling, kind: 5 }).state, 1995)).toBeGreaterThan(0.7)
})

test('a class of forward variance depends on the bars after it and no others', () => {
  const { state, reach } = labelBars(series, { ...labelling, kind: 5 })
  expect(reach).toBe(5)
  expect(state.subarray(1995).every((own) => own === 0)).toBe(true)
  const changed = { ...series, variance: series.variance.map((v, t) => (t === 1700 ? 1 : v)) }
  const after = labelBars(changed, { ...labelling, kind: 5 }).state
  const moved = Array.from(after.keys()).filter((t) => after[t] !== state[t])
  expect(moved.every((t) => t >= 1695 && t < 1700)).toBe(true)
  expect(after.subarray(1695, 1700).every((own) => own === 1)).toBe(true)
})

test('labels before the end of training depend on nothing fitted after it', () => {
  const other = simulateRegimes(process, 500, startRng(9)).series
  const changed = series.variance.slice()
  changed.set(other.variance, 1500)
  for (const kind of ['jump', 7] as const) {
    const [a, b] = [series, { ...series, variance: changed }].map((own) =>
      labelBars(own, { ...labelling, kind }).state.subarray(0, 1000),
    )
    expect(a).toEqual(b)
  }
})

test('the next hour’s class has equal shares of the training bars, and the class of the last hour depends on no later bar', () => {
  const { next, last, bars } = nextClasses(series.variance, 1200, 3, 1500)
  expect(bars).toBe(3)
  const share = next.subarray(0, 1497).reduce((n, own) => n + Number(own === 1), 0) / 1497
  expect(share).toBeCloseTo(1 / 3, 2)
  for (let t = 3; t < 1990; t++) expect(last[t]).toBe(next[t - 3])
})
