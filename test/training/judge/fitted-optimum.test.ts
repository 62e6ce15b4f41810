import { deriveSeed, startRng } from '../../../src/core/rng'
import type { SwitchingWorld } from '../../../training/band-optimum/switching-world'
import { fittedOptimum, optimumIn, switchingWorld } from '../../../training/judge/fitted-optimum'
import type { Prepared } from '../../../training/data/prepare'
import { regimesPath, regimesSchema } from '../../../training/simulator/regimes'

const hour = 1 / 8760

/** Hourly bars of two regimes at 5 bp, as a prepared recording that ends with a wild stretch no fit may see. */
const prepared = (): Prepared => {
  const world = regimesSchema.parse({ kind: 'regimes', vols: [0.4, 1.2], meanDays: [12, 4] })
  const path = regimesPath(world, startRng(3))
  const [length, quiet] = [9000, 8000]
  const logReturn = Float64Array.from({ length }, (_, t) => (t < quiet ? path.advance(hour) : 0.2 * (-1) ** t))
  const series = {
    ...{ length, timestamp: new Float64Array(length), close: new Float64Array(length), logReturn, barsPerYear: 8760 },
    variance: logReturn.map((value) => Math.max(value * value, 1e-12)),
  }
  return {
    dataset: { first: 0, series },
    market: { profile: { optionBars: 168, variance: 'squared-return' }, instrument: { venue: 'v', symbol: 'x' } },
    cost: new Float64Array(length).fill(5e-4),
  } as unknown as Prepared
}

test('the world is fitted to the bars before the test part alone', () => {
  const { vols, steps, cost, transition, initial } = switchingWorld(prepared(), 8000, 2)
  expect(vols[0] / 0.4).toBeCloseTo(1, 0)
  expect(vols[1]).toBeGreaterThan(0.9)
  expect(vols[1]).toBeLessThan(1.5)
  expect(steps).toBe(168)
  for (const value of cost) expect(value).toBeCloseTo(5e-4, 12)
  for (const row of [...transition, initial]) expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9)
})

test('the exact optimum gains over the tuned formula beyond chance, six tenths of which are the target', () => {
  const optimum = fittedOptimum(prepared(), 8000, { states: 2, riskAversion: 30, seed: 1 })
  if ('reason' in optimum) throw new Error(optimum.reason)
  const { gain, target, series } = optimum
  expect(series).toBe('x')
  expect(gain.ci[0]).toBeGreaterThan(0)
  expect(gain.ci[1]).toBeLessThan(0.3)
  expect(target).toBeCloseTo(0.6 * gain.value, 12)
  expect(fittedOptimum(prepared(), 8000, { states: 2, riskAversion: 30, seed: 1 })).toEqual(optimum)
})

describe('it is not solved, for a reason that is told,', () => {
  test('in a world of more regimes than the solver takes', () => {
    expect(fittedOptimum(prepared(), 8000, { states: 4, riskAversion: 30, seed: 1 })).toEqual({
      series: 'x',
      reason: 'the fitted world has 4 regimes, the solver takes 3',
    })
  })

  test('where the volatilities lie so far apart that the grid is too big', () => {
    const world: SwitchingWorld = {
      ...{ steps: 2016, stepYears: hour / 12, vols: [1e-3, 2], initial: [0.5, 0.5], cost: [5e-4, 5e-4] },
      transition: [
        [0.9, 0.1],
        [0.1, 0.9],
      ],
    }
    expect(optimumIn(world, 30, () => startRng(deriveSeed(1, 'x')))).toEqual({
      reason: expect.stringMatching(/^the grid of the fitted world is too big: /) as string,
    })
  })
})
