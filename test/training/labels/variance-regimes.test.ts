import fc from 'fast-check'
import {
  filterVariances,
  startVarianceFilter,
  type VarianceRegimes,
} from '../../../src/core/reading/regime/variance-regimes'
import { startRng } from '../../../src/core/rng'
import { fitVarianceRegimes } from '../../../training/labels/fit-variance-regimes'
import { startForward } from '../../../training/labels/hmm-fit'
import { smoothRegimes, spanVariance } from '../../../training/labels/smooth-regimes'
import { simulateProcess, trueRegimes, type RegimeProcess } from '../../../training/studies/regimes/process'

const process: RegimeProcess = {
  name: 'a process',
  initial: [0.75, 0.25],
  transition: [
    [0.99, 0.01],
    [0.03, 0.97],
  ],
  mean: [0, 0],
  deviation: [0.008, 0.025],
  tail: Infinity,
}
const squares = (length: number, seed: number, tail = Infinity): Float64Array =>
  simulateProcess({ ...process, tail }, length, startRng(seed)).logReturn.map((r) => Math.max(1e-12, r * r))

const regimes = trueRegimes(process)

describe('the filter of variances', () => {
  test('on squared normal returns is the filter of a hidden Markov model of those returns', () => {
    const { logReturn } = simulateProcess(process, 300, startRng(3))
    const logs = filterVariances(
      regimes,
      logReturn.map((r) => r * r),
    )
    const probability = new Float64Array(2)
    const forward = startForward(process, probability)
    logReturn.forEach((r, t) => {
      forward(r)
      expect(Math.abs(Math.exp(logs[2 * t + 1]) - probability[1])).toBeLessThan(1e-6)
    })
  })

  test('gives probabilities that sum to 1 for any variance', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 30 }),
        (variances) => {
          const logs = filterVariances(regimes, variances)
          for (let t = 0; t < variances.length; t++)
            expect(Math.exp(logs[2 * t]) + Math.exp(logs[2 * t + 1])).toBeCloseTo(1, 9)
        },
      ),
    )
  })

  test('gives the prefix of the posteriors for a prefix of the bars, on means of several bars too', () => {
    const variance = squares(200, 5)
    for (const span of [1, 7]) {
      const own = { ...regimes, span }
      expect(filterVariances(own, variance.subarray(0, 90))).toEqual(filterVariances(own, variance).subarray(0, 180))
    }
  })

  test('does not depend on the first bar after many bars', () => {
    const variance = squares(400, 6)
    const late = startVarianceFilter(regimes)
    variance.subarray(100).forEach((v) => void late.step(v))
    const all = filterVariances(regimes, variance)
    expect(Math.abs(late.step(1e-4)[0] - filterVariances(regimes, [...variance, 1e-4])[800])).toBeLessThan(1e-6)
    expect(all).toHaveLength(800)
  })
})

test('the smoother at the last bar is the filter there', () => {
  const variance = squares(120, 7)
  const { posterior, moves } = smoothRegimes(regimes, variance)
  expect(posterior[239]).toBeCloseTo(Math.exp(filterVariances(regimes, variance)[239]), 8)
  expect(moves.reduce((a, b) => a + b, 0)).toBeCloseTo(119, 8)
})

describe('fitted regimes', () => {
  test('recover a process with heavy tails', () => {
    const { scale, transition, freedom, initial } = fitVarianceRegimes(squares(8000, 8, 5), 2, { squared: true })
    const wanted = trueRegimes({ ...process, tail: 5 }).scale
    scale.forEach((value, k) => expect(Math.abs(Math.log(value / wanted[k]))).toBeLessThan(0.25))
    expect(freedom[1]).toBeLessThan(10)
    expect(Math.abs(transition[0][0] - 0.99)).toBeLessThan(0.01)
    expect(initial[0] + initial[1]).toBeCloseTo(1, 9)
  })

  test('keep a plausible second state where none occurred', () => {
    const rng = startRng(9)
    const calm = Float64Array.from({ length: 400 }, () => (0.01 * rng.normal()) ** 2 + 1e-12)
    const { scale, transition } = fitVarianceRegimes(calm, 2, { squared: true })
    expect(scale[1]).toBeGreaterThan(scale[0])
    expect(scale[1]).toBeLessThan(100 * scale[0])
    for (const row of transition) expect(Math.min(...row)).toBeGreaterThan(0)
  })

  test('use means of several bars where a coarse tick hides the moves of single ones', () => {
    const rng = startRng(10)
    const coarse = Float64Array.from({ length: 3000 }, (_, t) => {
      const move = rng.uniform() < (Math.floor(t / 300) % 2 === 0 ? 0.2 : 0.7)
      return move ? 1e-6 : 1e-9
    })
    const fitted: VarianceRegimes = fitVarianceRegimes(coarse, 2, { squared: false })
    expect(fitted.span).toBeGreaterThan(1)
    expect(fitted.scale[1] / fitted.scale[0]).toBeLessThan(20)
    expect(spanVariance(coarse, fitted.span)[100]).toBeGreaterThan(1e-9)
  })

  test('are refused on too few bars and on variances that are not positive', () => {
    expect(() => fitVarianceRegimes(new Float64Array(30).fill(1), 2, { squared: true })).toThrow('need 40 bars')
    expect(() => fitVarianceRegimes(new Float64Array(90), 2, { squared: true })).toThrow('not positive')
  })
})
