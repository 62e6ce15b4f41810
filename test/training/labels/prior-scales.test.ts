import fc from 'fast-check'
import { startRng } from '../../../src/core/rng'
import { fitVarianceRegimes } from '../../../training/labels/fit-variance-regimes'
import { likeliestScales, logSeparation } from '../../../training/labels/prior-scales'
import { simulateProcess, type RegimeProcess } from '../../../training/studies/regimes/process'

const prior = { ratio: 4, spread: 0.35 }

const evidence = fc.array(
  fc.record({
    bars: fc.double({ min: 0, max: 1e4, noNaN: true }),
    mean: fc.double({ min: 1e-9, max: 1, noNaN: true }),
  }),
  { minLength: 2, maxLength: 4 },
)

describe('the likeliest scales', () => {
  test('are a maximum: moving any of them lowers the density, from any start', () => {
    fc.assert(
      fc.property(evidence, fc.double({ min: -6, max: 6, noNaN: true }), (states, offset) => {
        const bars = states.map((own, k) => (k === 0 ? own.bars + 1 : own.bars))
        const total = states.map(({ mean }, k) => bars[k] * mean)
        const value = (scale: readonly number[]): number =>
          scale.reduce((sum, s, k) => sum - 0.5 * (bars[k] * Math.log(s) + total[k] / s), 0) +
          logSeparation(scale, prior)
        const start = states.map(({ mean }) => mean * Math.exp(offset))
        const scale = likeliestScales(start, { bars, total }, prior)
        for (let k = 0; k < scale.length; k++)
          for (const by of [0.99, 1.01]) {
            const moved = scale.map((s, j) => (j === k ? s * by : s))
            expect(value(moved)).toBeLessThanOrEqual(value(scale) + 1e-6 * (1 + Math.abs(value(scale))))
          }
      }),
    )
  })

  test('follow the bars where there are many, and stand at the ratio of the prior where there are none', () => {
    const [calm, turbulent] = likeliestScales([1, 1], { bars: [1e6, 1e6], total: [1e6, 2e6] }, prior)
    expect(calm).toBeCloseTo(1, 3)
    expect(turbulent).toBeCloseTo(2, 3)
    const [seen, unseen] = likeliestScales([1, 1], { bars: [500, 0], total: [500, 0] }, prior)
    expect(seen).toBeCloseTo(1, 6)
    expect(unseen / seen).toBeCloseTo(4, 6)
  })
})

const calmFor = (bars: number, seed: number): Float64Array => {
  const calm: RegimeProcess = {
    ...{ name: 'calm', initial: [1, 0], mean: [0, 0], deviation: [0.008, 0.02], tail: Infinity },
    transition: [
      [1, 0],
      [0.02, 0.98],
    ],
  }
  return simulateProcess(calm, bars, startRng(seed)).logReturn.map((r) => Math.max(1e-12, r * r))
}

test('nine in ten paths of the calm state alone are not split in two: the other state is distant and rare', () => {
  const whole = Array.from({ length: 10 }, (_, seed) => {
    const { scale, initial } = fitVarianceRegimes(calmFor(1000, seed + 1), 2, { squared: true })
    return scale[1] / scale[0] > 1.5 && initial[0] > 0.6
  })
  expect(whole.filter(Boolean).length).toBeGreaterThanOrEqual(9)
})
