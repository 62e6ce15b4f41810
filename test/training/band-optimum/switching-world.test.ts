import { startRng } from '../../../src/core/rng'
import { sampleOptions } from '../../../training/band-optimum/sample-options'
import { averageVariances, stateVariances, type SwitchingWorld } from '../../../training/band-optimum/switching-world'

const world: SwitchingWorld = {
  steps: 2,
  stepYears: 1 / 1000,
  vols: [0.2, 0.6],
  transition: [
    [0.9, 0.1],
    [0.25, 0.75],
  ],
  initial: [0.5, 0.5],
  cost: [1e-3, 1e-3],
}

test('the average variance to expiry follows the chain', () => {
  const [calm, wild] = [0.04, 0.36]
  const expected = [(calm + 0.9 * calm + 0.1 * wild) / 2, (wild + 0.25 * calm + 0.75 * wild) / 2, calm, wild]
  expect([...averageVariances(world)].map((x) => x.toFixed(10))).toEqual(expected.map((x) => x.toFixed(10)))
})

test('jumps add their variance to the state that has them', () => {
  const [calm, wild] = stateVariances({ ...world, jumps: { perYear: [0, 50], sd: 0.02 } })
  expect(calm).toBeCloseTo(0.04, 12)
  expect(wild).toBeCloseTo(0.36 + 50 * 0.02 ** 2, 12)
})

describe('sampled options', () => {
  const steps = 40
  const paths = 4000
  const options = sampleOptions({ ...world, steps }, 'filtered', paths, startRng(1))

  test('have prices that are martingales', () => {
    let sum = 0
    let squares = 0
    for (let path = 0; path < paths; path++) {
      const last = options.spot[path * (steps + 1) + steps]
      sum += last
      squares += last * last
    }
    const error = Math.sqrt((squares / paths - (sum / paths) ** 2) / paths)
    expect(Math.abs(sum / paths - 1)).toBeLessThan(3 * error)
  })

  test('have filtered probabilities that are right on average, and sharper than the shares of the states', () => {
    let claimed = 0
    let wild = 0
    let sharp = 0
    for (let i = 0; i < paths * steps; i++) {
      const at = Math.floor(i / steps) * (steps + 1) + (i % steps)
      claimed += options.posterior[2 * i + 1]
      wild += options.risk[i] / options.spot[at] ** 2 > 0.1 * world.stepYears ? 1 : 0
      sharp += options.posterior[2 * i + 1] ** 2
    }
    expect(claimed / (paths * steps)).toBeCloseTo(wild / (paths * steps), 2)
    expect(sharp / (paths * steps)).toBeGreaterThan((claimed / (paths * steps)) ** 2 + 0.03)
  })
})
