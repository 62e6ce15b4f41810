import { forecastersText } from '../../src/cli/forecasters-text'
import { startRng } from '../../src/core/rng'
import { judgeWalk, type ForecastTarget } from '../../training/studies/forecasters/judge'
import { dailyMarket } from '../../training/studies/forecasters/markets'
import type { Walk } from '../../training/studies/forecasters/walk'

const days = 600
const rng = startRng(3)
const truth = Float64Array.from({ length: days }, (_, day) => Math.exp(Math.sin(day / 40)))
// The truth of a day is known the day before; what happens is off by chance.
const variance = truth.map((value) => value * Math.exp(0.3 * rng.normal() - 0.045))
const market = dailyMarket('index', {
  variance,
  bipower: variance,
  downside: undefined,
  quarticity: undefined,
  close: undefined,
})
const range = { from: 300, to: days }
const rows = range.to - range.from
const ahead = (blur: number): Float64Array =>
  Float64Array.from({ length: rows }, (_, row) => {
    const bar = range.from + row + 1
    return truth[Math.min(days - 1, bar)] * Math.exp(blur * rng.normal())
  })
const walk: Walk = {
  horizons: market.profile.horizons.map(() => ({
    forecasts: { ewma: ahead(1.5), logHar: ahead(0.6), bandshift: ahead(0) },
    levels: [0.05, 0.5, 0.95],
    quantiles: Float64Array.from({ length: rows * 3 }, (_, i) => (i % 3) - 1),
  })),
  shares: [{ season: [0.75, 0.5, 0], linear: [0.5, 0.25, 0], network: [0, 0, 0] }],
}
const judged = (target: ForecastTarget, unseen?: readonly Float64Array[]) =>
  judgeWalk({ kind: 'days', market, range, walk, unseen }, () => target, 1)

describe('a judged walk', () => {
  test('meets its target where it is surely below log-HAR, and names the best baseline', () => {
    const [{ targetMet, inConfidenceSet, bestBaseline, unseen, shares }] = judged('below log-HAR, p < .05')
    expect([targetMet, inConfidenceSet, unseen]).toEqual([true, true, undefined])
    expect(bestBaseline).toEqual({ model: 'logHar', ratioToLogHar: 1 })
    expect(shares).toEqual([0.5])
  })

  test('has no target where none was set, and judges a forecaster of other markets beside it', () => {
    const [{ targetMet, unseen }] = judged(undefined, [ahead(1), ahead(1), ahead(1)])
    expect(targetMet).toBeUndefined()
    expect(unseen?.ratioToLogHar).toBeGreaterThan(1)
  })

  test('is measured against the best baseline of hindsight, and with implied volatility where it is known', () => {
    const [{ ratioToBest, ratioToLogHar, informed }] = judged(undefined)
    expect(ratioToBest).toBe(ratioToLogHar)
    expect(informed).toBeUndefined()
    const told = { ...walk, horizons: walk.horizons.map((own) => ({ ...own, informed: ahead(1) })) }
    const [row] = judgeWalk({ kind: 'days', market, range, walk: told, unseen: undefined }, () => undefined, 1)
    expect(row.informed!.ratioToLogHar).toBeGreaterThan(row.ratioToLogHar)
  })

  test('prints as a row a horizon and says how many targets are met', () => {
    const judgements = judged('at most log-HAR')
    const met = judgements.filter(({ targetMet }) => targetMet === true).length
    const text = forecastersText({ rows: judgements, targets: { set: 3, met, outsideConfidenceSet: 1 } })
    expect(text).toMatch(/index by days +1d +0\.\d{4} +0\.\d{3} +<0\.001/)
    expect(text).toContain(`${met} of 3 targets met; outside the 90 % confidence set on 1 of 3 rows`)
  })
})
