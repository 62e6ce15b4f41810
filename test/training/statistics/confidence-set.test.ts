import { startRng } from '../../../src/core/rng'
import { confidenceSet } from '../../../training/statistics/confidence-set'

const losses = (seed: number, n: number, shifts: Readonly<Record<string, number>>): Record<string, Float64Array> => {
  const rng = startRng(seed)
  const common = Float64Array.from({ length: n }, () => rng.normal())
  return Object.fromEntries(
    Object.entries(shifts).map(([name, shift]) => [name, common.map((x) => x + shift + 0.5 * rng.normal())]),
  )
}

test('keeps equal models and drops clearly worse ones', () => {
  const set = confidenceSet(losses(1, 2000, { a: 0, b: 0, bad: 0.3, worst: 1 }), { blockLength: 5, rng: startRng(1) })
  expect(set.members).toEqual(['a', 'b'])
  expect(set.pValues.worst).toBeLessThan(0.01)
})

test('the best model is always in the set, with p 1', () => {
  const set = confidenceSet(losses(2, 500, { best: -1, other: 0 }), { blockLength: 5, rng: startRng(1) })
  expect(set).toEqual({ members: ['best'], pValues: { other: 0, best: 1 } })
})

test('a bad model of noisy losses does not keep a close one in the set', () => {
  const set = losses(3, 4000, { good: 0, close: 0.08 })
  const rng = startRng(8)
  set.wild = set.good.map((x) => x + 5 + 40 * rng.normal())
  expect(confidenceSet(set, { blockLength: 2, rng: startRng(1) }).members).toEqual(['good'])
})

test('equal models stay together in about nine samples of ten', () => {
  let all = 0
  for (let r = 0; r < 120; r++)
    if (
      confidenceSet(losses(100 + r, 300, { a: 0, b: 0, c: 0 }), { blockLength: 3, rng: startRng(r), replications: 300 })
        .members.length === 3
    )
      all++
  expect(all / 120).toBeGreaterThan(0.8)
  expect(all / 120).toBeLessThan(0.98)
})

test('ties and a single model stay; no losses and losses of unequal length are faults', () => {
  const { a } = losses(4, 100, { a: 0 })
  expect(confidenceSet({ a, twin: a.slice() }, { blockLength: 3, rng: startRng(1) }).members).toEqual(['a', 'twin'])
  expect(confidenceSet({ a }, { blockLength: 3, rng: startRng(1) })).toEqual({ members: ['a'], pValues: { a: 1 } })
  expect(() => confidenceSet({}, { blockLength: 3, rng: startRng(1) })).toThrow(
    expect.objectContaining({ code: 'numerical-domain' }),
  )
  expect(() => confidenceSet({ a, b: a.slice(1) }, { blockLength: 3, rng: startRng(1) })).toThrow('one length')
})
