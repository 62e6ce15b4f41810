import fc from 'fast-check'
import { writePosterior } from '../../../models/classifier/classifier'
import { sortRun } from '../../../models/forecaster/forecaster'
import { standardise } from '../../../models/scaling'
import { startRng } from '../../../src/core/rng'
import { startAdam } from '../../../training/fit/adam'
import { chooseTemperature } from '../../../training/fit/calibrate'
import { classifierLoss } from '../../../training/fit/classifier-loss'
import { cappedQlike, cappedQlikeSlope, forecasterLoss, horizonWeights } from '../../../training/fit/forecaster-loss'
import type { RowLoss } from '../../../training/fit/gradient-step'
import { fitScaling } from '../../../training/fit/scaling'
import { chooseShrinkage } from '../../../training/fit/shrinkage'

/** Largest gap between the gradient of a loss and its central difference. */
const gradientGap = (loss: RowLoss, output: Float32Array, rows: Int32Array): number => {
  const gradient = new Float32Array(output.length)
  loss(output, rows, gradient)
  const step = 2 ** -10
  const at = (i: number, change: number): number => loss(output.with(i, output[i] + change), rows)
  return Math.max(...output.map((_, i) => Math.abs((at(i, step) - at(i, -step)) / (2 * step) - gradient[i])))
}

describe('loss of the forecaster', () => {
  test('is QLIKE of variances: zero at the truth, 1 − log 2 at half of it', () => {
    expect(cappedQlike(0)).toBe(0)
    expect(cappedQlike(Math.log(2))).toBeCloseTo(1 - Math.log(2), 14)
    const loss = forecasterLoss([Math.log(0.02)], [1], [])
    expect(loss(Float32Array.of(Math.log(0.01)), [0])).toBeCloseTo(1 - Math.log(2), 6)
  })

  test('continues along its tangent beyond an error of 4', () => {
    expect(cappedQlike(5) - cappedQlike(4)).toBeCloseTo(Math.exp(4) - 1, 10)
    expect(cappedQlikeSlope(50)).toBeCloseTo(Math.exp(4) - 1, 10)
    fc.assert(
      fc.property(fc.double({ min: -30, max: 30, noNaN: true }), (e) => {
        expect(cappedQlike(e)).toBeGreaterThanOrEqual(0)
        const difference = (cappedQlike(e + 1e-6) - cappedQlike(e - 1e-6)) / 2e-6
        expect(Math.abs(difference - cappedQlikeSlope(e))).toBeLessThan(1e-4)
      }),
    )
  })

  test('returns its gradient', () => {
    const rng = startRng(4)
    const output = Float32Array.from({ length: 3 * 2 * 4 }, () => rng.normal())
    const y = Float64Array.from({ length: 5 * 2 }, () => 3 * rng.normal())
    expect(gradientGap(forecasterLoss(y, [1.5, 0.5], [0.1, 0.5, 0.9]), output, Int32Array.of(4, 0, 2))).toBeLessThan(
      1e-3,
    )
  })

  test('counts a horizon by the root of its targets that do not overlap', () => {
    const [short, long] = horizonWeights([5, 500])
    expect(short + long).toBeCloseTo(2, 14)
    expect(short / long).toBeCloseTo(10, 12)
    expect(horizonWeights([1, 0.2, 1])).toEqual([1, 1, 1])
  })

  test('is lowest, in a quantile head, at the quantile of the targets', () => {
    const y = Float64Array.from({ length: 101 }, (_, i) => i / 100)
    const rows = Int32Array.from(y, (_, i) => i)
    const loss = forecasterLoss(y, [1], [0.25])
    const at = (quantile: number): number =>
      loss(
        Float32Array.from({ length: 202 }, (_, i) => (i % 2 ? quantile : 0.5)),
        rows,
      )
    expect(at(0.25)).toBeLessThan(at(0.2))
    expect(at(0.25)).toBeLessThan(at(0.3))
  })
})

describe('loss of the classifier', () => {
  test('is log K where the logits are even', () => {
    expect(classifierLoss([0, 1, 2], 3)(new Float32Array(9), [0, 1, 2])).toBeCloseTo(Math.log(3), 12)
  })

  test('returns its gradient', () => {
    const rng = startRng(5)
    const output = Float32Array.from({ length: 12 }, () => rng.normal())
    const loss = classifierLoss([0, 2, 1, 2], 3)
    expect(gradientGap(loss, output, Int32Array.of(3, 1, 2, 0))).toBeLessThan(1e-3)
  })

  test('stays finite for logits of any size', () => {
    expect(classifierLoss([0], 2)(Float32Array.of(-3e4, 3e4), [0])).toBeCloseTo(6e4, 0)
  })
})

test('the posterior sums to 1, keeps the order of the logits and evens out with temperature', () => {
  const at = (temperature: number): Float64Array => {
    const out = new Float64Array(3)
    writePosterior([1, 3, 2], temperature, out)
    return out
  }
  expect(at(1).reduce((a, b) => a + b)).toBeCloseTo(1, 14)
  expect(at(1)[1]).toBeGreaterThan(at(1)[2])
  expect(at(5)[1]).toBeLessThan(at(1)[1])
  expect(at(1)[1]).toBeCloseTo(1 / (1 + Math.exp(-1) + Math.exp(-2)), 14)
})

test('the temperature undoes logits that are too large', () => {
  const rng = startRng(6)
  const rows = 4000
  const logits = Float32Array.from({ length: rows * 2 }, () => 2 * rng.normal())
  const labels = Int32Array.from({ length: rows }, (_, row) => {
    const chance = 1 / (1 + Math.exp(logits[row * 2] - logits[row * 2 + 1]))
    return rng.uniform() < chance ? 1 : 0
  })
  const loss = classifierLoss(labels, 2)
  const fair = chooseTemperature(logits, rows, loss)
  expect(Math.abs(fair - 1)).toBeLessThan(0.1)
  expect(
    chooseTemperature(
      logits.map((logit) => 3 * logit),
      rows,
      loss,
    ) / fair,
  ).toBeCloseTo(3, 3)
})

describe('shrinkage', () => {
  const rng = startRng(7)
  const length = 5000
  const correction = Float64Array.from({ length }, () => 0.5 * rng.normal())
  const base = Float64Array.from({ length }, () => -10 + rng.normal())
  const target = (share: number): Float64Array =>
    base.map((value, i) => value + share * correction[i] + 0.4 * rng.normal() - 0.08)

  test('finds the share of the correction that is in the targets', () => {
    expect(chooseShrinkage({ target: target(0.6), base, correction })).toBeCloseTo(0.6, 1)
  })

  test('is reduced in proportion to the caution', () => {
    const y = target(0.3).slice(0, 300)
    const [none, one, two] = [0, 1, 2].map((caution) =>
      chooseShrinkage({ target: y, base, correction: correction.slice(0, 300) }, 1, caution),
    )
    expect(one).toBeLessThan(none)
    expect(none - two).toBeCloseTo(2 * (none - one), 10)
    expect(chooseShrinkage({ target: y, base, correction: correction.slice(0, 300) }, 1, 1e6)).toBe(0)
  })

  test('is 0 for a correction that harms or is 0, and near 1 for one that is too small', () => {
    expect(chooseShrinkage({ target: target(-0.5), base, correction })).toBe(0)
    expect(chooseShrinkage({ target: target(0), base, correction: new Float64Array(length) })).toBe(0)
    expect(chooseShrinkage({ target: target(1.5), base, correction })).toBeGreaterThan(0.95)
    expect(chooseShrinkage({ target: target(1.5), base, correction })).toBeLessThanOrEqual(1)
  })

  test('keeps little of a gain that comes from one stretch of the rows, and nothing judged on a few rows', () => {
    const early = base.map((value, i) => value + (i < length / 16 ? correction[i] : 0))
    expect(chooseShrinkage({ target: early, base, correction })).toBeLessThan(0.02)
    expect(chooseShrinkage({ target: target(1).slice(0, 15), base, correction })).toBe(0)
  })

  test('keeps less of a gain over few targets that overlap', () => {
    const kept = [1, 500, 1000, 1500].map((overlap) =>
      chooseShrinkage({ target: target(1), base, correction }, overlap),
    )
    expect(kept[0]).toBeGreaterThan(0.95)
    expect(kept[2]).toBeGreaterThan(0.9)
    expect(kept[3]).toBe(0)
  })
})

describe('scaling', () => {
  test('gives columns of mean 0 and standard deviation 1, far values clipped at 8', () => {
    const rng = startRng(8)
    const x = Float64Array.from({ length: 3000 }, (_, i) =>
      i % 3 === 0 ? 1e6 + rng.normal() : i % 3 === 1 ? 4 * rng.normal() : 7,
    )
    const scaling = fitScaling(x, 1000, 3)
    const z = standardise(scaling, x, 0, 1000)
    for (const col of [0, 1]) {
      const values = z.filter((_, i) => i % 3 === col)
      expect(values.reduce((a, b) => a + b) / 1000).toBeCloseTo(0, 5)
      expect(values.reduce((a, b) => a + b * b, 0) / 1000).toBeCloseTo(1, 5)
    }
    expect(z.filter((_, i) => i % 3 === 2).every((value) => value === 0)).toBe(true)
    expect([...standardise(scaling, Float64Array.of(0, 1e9, 8), 0, 1)]).toEqual([-8, 8, 8])
  })

  test('a table standardised in pieces equals the table standardised at once', () => {
    const rng = startRng(9)
    const x = Float64Array.from({ length: 40 }, () => rng.normal())
    const scaling = fitScaling(x, 10, 4)
    const whole = standardise(scaling, x, 0, 10)
    expect([...standardise(scaling, x, 0, 3), ...standardise(scaling, x, 3, 10)]).toEqual([...whole])
  })

  test('refuses what is not a table of finite numbers', () => {
    const bad = expect.objectContaining({ code: 'bad-input' }) as unknown as Error
    expect(() => fitScaling(Float64Array.of(1, Infinity), 1, 2)).toThrow(bad)
    expect(() => fitScaling(Float64Array.of(1, 2, 3), 1, 2)).toThrow(bad)
    expect(() => fitScaling(new Float64Array(0), 0, 2)).toThrow(bad)
  })
})

describe('Adam', () => {
  const options = { learningRate: 0.1, weightDecay: 0, clipNorm: 1 }

  test('moves by the learning rate on its first step, whatever the size of the gradient', () => {
    const block = { weights: Float64Array.of(1, 1), gradient: Float64Array.of(30, -3), decayed: false }
    startAdam([block], options)()
    expect(block.weights[0]).toBeCloseTo(0.9, 5)
    expect(block.weights[1]).toBeCloseTo(1.1, 3)
  })

  test('finds the minimum of a quadratic', () => {
    const block = { weights: Float64Array.of(3, -2), gradient: new Float64Array(2), decayed: false }
    const step = startAdam([block], options)
    for (let i = 0; i < 500; i++) {
      block.gradient.set([2 * (block.weights[0] - 1), 20 * block.weights[1]])
      step()
    }
    expect(block.weights[0]).toBeCloseTo(1, 3)
    expect(block.weights[1]).toBeCloseTo(0, 3)
  })

  test('decays only the blocks marked for decay', () => {
    const matrix = { weights: Float64Array.of(1), gradient: new Float64Array(1), decayed: true }
    const bias = { weights: Float64Array.of(1), gradient: new Float64Array(1), decayed: false }
    startAdam([matrix, bias], { ...options, weightDecay: 0.5 })()
    expect(matrix.weights[0]).toBeCloseTo(0.95, 12)
    expect(bias.weights[0]).toBe(1)
  })
})

test('a range is sorted in place and nothing outside it', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ noNaN: true, min: -9, max: 9 }), { minLength: 4, maxLength: 9 }), (values) => {
      const run = Float64Array.from(values)
      sortRun(run, 1, values.length - 2)
      expect([...run]).toEqual([values[0], ...values.slice(1, -1).sort((a, b) => a - b), values.at(-1)])
    }),
  )
})
