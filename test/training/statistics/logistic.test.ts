import { startRng } from '../../../src/core/rng'
import { calibrate } from '../../../training/fit/calibrate'
import { chooseCorrection } from '../../../training/fit/shrinkage'
import { fitLogistic, identityLayer, startLogistic } from '../../../training/statistics/logistic'

const rows = 3000
const rng = startRng(4)
const z = Float64Array.from({ length: rows * 2 }, () => rng.normal())
const draw = (logits: readonly number[]): number => {
  const weights = logits.map(Math.exp)
  let left = rng.uniform() * weights.reduce((a, b) => a + b, 0)
  let state = 0
  while (state < weights.length - 1 && (left -= weights[state]) > 0) state++
  return state
}
const labels = Uint8Array.from({ length: rows }, (_, i) => draw([1.5 * z[2 * i] + 0.4, 1.5 * z[2 * i + 1]]))

describe('logistic regression', () => {
  test('recovers slopes and intercepts', () => {
    const { kernel, bias } = fitLogistic({ z, cols: 2, labels }, identityLayer(2), 1)
    expect(Math.abs(kernel[0] - kernel[1] - 1.5)).toBeLessThan(0.2)
    expect(Math.abs(bias[0] - bias[1] - 0.4)).toBeLessThan(0.15)
  })

  test('stays near its prior on few rows, and changes intercepts only where slopes are fixed', () => {
    const few = fitLogistic({ z, cols: 2, labels: labels.subarray(0, 5) }, identityLayer(2), 1e4)
    few.kernel.forEach((value, i) => expect(value).toBeCloseTo(identityLayer(2).kernel[i], 2))
    const fixed = fitLogistic({ z, cols: 2, labels }, identityLayer(2), 1, true)
    fixed.kernel.forEach((value, i) => expect(value).toBeCloseTo(identityLayer(2).kernel[i], 9))
    expect(fixed.bias[0]).toBeGreaterThan(fixed.bias[1])
  })

  test('maps a state of probability near 1 to the frequencies of the states that followed it', () => {
    const followed = [
      [215, 51, 14],
      [57, 51, 15],
      [9, 20, 10],
    ]
    const pairs = followed.flatMap((row, last) =>
      row.flatMap((n, next) => Array.from({ length: 10 * n }, () => [last, next])),
    )
    const certain = Float64Array.from(
      pairs.flatMap(([last]) => [0, 1, 2].map((k) => (k === last ? 0 : Math.log(1e-4)))),
    )
    const layer = fitLogistic({ z: certain, cols: 3, labels: pairs.map(([, next]) => next) }, identityLayer(3), 10)
    const { probabilities } = startLogistic(layer)
    followed.forEach((row, last) => {
      const total = row.reduce((a, b) => a + b, 0)
      const fitted = probabilities(
        certain,
        pairs.findIndex(([own]) => own === last),
      )
      row.forEach((n, next) => expect(Math.abs(fitted[next] - n / total)).toBeLessThan(0.02))
    })
  })

  test('gives probabilities that sum to 1', () => {
    const { probabilities } = startLogistic(identityLayer(2))
    const [a, b] = probabilities([700, -700], 0)
    expect([a, b]).toEqual([1, 0])
  })
})

describe('calibration', () => {
  const logits = Float32Array.from({ length: rows * 3 }, () => 2 * rng.normal())
  const drawn = (scale: number, offset: readonly number[]): Uint8Array =>
    Uint8Array.from({ length: rows }, (_, i) => draw([0, 1, 2].map((k) => scale * logits[3 * i + k] + offset[k])))

  test('softens an overconfident posterior and never sharpens one', () => {
    const sure = calibrate({ logits, labels: drawn(0.4, [0, 0, 0]), states: 3, overlap: 1 })
    expect(sure.temperature).toBeCloseTo(2.5, 0)
    const timid = calibrate({ logits, labels: drawn(3, [0, 0, 0]), states: 3, overlap: 1 })
    expect(timid.temperature).toBe(1)
  })

  test('raises the probability of a state that occurs more often than predicted', () => {
    const { kind, offset } = calibrate({ logits, labels: drawn(1, [1.2, 0, 0]), states: 3, overlap: 1 })
    expect(kind).toBe('vector')
    expect(offset[0] - offset[1]).toBeGreaterThan(0.9)
  })
})

describe('the share of a correction that is kept', () => {
  const before = new Float32Array(rows * 2)
  test('is near 1 for a correction that helps', () => {
    const after = before.map((_, i) => 1.5 * z[i] + (i % 2 === 0 ? 0.4 : 0))
    expect(chooseCorrection({ before, after }, labels, 2, 1)).toBeGreaterThan(0.85)
  })

  test('is near 0 for noise, and 0 on fewer than four blocks', () => {
    const chance = before.map(() => 0.3 * rng.normal())
    expect(chooseCorrection({ before, after: chance }, labels, 2, 1)).toBeLessThan(0.3)
    expect(chooseCorrection({ before, after: chance }, labels, 2, rows)).toBe(0)
  })
})
