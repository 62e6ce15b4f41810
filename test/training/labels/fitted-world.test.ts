import { startRng } from '../../../src/core/rng'
import { fittedWorld } from '../../../training/labels/fitted-world'
import type { BarSeries } from '../../../training/data/series'
import { fitVarianceRegimes } from '../../../training/labels/fit-variance-regimes'
import { SECONDS_PER_YEAR } from '../../../training/simulator/path'
import { regimesPath, regimesSchema } from '../../../training/simulator/regimes'

const truth = regimesSchema.parse({
  kind: 'regimes',
  vols: [0.3, 1],
  meanDays: [10, 3],
  priceJumpsPerYear: [100, 300],
  priceJumpSd: [0.06, 0.2],
})

/** Hourly bars of the world, and costs that are 2 bp in the calm state and 10 bp in the other. */
const recorded = (length: number): { series: BarSeries; cost: Float64Array } => {
  const path = regimesPath(truth, startRng(6))
  const years = 3600 / SECONDS_PER_YEAR
  const logReturn = new Float64Array(length)
  const cost = new Float64Array(length)
  for (let t = 0; t < length; t++) {
    logReturn[t] = path.advance(years)
    cost[t] = path.state() === 0 ? 2e-4 : 1e-3
  }
  const variance = logReturn.map((r) => Math.max(r * r, 1e-12))
  const empty = new Float64Array(length)
  return { series: { length, timestamp: empty, close: empty, logReturn, variance, barsPerYear: 1 / years }, cost }
}

test('a fitted world has the regimes, stays, jumps and costs of the world that made the bars', () => {
  const { series, cost } = recorded(20_000)
  const { world, stepSeconds } = fittedWorld(series, cost, fitVarianceRegimes(series.variance, 2, { squared: true }))
  expect(stepSeconds).toBeCloseTo(3600, 6)
  const ratio = (fitted: readonly number[] | undefined, known: readonly number[] | undefined): number[] =>
    known?.map((value, k) => (fitted?.[k] ?? NaN) / value) ?? []
  const near = (ratios: readonly number[], least: number, most: number): void => {
    for (const each of ratios) {
      expect(each).toBeGreaterThan(least)
      expect(each).toBeLessThan(most)
    }
  }
  near(ratio(world.vols, truth.vols), 0.9, 1.1)
  near(ratio(world.meanDays, truth.meanDays), 0.5, 2)
  near(ratio(world.priceJumpsPerYear, truth.priceJumpsPerYear), 0.5, 1.5)
  near(ratio(world.priceJumpSd, truth.priceJumpSd), 0.6, 1.6)
  near(ratio(world.halfSpread, [2e-4, 1e-3]), 0.7, 1.3)
})
