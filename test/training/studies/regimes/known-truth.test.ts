import { chooseBackend } from '../../../../models/backend'
import { startRng } from '../../../../src/core/rng'
import { scoreNextHour } from '../../../../training/judge/regime-scores'
import { nextClasses } from '../../../../training/labels/next-class'
import { knownTruth } from '../../../../training/studies/regimes/known-truth'
import { expectedError, pooledBins, switchDelays } from '../../../../training/studies/regimes/measures'
import { regimeProcesses, simulateProcess } from '../../../../training/studies/regimes/process'

test('heavy-tailed paths have the deviations of their states', () => {
  const [, , , heavy] = regimeProcesses
  const { truth, logReturn } = simulateProcess(heavy, 200_000, startRng(2))
  heavy.deviation.forEach((deviation, k) => {
    const own = logReturn.filter((_, t) => truth[t] === k)
    expect(Math.sqrt(own.reduce((sum, r) => sum + r * r, 0) / own.length) / deviation).toBeCloseTo(1, 1)
  })
})

test('delays count lasting switches of one direction until they are called or over', () => {
  const truth = Uint8Array.of(0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 1, 1, 0)
  const called = Uint8Array.of(0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0)
  expect(switchDelays(truth, called, true)).toEqual({ switches: 1, delays: [2] })
  expect(switchDelays(truth, called, false)).toEqual({ switches: 1, delays: [] })
})

test('bins of several diagrams add up', () => {
  const bins = pooledBins([[{ forecast: 0.12, observed: 0.1, n: 10 }], [{ forecast: 0.18, observed: 0.4, n: 30 }]])
  expect(bins).toHaveLength(1)
  expect(bins[0].forecast).toBeCloseTo(0.165, 12)
  expect(expectedError(bins)).toBeCloseTo(0.16, 12)
})

test('posteriors of the next hour’s class have significantly lower loss than persistence', () => {
  const rng = startRng(8)
  const variance = Float64Array.from({ length: 3000 }, () => Math.exp(rng.normal()))
  const classes = nextClasses(variance, 3600, 2, 2000)
  const posteriorOf = (from: number, to: number): Float64Array =>
    Float64Array.from({ length: 2 * (to - from) }, (_, i) => (classes.next[from + (i >> 1)] === i % 2 ? 0.8 : 0.2))
  const [own, persistence] = scoreNextHour(classes, { from: 1500, to: 2000 }, { from: 2000, to: 3000 }, [
    { name: 'informed', read: posteriorOf(1500, 2000), judged: posteriorOf(2000, 3000) },
  ])
  expect(own.loss).toBeLessThan(0.1)
  expect(persistence.loss).toBeGreaterThan(0.6)
  expect(persistence.excess?.ci[0]).toBeGreaterThan(0.5)
})

test('the trained classifier is within 10 % of the true model’s accuracy on unseen bars', async () => {
  await chooseBackend('wasm')
  const [process] = regimeProcesses
  const cell = await knownTruth(process, 1000, { replications: 1, seed: 3 }, () => undefined)
  const accuracy = (model: string): number => cell.rows.find((row) => row.model === model)!.balancedAccuracy.mean
  expect(accuracy('bandshift')).toBeGreaterThan(0.9 * accuracy('true, likeliest'))
  expect(cell.rows).toHaveLength(7)
  for (const row of cell.rows) expect(row.balancedAccuracy.mean).toBeGreaterThan(0.4)
  expect(Object.values(cell.labels)).toEqual([1])
})
