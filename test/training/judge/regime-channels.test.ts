import { regimeMeans } from '../../../training/judge/regime-channels'

const from = 2
const length = 400
const regime = Array.from({ length }, (_, bar) => Math.floor(bar / 10) % 2)
const value = Float64Array.from(regime, (k) => (k === 0 ? 1 : 3))
const posterior = Float64Array.from({ length: 2 * length }, (_, i) => (i % 2 === regime[i >> 1] ? 1 : 0))

test('a regime that is known has its own mean, which begins at the average', () => {
  const { own, average } = regimeMeans(value, { posterior, states: 2 }, from, 4)
  expect(own[from]).toBe(1)
  // Bar 10 is the first of the second regime: one bar of 3, and four of the average of eight bars of 1 and that one.
  expect(average[10]).toBeCloseTo(11 / 9, 12)
  expect(own[10]).toBeCloseTo((3 + 4 * (11 / 9)) / 5, 12)
  expect(average[length - 1]).toBeCloseTo(2, 1)
  expect(Math.abs(own[length - 1] - 3)).toBeLessThan(0.03)
})

test('a posterior that knows nothing has the average of all', () => {
  const even = new Float64Array(2 * length).fill(0.5)
  const { own, average } = regimeMeans(value, { posterior: even, states: 2 }, from, 4)
  own.forEach((mean, bar) => bar >= from && expect(mean).toBeCloseTo(average[bar], 12))
})

test('means of a prefix are a prefix of the means', () => {
  const cut = 123
  const whole = regimeMeans(value, { posterior, states: 2 }, from, 4)
  const early = regimeMeans(value.subarray(0, cut), { posterior, states: 2 }, from, 4)
  expect(early.own).toEqual(whole.own.subarray(0, cut))
  expect(early.average).toEqual(whole.average.subarray(0, cut))
})
