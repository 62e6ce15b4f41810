import fc from 'fast-check'
import { startRng } from '../../../src/core/rng'
import { drawNext, drawStay, markovChain, stationaryShares } from '../../../training/simulator/markov-chain'
import { microstructureVariances } from '../../../training/simulator/microstructure'
import { regimesChain } from '../../../training/simulator/regimes'
import { expectedAverageVariance, integratedExponential, matrixExponential } from '../../../training/simulator/truth'
import { aWorld, eventsOf, mean, moment, truthOf } from './support'

describe('matrixExponential', () => {
  it('is e^x, a rotation and, for a nilpotent matrix, 1 + A', () => {
    expect(matrixExponential(Float64Array.of(-3), 1)[0]).toBeCloseTo(Math.exp(-3), 14)
    const turn = matrixExponential(Float64Array.of(0, -20, 20, 0), 2)
    expect(turn[0]).toBeCloseTo(Math.cos(20), 11)
    expect(turn[2]).toBeCloseTo(Math.sin(20), 11)
    expect([...matrixExponential(Float64Array.of(0, 7, 0, 0), 2)]).toEqual([1, 7, 0, 1])
  })

  it('keeps the rows of a chain summing to 1 and integrates them', () => {
    const chain = markovChain([1, 2, 3])
    const power = matrixExponential(
      chain.generator.map((x) => x * 500),
      3,
    )
    const shares = stationaryShares(chain)
    for (let i = 0; i < 9; i++) expect(power[i]).toBeCloseTo(shares[i % 3], 10)
    expect(integratedExponential(chain.generator, [1, 1, 1], 5)[1]).toBeCloseTo(5, 11)
  })
})

describe('markovChain', () => {
  it('spends its time in proportion to the stays where all moves are equally likely', () => {
    expect([...stationaryShares(markovChain([20, 5]))]).toEqual([0.8, 0.2].map((x) => expect.closeTo(x, 14) as number))
  })

  it('has shares that are stationary under the generator', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.01, max: 100, noNaN: true }), { minLength: 2, maxLength: 6 }),
        (stays) => {
          const chain = markovChain(stays)
          const shares = stationaryShares(chain)
          expect(mean([...shares]) * stays.length).toBeCloseTo(1, 12)
          for (let j = 0; j < chain.size; j++) {
            let flow = 0
            for (let i = 0; i < chain.size; i++) flow += shares[i] * chain.generator[i * chain.size + j]
            expect(Math.abs(flow)).toBeLessThan(1e-9)
          }
        },
      ),
    )
  })

  it('refuses a state without an exit and unreachable states', () => {
    expect(() => markovChain([1, 1], [0, 0, 1, 0])).toThrow('state 0 has no exit')
    expect(() => markovChain([1, 1, 1], [0, 1, 0])).toThrow('jumps needs 9 numbers')
    expect(() => stationaryShares(markovChain([1, 1, 1], [0, 1, 0, 1, 0, 0, 1, 0, 0]))).not.toThrow()
    expect(() => stationaryShares(markovChain([1, 1, 1, 1], [0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0]))).toThrow(
      'cannot be reached',
    )
  })
})

describe('expectedAverageVariance', () => {
  it('is the two-state closed form in the world of setting B', () => {
    const world = aWorld('regimes')
    const lambda = (1 / 20 + 1 / 5) * 365
    const usual = 0.8 * 0.35 ** 2 + 0.2 * 0.95 ** 2
    for (const years of [1e-6, 1 / 365, 30 / 365, 2])
      for (const state of [0, 1]) {
        const now = world.vols[state] ** 2
        const x = lambda * years
        expect(expectedAverageVariance(world, state, now, years)).toBeCloseTo(
          usual + ((now - usual) * -Math.expm1(-x)) / x,
          9,
        )
      }
  })

  it('agrees with paths of a three-state chain', () => {
    const world = aWorld('regimes', { vols: [0.3, 0.6, 1.2], meanDays: [3, 1, 2], jumps: [0, 9, 1, 5, 0, 5, 2, 8, 0] })
    const chain = regimesChain(world)
    const rng = startRng(5)
    const years = 4 / 365
    const averages = Array.from({ length: 40_000 }, () => {
      let state = 1
      let integral = 0
      for (let clock = 0; clock < years;) {
        const stay = Math.min(drawStay(chain, state, rng), years - clock)
        integral += world.vols[state] ** 2 * stay
        clock += stay
        state = drawNext(chain, state, rng)
      }
      return integral / years
    })
    const error = Math.sqrt(moment(averages, 2) / averages.length)
    expect(Math.abs(mean(averages) - expectedAverageVariance(world, 1, 0.36, years))).toBeLessThan(4 * error)
  })

  it('agrees with paths of the Heston world', () => {
    const years = 10 / 365
    const world = aWorld('heston', { startVariance: 0.8, periodSeconds: 21_600, substeps: 12 })
    const averages = Array.from(
      { length: 600 },
      (_, seed) =>
        mean(
          [0.8, ...truthOf(eventsOf(world, 10, seed)).map(({ variance }) => variance)].map((v, i, all) =>
            i === 0 || i === all.length - 1 ? v / 2 : v,
          ),
        ) *
        (41 / 40),
    )
    const error = Math.sqrt(moment(averages, 2) / averages.length)
    expect(Math.abs(mean(averages) - expectedAverageVariance(world, 0, 0.8, years))).toBeLessThan(4 * error + 0.002)
  })

  it('tends to the variance in force at short horizons and to the long-run mean at long ones', () => {
    const world = aWorld('microstructure')
    const now = microstructureVariances(world)
    for (const state of [0, 1, 2])
      expect(expectedAverageVariance(world, state, now[state], 1e-9)).toBeCloseTo(now[state], 5)
    const ends = [0, 1, 2].map((state) => expectedAverageVariance(world, state, now[state], 50))
    expect(ends[0]).toBeCloseTo(ends[2], 4)
    expect(ends[0]).toBeGreaterThan(now[0])
    expect(ends[0]).toBeLessThan(now[2])
  })

  it('is constant where variance is, jumps included', () => {
    expect(expectedAverageVariance(aWorld('gbm', { vol: 0.3 }), 0, 0.09, 1)).toBeCloseTo(0.09, 14)
    expect(expectedAverageVariance(aWorld('jumps'), 0, 0.3, 1)).toBeCloseTo(0.3425, 12)
  })

  it('refuses a horizon of 0 and a state that does not exist', () => {
    expect(() => expectedAverageVariance(aWorld('gbm'), 0, 0.36, 0)).toThrow('years must be positive')
    expect(() => expectedAverageVariance(aWorld('regimes'), 2, 0.36, 1)).toThrow('state 2 is not one of 2')
  })
})
