import { meanOvershoot } from '../../../src/core/hedging/bands/overshoot'
import { whalleyWilmottHalfWidth } from '../../../src/core/hedging/bands/whalley-wilmott'
import { callDelta } from '../../../src/core/hedging/exposure-columns'
import { startRng } from '../../../src/core/rng'
import { mean, standardDeviation } from '../../../src/core/statistics/moments'
import { pathEquivalents } from '../../../training/band-optimum/certainty-equivalent'
import type { InformationKind } from '../../../training/band-optimum/information'
import { sampleOptions, type SampledOptions } from '../../../training/band-optimum/sample-options'
import { solveBand, type BandOptimum } from '../../../training/band-optimum/solve-band'
import type { SwitchingWorld } from '../../../training/band-optimum/switching-world'

/** One volatility. */
const calm = (steps: number, cost: number): SwitchingWorld => ({
  steps,
  stepYears: 0.1 / steps,
  vols: [0.4],
  transition: [[1]],
  initial: [1],
  cost: [cost],
})

/** Two volatilities, dearer trades in the second, evaluations every two hours for four days. */
const switching: SwitchingWorld = {
  steps: 48,
  stepYears: 2 / 8760,
  vols: [0.35, 0.95],
  transition: [
    [0.98, 0.02],
    [0.05, 0.95],
  ],
  initial: [0.7, 0.3],
  cost: [5e-4, 8e-4],
}

const coarse = { positions: 61, nodes: 16 }

/** Certainty equivalents of an optimum's band, its edges moved by `stretch` away from the delta. */
const ofBand = (options: SampledOptions, { edges }: BandOptimum, riskAversion: number, stretch = 1): Float64Array => {
  const { steps, spot, posterior, delta, paths } = options
  const states = posterior.length / (paths * steps)
  return pathEquivalents(options, riskAversion, (at, step, out) => {
    const place = Math.floor(at / steps) * (steps + 1) + step
    edges(step, Math.log(spot[place]), posterior.subarray(at * states, (at + 1) * states), out)
    out.lower = delta[at] + stretch * (out.lower - delta[at])
    out.upper = delta[at] + stretch * (out.upper - delta[at])
  })
}

const errorOf = (values: Float64Array): number => standardDeviation(values) / Math.sqrt(values.length)

describe('the exact band', () => {
  test.each([4e-5, 3.2e-4])('is Whalley-Wilmott less the overshoot far from expiry, cost %d', (cost) => {
    const world = calm(800, cost)
    const { edges } = solveBand(world, 30, 'seen', { positions: 241 })
    const out = { lower: 0, upper: 0 }
    edges(200, 0, [1], out)
    const deviation = 0.4 * Math.sqrt(600 * world.stepYears)
    const gamma = Math.exp(-0.125 * deviation * deviation) / (Math.sqrt(2 * Math.PI) * deviation)
    const width = whalleyWilmottHalfWidth({ cost, spot: 1, gamma }, 30)
    const overshoot = meanOvershoot(gamma, 1, 0.4, world.stepYears)
    expect(((out.upper - out.lower) / 2 + overshoot) / width).toBeCloseTo(1, 1)
    expect(Math.abs((out.upper + out.lower) / 2 - callDelta(1, deviation)) / width).toBeLessThan(0.05)
  })

  test('at the last evaluation sells down to the delta and buys only what earns its cost twice', () => {
    const world = calm(20, 5e-4)
    const { edges } = solveBand(world, 30, 'seen')
    const out = { lower: 0, upper: 0 }
    edges(19, 0, [1], out)
    const delta = callDelta(1, 0.4 * Math.sqrt(world.stepYears))
    expect(out.upper).toBeCloseTo(delta, 6)
    expect(out.lower).toBeCloseTo(delta - (2 * 5e-4) / (30 * 0.16 * world.stepYears), 6)
  })

  test.each<InformationKind>(['seen', 'filtered'])('costs on fresh paths what it expects, %s', (kind) => {
    const optimum = solveBand(switching, 30, kind, coarse)
    const found = ofBand(sampleOptions(switching, kind, 6000, startRng(3)), optimum, 30)
    expect(Math.abs(mean(found) - optimum.value(switching.initial)) / errorOf(found)).toBeLessThan(3)
  })

  test.each([0.8, 1.25])('is better than one stretched by %d on the same paths', (stretch) => {
    const optimum = solveBand(switching, 30, 'seen', coarse)
    const options = sampleOptions(switching, 'seen', 3000, startRng(4))
    const [best, other] = [1, stretch].map((by) => ofBand(options, optimum, 30, by))
    const loss = other.map((value, i) => value - best[i])
    expect(mean(loss) / errorOf(loss)).toBeGreaterThan(3)
  })

  test.each<InformationKind>(['seen', 'filtered'])(
    'changes its value by less than .2 %% when cut finer, %s',
    (kind) => {
      const value = (fineness: typeof coarse) => solveBand(switching, 30, kind, fineness).value(switching.initial)
      expect(Math.abs(value({ positions: 121, nodes: 31 }) / value(coarse) - 1)).toBeLessThan(2e-3)
    },
  )

  test('takes any number of states, jumps included, where they are seen', () => {
    const world: SwitchingWorld = {
      ...switching,
      vols: [0.3, 0.5, 0.9],
      transition: [
        [0.98, 0.01, 0.01],
        [0.02, 0.96, 0.02],
        [0.05, 0.05, 0.9],
      ],
      initial: [0.5, 0.3, 0.2],
      cost: [4e-4, 5e-4, 8e-4],
      jumps: { perYear: [20, 50, 300], sd: 0.01 },
    }
    const optimum = solveBand(world, 30, 'seen', coarse)
    const found = ofBand(sampleOptions(world, 'seen', 6000, startRng(5)), optimum, 30)
    expect(Math.abs(mean(found) - optimum.value(world.initial)) / errorOf(found)).toBeLessThan(3)
    expect(() => solveBand(world, 30, 'filtered')).toThrow('two states')
  })
})
