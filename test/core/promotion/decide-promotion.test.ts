import fc from 'fast-check'
import { DAY } from '../../../src/core/market/event'
import type { MeasuredLosses } from '../../../src/core/promotion/compare-losses'
import {
  decidePromotion,
  defaultPromotionRule,
  type PromotionCandidate,
} from '../../../src/core/promotion/decide-promotion'
import { startRng } from '../../../src/core/rng'
import '../../support/property-seed'

const HORIZON = 12

/**
 * Losses about 0.4, correlated over `HORIZON` rows as those of overlapping targets are; `own` shifts them, `spread` is
 * what the rival does not share.
 */
const losses = (
  seed: number,
  rows: number,
  own = 0,
  { spread = 0.05, common = 1 }: { readonly spread?: number; readonly common?: number } = {},
): MeasuredLosses => {
  const shared = startRng(common)
  const private_ = startRng(seed)
  const draws = (rng: { uniform: () => number }) => Float64Array.from({ length: rows + HORIZON }, () => rng.uniform())
  const [a, b] = [draws(shared), draws(private_)]
  const over = (values: Float64Array, at: number) =>
    values.subarray(at, at + HORIZON).reduce((sum, value) => sum + value, 0) / HORIZON
  return {
    measure: 'qlike 1h',
    horizonBars: HORIZON,
    values: Float64Array.from(
      { length: rows },
      (_, i) => 0.4 + own + 0.5 * (over(a, i) - 0.5) + spread * (over(b, i) - 0.5),
    ),
  }
}

const candidate = (id: string, day: number, ...of: readonly MeasuredLosses[]): PromotionCandidate => ({
  id,
  trainedTo: day * DAY,
  losses: of,
})

const kinds = (champion: PromotionCandidate | undefined, challenger: PromotionCandidate) => {
  const { promote, reasons } = decidePromotion(champion, challenger)
  return [promote, ...reasons.map(({ kind }) => kind)]
}

const rows = 1200

test('the first set is promoted; the one in service is not promoted again', () => {
  expect(kinds(undefined, candidate('a', 1))).toEqual([true, 'first'])
  const own = losses(1, rows)
  expect(kinds(candidate('a', 1, own), candidate('a', 1, own))).toEqual([false, 'same'])
})

test('a significantly better set is promoted, also an older one', () => {
  const decision = decidePromotion(candidate('a', 2, losses(1, rows)), candidate('b', 1, losses(2, rows, -0.02)))
  expect(decision.promote).toBe(true)
  expect(decision.reasons).toEqual([
    { kind: 'better', measure: 'qlike 1h', ratio: expect.closeTo(0.95, 2) as number, p: expect.any(Number) as number },
  ])
  expect(decision.comparisons[0]).toMatchObject({ rows, targets: 100 })
})

test('a set that is as good takes over where it was trained on later data, and only there', () => {
  const champion = candidate('a', 5, losses(1, rows, 0, { spread: 0.02 }))
  const alike = losses(3, rows, 0, { spread: 0.02 })
  expect(kinds(champion, candidate('b', 6, alike))).toEqual([true, 'not-better', 'not-worse', 'fresher'])
  expect(kinds(champion, candidate('b', 5, alike))).toEqual([false, 'not-better', 'not-worse', 'not-fresher'])
})

test('a fresher set stays out where it is worse, or may be', () => {
  const champion = candidate('a', 1, losses(1, rows))
  expect(kinds(champion, candidate('b', 2, losses(2, rows, 0.02)))).toEqual([false, 'worse'])
  expect(
    kinds(
      candidate('a', 1, losses(4, 300, 0, { spread: 0.8 })),
      candidate('b', 2, losses(5, 300, 0.04, { spread: 0.8 })),
    ),
  ).toEqual([false, 'not-better', 'may-be-worse', 'fresher'])
})

test('better in one measure does not outweigh worse in another', () => {
  const regime = (seed: number, own: number): MeasuredLosses => ({ ...losses(seed, rows, own), measure: 'log-loss' })
  const champion = candidate('a', 1, losses(1, rows), regime(3, 0))
  const challenger = candidate('b', 2, losses(2, rows, -0.05), regime(4, 0.05))
  expect(decidePromotion(champion, challenger).reasons).toMatchObject([{ kind: 'worse', measure: 'log-loss' }])
  expect(kinds(champion, candidate('b', 2, losses(2, rows, -0.05), regime(4, 0)))).toEqual([true, 'better'])
})

test('nothing is decided on few separate targets, however many rows they overlap in', () => {
  const few = 19 * HORIZON
  expect(kinds(candidate('a', 1, losses(1, few)), candidate('b', 2, losses(2, few, -0.2)))).toEqual([
    false,
    'too-few-targets',
  ])
})

test('two sets of the same losses differ by their age alone', () => {
  const same = losses(1, rows)
  expect(kinds(candidate('a', 1, same), candidate('b', 2, same))).toEqual([true, 'not-better', 'not-worse', 'fresher'])
})

test('one that is not better is promoted for being better no more often than the significance allows', () => {
  let promoted = 0
  const trials = 400
  for (let trial = 0; trial < trials; trial++) {
    const champion = candidate('a', 2, losses(2 * trial + 10, 600, 0, { spread: 0.4, common: trial }))
    const challenger = candidate('b', 1, losses(2 * trial + 11, 600, 0, { spread: 0.4, common: trial }))
    if (decidePromotion(champion, challenger).promote) promoted++
  }
  // 5 % and two and a half standard errors.
  expect(promoted / trials).toBeLessThan(0.05 + 2.5 * Math.sqrt((0.05 * 0.95) / trials))
  expect(promoted).toBeGreaterThan(0)
})

test('of two sets at most one is promoted, and better one way is worse the other way', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.double({ min: -0.05, max: 0.05, noNaN: true }), (seed, own) => {
      const [a, b] = [losses(seed, 480), losses(seed + 1, 480, own)]
      const there = decidePromotion(candidate('a', 1, a), candidate('b', 1, b))
      const back = decidePromotion(candidate('b', 1, b), candidate('a', 1, a))
      expect(there.promote && back.promote).toBe(false)
      const wins = (kind: string) => (decision: typeof there) => decision.reasons.some((reason) => reason.kind === kind)
      expect(wins('better')(there)).toBe(wins('worse')(back))
    }),
    { numRuns: 100 },
  )
})

test.each<[string, readonly MeasuredLosses[], readonly MeasuredLosses[]]>([
  ['no measure', [], []],
  ['other measures', [losses(1, 300)], [{ ...losses(1, 300), measure: 'qlike 1d' }]],
  ['other bars', [losses(1, 300)], [losses(1, 301)]],
  [
    'a loss that is not finite',
    [losses(1, 300)],
    [{ ...losses(1, 300), values: losses(1, 300).values.fill(NaN, 7, 8) }],
  ],
])('%s cannot be compared', (_, a, b) => {
  expect(() => decidePromotion(candidate('a', 1, ...a), candidate('b', 2, ...b))).toThrow(
    expect.objectContaining({ code: 'bad-input' }),
  )
})

test.each([{ significance: 0.5 }, { significance: NaN }, { margin: 0 }, { leastTargets: 1 }])(
  'a rule with %p is refused',
  (change) => {
    const rule = { ...defaultPromotionRule, ...change }
    expect(() => decidePromotion(undefined, candidate('a', 1), rule)).toThrow(
      expect.objectContaining({ code: 'numerical-domain' }),
    )
  },
)
