import fc from 'fast-check'
import { dissimilarityTo } from '../../../../src/core/reading/training-reference'
import { binOf, kolmogorovSmirnov, populationStability, startDrift } from '../../../../src/core/reading/trust/drift'
import { startLossEvidence, startMaturedLosses } from '../../../../src/core/reading/trust/loss-evidence'
import { startRng } from '../../../../src/core/rng'

const sharesOf = (values: readonly number[], edges: readonly number[]): number[] => {
  const shares = new Array<number>(edges.length + 1).fill(0)
  for (const value of values) shares[binOf(edges, value)] += 1 / values.length
  return shares
}

test('a value lies in the bin above the edge that it is on', () => {
  expect([-1, 0, 0.5, 1, 2, 3].map((value) => binOf([0, 1, 2], value))).toEqual([0, 1, 1, 2, 3, 3])
  expect(binOf([], 7)).toBe(0)
})

describe('the population stability index', () => {
  test('is that of a known example', () => {
    // (.4 − .5) ln .8 + (.6 − .5) ln 1.2
    expect(populationStability([0.4, 0.6], [0.5, 0.5])).toBeCloseTo(0.0405465108, 9)
    // 0.1 ln 2 + 0.1 ln (4 / 3)
    expect(populationStability([0.2, 0.5, 0.3], [0.1, 0.5, 0.4])).toBeCloseTo(0.0980829253, 9)
  })

  test('is 0 for the same shares, symmetric, never negative, and finite where a bin is empty', () => {
    const shares = fc
      .array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 })
      .map((own) => own.map((value) => value / own.reduce((a, b) => a + b)))
    fc.assert(
      fc.property(shares, shares, (a, b) => {
        expect(populationStability(a, a)).toBe(0)
        expect(populationStability(a, b)).toBeGreaterThanOrEqual(0)
        expect(populationStability(a, b)).toBeCloseTo(populationStability(b, a), 12)
      }),
    )
    expect(populationStability([1, 0], [0, 1])).toBeCloseTo(2 * 0.999 * Math.log(1000), 9)
  })
})

describe('the Kolmogorov-Smirnov distance', () => {
  test('is that of two samples where every value has a bin of its own', () => {
    const a = [0.61, 0.29, 0.06, 0.59, -1.73, -0.74, 0.51, -0.56, 0.39, 1.64]
    const b = [-0.95, -0.18, 0.02, 1.08, 2.16, 1.51, 0.53, 0.74, 2.95, 1.22, 2.01, 0.33]
    const edges = [...a, ...b].sort((x, y) => x - y)
    const below = (own: readonly number[], at: number): number => own.filter((x) => x <= at).length / own.length
    const exact = Math.max(...edges.map((at) => Math.abs(below(a, at) - below(b, at))))
    expect(exact).toBeCloseTo(29 / 60, 12)
    expect(kolmogorovSmirnov(sharesOf(a, edges), sharesOf(b, edges))).toBeCloseTo(exact, 12)
  })

  test('is at most that of the samples in wider bins', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { minLength: 1 }), fc.array(fc.nat(20), { minLength: 1 }), (a, b) => {
        const fine = Array.from({ length: 20 }, (_, i) => i + 0.5)
        const exact = kolmogorovSmirnov(sharesOf(a, fine), sharesOf(b, fine))
        const wide = [4.5, 9.5, 14.5]
        expect(kolmogorovSmirnov(sharesOf(a, wide), sharesOf(b, wide))).toBeLessThanOrEqual(exact + 1e-12)
      }),
    )
  })
})

describe('drift', () => {
  const reference = { edges: [1, 2, 3], shares: [0.25, 0.25, 0.25, 0.25] }

  test('starts at none, and tends to the live distribution with the window as its mean age', () => {
    const drift = startDrift([reference], 50)
    expect(drift.psi(0)).toBe(0)
    for (let bar = 0; bar < 50; bar++) drift.step([3.5])
    const moved = 1 - (1 - 1 / 50) ** 50
    expect(drift.ks(0)).toBeCloseTo(0.75 * moved, 9)
    for (let bar = 0; bar < 1000; bar++) drift.step([3.5])
    expect(drift.ks(0)).toBeCloseTo(0.75, 6)
  })

  test('counts how long a column has had one value', () => {
    const drift = startDrift([reference, reference], 50)
    const runs = [7, 7, 7, 8].map((value, i) => {
      drift.step([value, i])
      return [drift.run(0), drift.run(1)]
    })
    expect(runs).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
      [1, 1],
    ])
  })
})

describe('the dissimilarity index', () => {
  const scale = { mean: [10, 0], sd: [2, 5], limit: 8 }

  test('is the distance in standard deviations where columns are uncorrelated, over the threshold', () => {
    const index = dissimilarityTo(scale, { middle: [0, 0], whitening: [[1], [0, 1]], threshold: 2.5 })
    expect(index([10, 0])).toBe(0)
    expect(index([16, 20])).toBeCloseTo(5 / 2.5, 12)
    expect(index([NaN, 0])).toBeNaN()
  })

  test('is the Mahalanobis distance where they are not', () => {
    // Covariance [[1, .6], [.6, 1]]: its Cholesky factor [[1, 0], [.6, .8]] has the inverse [[1, 0], [−.75, 1.25]].
    const index = dissimilarityTo(
      { mean: [0, 0], sd: [1, 1], limit: 8 },
      { middle: [0, 0], whitening: [[1], [-0.75, 1.25]], threshold: 1 },
    )
    const distance = (x: number, y: number): number => Math.sqrt((x * x - 1.2 * x * y + y * y) / 0.64)
    for (const [x, y] of [
      [1, 1],
      [1, -1],
      [0.3, 2],
    ])
      expect(index([x, y])).toBeCloseTo(distance(x, y), 12)
  })
})

test('losses are compared outcome after outcome, each when its bars are over', () => {
  const matured = startMaturedLosses(3, 0.5)
  const forecast = { logVariance: Math.log(2), logHar: Math.log(4) }
  const differences = [9, 1, 2, 3, 4, 5, 6].map((variance) => matured(variance, forecast))
  const qlike = (realized: number, expected: number): number => realized / expected - Math.log(realized / expected) - 1
  const difference = (realized: number): number => qlike(realized, 2) - 1.5 * qlike(realized, 4)
  expect(differences.flatMap((one, bar) => (one === undefined ? [] : [bar]))).toEqual([3, 6])
  expect(differences[3]).toBeCloseTo(difference(2), 12)
  expect(differences[6]).toBeCloseTo(difference(5), 12)
})

describe('the evidence of losses', () => {
  const runLength = 500

  /** Differences until the first alarm; at most `most`. */
  const firstAlarm = (seed: number, draw: (rng: ReturnType<typeof startRng>, i: number) => number, most: number) => {
    const rng = startRng(seed)
    const evidence = startLossEvidence({ scale: 1, runLength })
    for (let i = 1; i <= most; i++) if (evidence.step(draw(rng, i))) return i
    return most
  }
  const mean = (own: readonly number[]): number => own.reduce((a, b) => a + b, 0) / own.length
  const over = (seeds: number, draw: Parameters<typeof firstAlarm>[1], most: number): number =>
    mean(Array.from({ length: seeds }, (_, seed) => firstAlarm(seed, draw, most)))

  test('of a model that is not worse gives no alarm before the run length, on average', () => {
    // Cut at six times the run length, so that these are lower bounds.
    const most = 6 * runLength
    expect(over(60, (rng) => (rng.uniform() < 0.5 ? 1 : -1), most)).toBeGreaterThan(runLength)
    // Skew: often a little worse, now and then much better; and a variance that moves.
    expect(over(60, (rng) => (rng.uniform() < 0.9 ? 0.1 : -0.9), most)).toBeGreaterThan(runLength)
    const wave = (i: number): number => 0.5 + 0.49 * Math.sin(i / 40)
    expect(over(60, (rng, i) => wave(i) * (rng.uniform() < 0.5 ? 1 : -1), most)).toBeGreaterThan(runLength)
  })

  test('of a model that is worse gives an alarm soon, the sooner the worse it is', () => {
    const delay = (shift: number): number => over(40, (rng) => shift + 0.4 * rng.normal(), 20_000)
    const [little, much] = [delay(0.1), delay(0.3)]
    expect(little).toBeLessThan(runLength)
    expect(much).toBeLessThan(80)
    expect(much).toBeLessThan(little)
  })

  test('is lost again by a model that recovers, and changes nothing where there is no difference', () => {
    const evidence = startLossEvidence({ scale: 1, runLength })
    for (let i = 0; i < 100; i++) evidence.step(0.8)
    expect(evidence.isWorse()).toBe(true)
    const value = evidence.value()
    evidence.step(NaN)
    expect(evidence.value()).toBe(value)
    let bars = 0
    while (evidence.step(-0.3)) bars++
    expect(bars).toBeGreaterThan(0)
    expect(bars).toBeLessThan(100)
  })
})
