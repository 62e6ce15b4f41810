import type { HedgingPolicy } from '../../../../src/core/decision/hedging-policy'
import type { AdaptivePolicy } from '../../../../src/core/hedging/policy'
import { shadowVerdict } from '../../../../src/core/promotion/shadow/shadow-verdict'
import { startShadow, type BarScores } from '../../../../src/core/promotion/shadow/start-shadow'
import { aHedgingPolicy } from '../../decision/a-market-state'
import { grid, someBars, someModels } from './some-models'

const WARM = 60
/** More than the days that a verdict needs, with a day in which the book grows. */
const BARS = WARM + 24 * grid.barsPerDay
const bars = someBars(BARS, 7)

const aPolicy = (own: Partial<AdaptivePolicy>): HedgingPolicy =>
  aHedgingPolicy({ adaptive: { ...aHedgingPolicy().adaptive, floor: 0, minInterval: 300, maxInterval: 300, ...own } })

/** Two sets of the same forecasts, by whose bands a common book is hedged. */
const shadowed = (
  champion: Partial<AdaptivePolicy>,
  challenger: Partial<AdaptivePolicy>,
  from = bars,
): readonly BarScores[] => {
  const bands = { policies: [aPolicy(champion), aPolicy(challenger)], fee: 5e-4, riskAversion: 30 }
  const shadow = startShadow({ sets: [someModels('champion', 1), someModels('challenger', 1)], bands })
  for (const bar of from.slice(0, WARM)) shadow.warm(bar)
  return from.slice(WARM).flatMap((bar) => shadow.step(bar))
}

/** The verdict on the second set as the challenger of the first. */
const verdictOf = (scores: readonly BarScores[], [first, second] = ['champion', 'challenger']) => {
  const of = (policy: string) => ({
    ...{ policy, trainedTo: 0 },
    markets: [{ instrument: 'x/y', bars: scores.filter((own) => own.policy === policy) }],
  })
  return shadowVerdict(of(first), of(second), 0)
}

const lossesOf = (scores: readonly BarScores[], policy: string, measure: string): readonly number[] =>
  scores
    .filter((own) => own.policy === policy)
    .flatMap((own) => own.scores.filter((score) => score.measure === `${measure} 288`).map(({ loss }) => loss))

test.each([0.1, 5])(
  'a better band takes the place of one × %d with the same forecasts, and not the other way',
  (factor) => {
    const scores = shadowed({ multiplier: factor }, { multiplier: 1 })
    const measure = 'x/y band-ce 288'
    expect(verdictOf(scores)).toMatchObject({ promote: true, reasons: [{ kind: 'better', measure }] })
    const other = verdictOf(scores, ['challenger', 'champion'])
    expect(other).toMatchObject({ promote: false, reasons: [{ kind: 'worse', measure }] })
  },
)

test('bands are judged by the certainty equivalent, which is made of cost and risk', () => {
  const scores = shadowed({ multiplier: 1 }, { multiplier: 2 }, bars.slice(0, 800))
  const [cost, risk, whole] = ['band-cost', 'band-risk', 'band-ce'].map((name) => lossesOf(scores, 'champion', name))
  expect(whole.length).toBeGreaterThan(500)
  whole.forEach((loss, i) => expect(loss).toBeCloseTo(cost[i] + 15 * risk[i], 15))
  expect(verdictOf(scores)?.comparisons.map(({ measure }) => measure) ?? []).not.toContain('x/y band-cost 288')
})

test('a band that is closed has no risk, and one that is never left has no cost', () => {
  const scores = shadowed({ multiplier: 0 }, { floor: 1, ceiling: 1 }, bars.slice(0, 800))
  const sum = (policy: string, measure: string) => lossesOf(scores, policy, measure).reduce((a, b) => a + b, 0)
  expect(sum('champion', 'band-risk')).toBeLessThan(1e-20)
  expect(sum('champion', 'band-cost')).toBeGreaterThan(0)
  expect(sum('challenger', 'band-cost')).toBe(0)
  expect(sum('challenger', 'band-risk')).toBeGreaterThan(0)
})

test('the same bars give the same losses, and those of a prefix are a prefix of the losses', () => {
  const few = bars.slice(0, 700)
  const scores = shadowed({}, { multiplier: 2 }, few)
  expect(shadowed({}, { multiplier: 2 }, few)).toEqual(scores)
  const early = shadowed({}, { multiplier: 2 }, few.slice(0, 600))
  expect(early).toEqual(scores.slice(0, early.length))
})
