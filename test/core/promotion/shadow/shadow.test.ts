import {
  defaultDrift,
  isDrifted,
  startDriftWatch,
  type DriftFinding,
} from '../../../../src/core/promotion/shadow/drift-watch'
import { summarizeLive } from '../../../../src/core/promotion/shadow/live-summary'
import { comparisonAt, pairedLosses, shadowVerdict } from '../../../../src/core/promotion/shadow/shadow-verdict'
import { startShadow, type BarScores } from '../../../../src/core/promotion/shadow/start-shadow'
import { qlike } from '../../../../src/core/statistics/forecast-losses'
import { grid, someBars, someModels, trueVariance } from './some-models'

const WARM = 60
const scoresOf = (policy: string, all: readonly BarScores[]) => all.filter((own) => own.policy === policy)

const run = (bars: ReturnType<typeof someBars>, ...options: Parameters<typeof startShadow>) => {
  const shadow = startShadow(...options)
  for (const bar of bars.slice(0, WARM)) shadow.warm(bar)
  return bars.slice(WARM).flatMap((bar) => shadow.step(bar))
}

test('a forecast is scored once its horizon is over, by the mean variance of its bars and no other', () => {
  const bars = someBars(WARM + 20, 1)
  const scores = run(bars, { sets: [someModels('a', 2, 0.5)] })
  const at = (place: number) => scores.find((own) => own.at === bars[place].timestamp)?.scores ?? []
  const realized = (place: number, count: number): number =>
    bars.slice(place - count + 1, place + 1).reduce((sum, bar) => sum + (bar.realizedVariance ?? NaN), 0) / count
  // Forecasts are made from the first live bar on, so that none is for it.
  expect(at(WARM)).toEqual([])
  expect(at(WARM + 1)).toEqual([
    {
      measure: 'qlike 1',
      horizonBars: 1,
      loss: expect.closeTo(qlike(realized(WARM + 1, 1), 2 * trueVariance), 9) as number,
      baseline: expect.closeTo(qlike(realized(WARM + 1, 1), 0.5 * trueVariance), 9) as number,
    },
  ])
  expect(at(WARM + 5)).toHaveLength(1)
  expect(at(WARM + 6)[1]).toMatchObject({
    measure: 'qlike 6',
    loss: expect.closeTo(qlike(realized(WARM + 6, 6), 2 * trueVariance), 9) as number,
  })
  expect(scores).toHaveLength(19)
})

test('posteriors are judged by the state that the mean variance of their bars fell in', () => {
  const bars = someBars(WARM + 200, 2)
  const regimes = { horizonBars: 4, bounds: [trueVariance] }
  const scores = run(bars, { sets: [someModels('a', 1, 1, 0.9)], regimes })
  const losses = scores.flatMap((own) => own.scores.filter(({ measure }) => measure === 'log-loss 4'))
  const [calm, wild] = [-Math.log(0.9), -Math.log(0.1)]
  expect(losses.every(({ loss }) => Math.min(Math.abs(loss - calm), Math.abs(loss - wild)) < 1e-12)).toBe(true)
  const share = losses.filter(({ loss }) => loss < 1).length / losses.length
  expect(share).toBeGreaterThan(0.3)
  expect(share).toBeLessThan(0.8)
  expect(losses[0]).not.toHaveProperty('baseline')
})

test('sets are scored on the same bars, and what is not finite is not scored', () => {
  const bars = someBars(WARM + 50, 3)
  const scores = run(bars, { sets: [someModels('a', 1), someModels('b', 2), someModels('c', Infinity)] })
  expect(scoresOf('a', scores).map(({ at }) => at)).toEqual(scoresOf('b', scores).map(({ at }) => at))
  expect(scoresOf('c', scores)).toEqual([])
})

test('the better forecaster is promoted where both have matured often enough', () => {
  const bars = someBars(WARM + 400, 4)
  const scores = run(bars, { sets: [someModels('a', 2), someModels('b', 1)] })
  const shadowed = (policy: string) => ({
    policy,
    trainedTo: 0,
    markets: [{ instrument: 'x/y', bars: scoresOf(policy, scores) }],
  })
  expect(shadowVerdict(shadowed('a'), shadowed('b'), 0)).toMatchObject({
    promote: true,
    reasons: [
      { kind: 'better', measure: 'x/y qlike 1' },
      { kind: 'better', measure: 'x/y qlike 6' },
    ],
  })
  expect(shadowVerdict(shadowed('b'), shadowed('a'), 0)).toMatchObject({ promote: false })
  const few = { ...shadowed('b'), markets: [{ instrument: 'x/y', bars: scoresOf('b', scores).slice(0, 10) }] }
  expect(shadowVerdict(shadowed('a'), few, 0)).toBeUndefined()
})

test('only bars at which both were scored are compared, market by market', () => {
  const score = (policy: string, at: number, loss: number): BarScores => ({
    policy,
    at,
    scores: [{ measure: 'qlike 1', horizonBars: 1, loss }],
  })
  const pairs = pairedLosses(
    [
      { instrument: 'x', bars: [score('a', 1, 10), score('a', 2, 20)] },
      { instrument: 'y', bars: [score('a', 1, 5)] },
    ],
    [{ instrument: 'x', bars: [score('b', 2, 21), score('b', 3, 30)] }],
  )
  expect(pairs).toEqual([
    {
      champion: { measure: 'x qlike 1', horizonBars: 1, values: Float64Array.of(20) },
      challenger: { measure: 'x qlike 1', horizonBars: 1, values: Float64Array.of(21) },
    },
  ])
})

test('comparisons are due at a number of bars and its doubles', () => {
  const comparisons = Array.from({ length: 50 }, (_, bars) => [bars, comparisonAt(bars, 10)] as const).filter(
    ([, comparison]) => comparison !== undefined,
  )
  expect(comparisons).toEqual([
    [10, 0],
    [20, 1],
    [40, 2],
  ])
})

test('sums up what was lost, beside log-HAR where there is one', () => {
  const bars: BarScores[] = [
    {
      policy: 'a',
      at: 1,
      scores: [
        { measure: 'qlike 1', horizonBars: 1, loss: 1, baseline: 2 },
        { measure: 'log-loss 4', horizonBars: 4, loss: 3 },
      ],
    },
    { policy: 'a', at: 2, scores: [{ measure: 'qlike 1', horizonBars: 1, loss: 2, baseline: 4 }] },
  ]
  expect(summarizeLive([{ instrument: 'x', bars }])).toEqual([
    {
      instrument: 'x',
      measure: 'qlike 1',
      horizonBars: 1,
      rows: 2,
      from: 1,
      to: 2,
      loss: 1.5,
      baseline: 3,
      ratio: 0.5,
    },
    {
      instrument: 'x',
      measure: 'log-loss 4',
      horizonBars: 4,
      rows: 1,
      from: 1,
      to: 1,
      loss: 3,
      baseline: undefined,
      ratio: undefined,
    },
  ])
})

/** Findings after every bar of a market on which models forecast so badly, with a log-HAR that forecasts so badly. */
const findings = (
  factor: number,
  har: number,
  expected: { loss: number; ratio: number },
  { seed, count = 1500 }: { readonly seed: number; readonly count?: number },
) => {
  const bars = someBars(WARM + count, seed)
  const watch = startDriftWatch(
    grid.horizonBars.map((horizonBars) => ({ measure: `qlike ${horizonBars}`, horizonBars, ...expected })),
    grid.barsPerDay,
    defaultDrift,
  )
  return run(bars, { sets: [someModels('a', factor, har)] }).map(({ scores }) => watch.step(scores))
}
const kinds = (found: readonly DriftFinding[]) => [...new Set(found.map(({ kind }) => kind))]

test('a champion that loses more than log-HAR has drifted, and stays so while it does', () => {
  const found = findings(3, 1, { loss: Infinity, ratio: Infinity }, { seed: 5 })
  const first = found.findIndex(isDrifted)
  expect(first).toBeGreaterThan(20)
  expect(first).toBeLessThan(700)
  expect(kinds(found[found.length - 1])).toEqual(['worse-than-log-har'])
  const [{ loss, against, outcomes }] = found[found.length - 1]
  expect(loss).toBeGreaterThan(against)
  expect(outcomes).toBeGreaterThan(200)
})

test('one that is as good as log-HAR has not, market after market', () => {
  for (let seed = 10; seed < 20; seed++)
    expect(findings(1.02, 1, { loss: Infinity, ratio: Infinity }, { seed }).some(isDrifted)).toBe(false)
})

test('one that lost its edge has drifted where it also loses more than its card says', () => {
  // Expected: little beside log-HAR, and half of what it loses.
  const lost = findings(1, 1, { loss: 0.02, ratio: 0.5 }, { seed: 6, count: 4000 })
  expect(kinds(lost[lost.length - 1])).toEqual(['worse-than-card', 'edge-lost'])
  expect(isDrifted(lost[lost.length - 1])).toBe(true)
})

test('a market that is harder for log-HAR as well is no drift', () => {
  const harder = findings(3, 6, { loss: 0.05, ratio: 0.9 }, { seed: 7 })
  expect(kinds(harder[harder.length - 1])).toEqual(['worse-than-card'])
  expect(harder.some(isDrifted)).toBe(false)
})
