import { transitionRate } from '../../src/core/metrics/classification/transition-rate'
import { startRng } from '../../src/core/rng'
import { callRegimes } from '../../src/core/regime/caller'
import { tuneMargin } from '../../training/policy/tune-margin'

const rows = 4000
const rng = startRng(21)
const labels = Uint8Array.from({ length: rows }, (_, i) => Math.floor(i / 100) % 2)
const posteriorWith = (noise: number): Float64Array => {
  const posterior = new Float64Array(rows * 2)
  labels.forEach((label, i) => {
    const p = 1 / (1 + Math.exp(-(label === 1 ? 2 : -2) - noise * rng.normal()))
    posterior.set([1 - p, p], 2 * i)
  })
  return posterior
}

describe('the margin of the regime caller', () => {
  test('is wide where the posterior is noisy, and brings the calls near the labels’ own pace', () => {
    const posterior = posteriorWith(1.5)
    const rate = (margin: number): number => transitionRate(callRegimes(posterior, [0.5, 0.5], margin))
    const margin = tuneMargin(posterior, labels, [0.5, 0.5])
    expect(margin).toBeGreaterThanOrEqual(0.4)
    expect(rate(margin)).toBeLessThan(rate(0) / 3)
  })

  test('gives up no accuracy for steadiness beyond a hundredth', () => {
    // A posterior that never leads by much: a wide margin would freeze the first call.
    const timid = new Float64Array(rows * 2)
    labels.forEach((label, i) => timid.set(label === 1 ? [0.45, 0.55] : [0.55, 0.45], 2 * i))
    expect(tuneMargin(timid, labels, [0.5, 0.5])).toBeLessThan(0.1)
  })
})
