import { startRng } from '../../../src/core/rng'
import { hedgingScores, measuresOf } from '../../../training/judge/hedging-scores'
import type { Outcome } from '../../../training/tune/view/view'

const paths = 400
const rng = startRng(5)
const draws = Float64Array.from({ length: paths }, () => 0.01 * rng.normal())
const outcome = (strategy: string, shift: number): Outcome => ({
  strategy,
  setting: 'as it is',
  pnl: draws.map((x) => x - shift),
  cost: new Float64Array(paths).fill(shift),
  trades: new Float64Array(paths).fill(3),
  turnover: new Float64Array(paths).fill(1),
  evaluations: new Float64Array(paths).fill(9),
  tracking: draws.map((x) => x / 10),
  risk: draws.map((x) => (x / 10) ** 2),
})
const options = { series: 'test', riskAversion: 30, meanPremium: 0.02, overlap: 10, replications: 200 }

describe('the score of hedges', () => {
  const scores = hedgingScores([outcome('dear', 0.002), outcome('adaptive', 0.001)], options, startRng(1))

  test('charges the loss of a strategy, exactly on common paths', () => {
    const [dear, adaptive] = scores
    expect(dear.entropicPrice - adaptive.entropicPrice).toBeCloseTo(0.001, 12)
    expect(dear.excessOverAdaptive?.value).toBeCloseTo(0.001, 12)
    expect(dear.excessOverAdaptive?.ci[0]).toBeCloseTo(0.001, 12)
    expect(adaptive.excessOverAdaptive).toBeUndefined()
  })

  test('puts every measure inside its interval, wider than zero where it varies', () => {
    for (const { sd, ci } of scores) {
      expect(ci.sd[0]).toBeLessThan(sd)
      expect(ci.sd[1]).toBeGreaterThan(sd)
      expect(ci.meanPnl[1] - ci.meanPnl[0]).toBeGreaterThan(0.0005)
    }
  })

  test('takes shortfall and deviation of demeaned P&L', () => {
    const [a, b] = [outcome('a', 0), outcome('b', 0.5)].map((each) => measuresOf(each, options))
    expect(a.es95).toBeCloseTo(b.es95, 10)
    expect(a.sd).toBeCloseTo(b.sd, 10)
  })
})
