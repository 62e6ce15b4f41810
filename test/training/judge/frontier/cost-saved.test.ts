import { startRng } from '../../../../src/core/rng'
import { costSavings, type FamilyRuns } from '../../../../training/judge/frontier/cost-saved'
import { countsOf, levelOf, pathColumns, type PathColumns } from '../../../../training/judge/frontier/path-level'
import { bootstrapIntervals } from '../../../../training/statistics/bootstrap-ci'

const paths = 300
const rng = startRng(3)
const noise = Float64Array.from({ length: paths }, () => rng.normal())
const wobble = Float64Array.from({ length: paths }, () => Math.exp(0.1 * rng.normal()))

/** A run whose tracking deviates by about `risk` and which costs `dear` / √risk on average, noise common to all. */
const runAt = (risk: number, dear: number): PathColumns =>
  pathColumns({
    cost: wobble.map((each) => (dear * each) / Math.sqrt(risk)),
    tracking: noise.map((each) => risk * each),
    risk: noise.map((each) => (risk * each) ** 2),
  })

const widths = [0.25, 0.5, 1, 2, 4]
const rival = (dear: number, of = widths): FamilyRuns => ({
  strategy: 'rival',
  volatility: 'none',
  runs: of.map((risk) => runAt(risk, dear)),
})

const scoresOf = (rivals: readonly FamilyRuns[], deployed = runAt(1.3, 1)) => {
  const adaptive = { deployed, scaled: widths.map((risk) => runAt(1.3 * risk, 1)) }
  const all = countsOf(paths)
  const savings = costSavings(adaptive, rivals, all)
  const values = savings.statistics(all)
  const ci = bootstrapIntervals(paths, (draw) => savings.statistics(countsOf(paths, draw)), {
    ...{ blockLength: 5, replications: 100, rng: startRng(1) },
  })
  return savings.scores('test', values, ci)
}

describe('cost saved at equal tracking', () => {
  test('is the known saving on common paths, without noise, whichever risk it is taken at', () => {
    const [dear, cheap] = scoresOf([rival(1.25), rival(0.8)])
    expect(dear.value).toBeCloseTo(0.2, 10)
    expect(dear.ci?.[0]).toBeCloseTo(0.2, 8)
    expect(dear.ci?.[1]).toBeCloseTo(0.2, 8)
    expect(dear.atEqualRisk?.value).toBeCloseTo(0.2, 10)
    expect(dear.alongFrontier?.value).toBeCloseTo(0.2, 10)
    expect(cheap.value).toBeCloseTo(-0.25, 10)
  })

  test('meets a rival of one setting on the frontier of adaptive', () => {
    expect(scoresOf([rival(1.25, [0.9])])[0].value).toBeCloseTo(0.2, 10)
  })

  test('meets a rival at its nearest setting where its grid ends, and says so', () => {
    const [low, high, whole, apart] = scoresOf([
      rival(1.25, [2, 4]),
      rival(1.25, [0.5, 1]),
      rival(1.25),
      rival(1.25, [64, 128]),
    ])
    expect([low.beyond, high.beyond, whole.beyond]).toEqual(['below the grid', 'above the grid', undefined])
    for (const { value } of [low, high, whole]) expect(value).toBeCloseTo(0.2, 10)
    expect(low.trackingSd! / whole.trackingSd!).toBeCloseTo(2 / 1.3, 10)
    expect(high.trackingSd! / whole.trackingSd!).toBeCloseTo(1 / 1.3, 10)
    expect([apart.beyond, apart.value]).toEqual(['below the grid', undefined])
  })
})

test('the interval of a saving covers the truth about as often as it says', () => {
  const draws = startRng(11)
  let covered = 0
  const worlds = 60
  for (let world = 0; world < worlds; world++) {
    const noisy = (risk: number, dear: number): PathColumns =>
      pathColumns({
        cost: Float64Array.from({ length: paths }, () => (dear * (1 + 0.5 * draws.normal())) / Math.sqrt(risk)),
        tracking: Float64Array.from({ length: paths }, () => risk * draws.normal()),
        risk: new Float64Array(paths).fill(risk ** 2),
      })
    const savings = costSavings(
      { deployed: noisy(1, 1), scaled: [] },
      [{ strategy: 'rival', volatility: 'none', runs: [0.5, 2].map((risk) => noisy(risk, 1.25)) }],
      countsOf(paths),
    )
    const [[low, high]] = bootstrapIntervals(paths, (draw) => savings.statistics(countsOf(paths, draw)), {
      ...{ blockLength: 1, replications: 200, rng: draws },
    })
    if (low <= 0.2 && high >= 0.2) covered++
  }
  expect(covered / worlds).toBeGreaterThan(0.85)
})

test('a level counts each path as often as it is drawn', () => {
  const columns = pathColumns({
    cost: Float64Array.of(1, 2, 6),
    tracking: Float64Array.of(0, 1, 3),
    risk: Float64Array.of(1, 1, 4),
  })
  expect(levelOf(columns, countsOf(3, Int32Array.of(2, 2, 0)))).toEqual({
    cost: 13 / 3,
    sd: expect.closeTo(Math.sqrt(2), 12),
    risk: 3,
  })
})
