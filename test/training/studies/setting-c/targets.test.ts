import { startRng } from '../../../../src/core/rng'
import { coinOnGrid, pathsByPart } from '../../../../training/studies/setting-c/coin'
import { costTarget, leastRisk, trackingSavings, trackingTargets } from '../../../../training/studies/setting-c/targets'
import type { Outcome } from '../../../../training/tune/view/view'

const n = 120
const noise = (() => {
  const rng = startRng(9)
  return Float64Array.from({ length: n }, () => rng.normal())
})()
const paths = Int32Array.from(noise.keys())

/** Tracking and P&L are the same noise times a risk, the cost is one for all. */
const outcome = (setting: string, cost: number, risk: number): Outcome => ({
  strategy: 's',
  setting,
  pnl: noise.map((z) => risk * z),
  cost: new Float64Array(n).fill(cost),
  trades: new Float64Array(n).fill(2),
  turnover: new Float64Array(n).fill(1),
  evaluations: new Float64Array(n).fill(9),
  tracking: noise.map((z) => risk * z),
  risk: noise.map((z) => (risk * z) ** 2),
})
const bootstrap = () => ({ block: 8, replications: 40, rng: startRng(1) })
const fixed = [
  { strategy: 'timer', volatility: 'v', outcomes: [outcome('dear', 4, 1), outcome('cheap', 2, 3)] },
  { strategy: 'band', volatility: 'w', outcomes: [outcome('other', 3, 1.5)] },
]

test('tracking is compared at equal cost, and the ratio is 1 beyond the ends of the line', () => {
  const line = [outcome('a', 1, 3), outcome('b', 2, 2), outcome('c', 3, 1)]
  const [between, beyond] = trackingTargets(line, [outcome('x', 2.5, 3), outcome('y', 9, 3)], paths, bootstrap())
  expect(between.ratio.value).toBeCloseTo(0.5, 12)
  expect(between.ratio.ci[0]).toBeCloseTo(0.5, 12)
  expect(between.cost).toBeCloseTo(2.5, 12)
  expect(beyond.ratio.value).toBe(1)
})

test('cost is saved at the tracking of × 1, each rival on its log-log line, and where no line reaches there is none', () => {
  const rivals = [
    { strategy: 'timer', volatility: 'log-har', outcomes: [outcome('dear', 4, 1), outcome('cheap', 2, 3)] },
    { strategy: 'far', volatility: 'log-har', outcomes: [outcome('p', 4, 50), outcome('q', 2, 60)] },
  ] as const
  const outcomes = [outcome('× 0.5', 3, 1), outcome('× 1', Math.SQRT2, Math.sqrt(3)), outcome('× 2', 1, 3)]
  const line = { series: 'wave', deployed: '× 1', outcomes }
  const [timer, far] = trackingSavings(line, rivals, paths, bootstrap())
  expect(timer).toMatchObject({ series: 'wave', against: 'timer', volatility: 'log-har' })
  expect(timer.value).toBeCloseTo(0.5, 10)
  expect(timer.ci?.[0]).toBeCloseTo(0.5, 10)
  expect(timer.alongFrontier?.value).toBeCloseTo(1 - Math.cbrt((3 / 4) * 0.5 * 0.5), 10)
  expect([far.value, far.beyond]).toEqual([undefined, 'below the grid'])
})

test('cost is compared at the risk of the tuned strategy, and with the cheapest of all that have it', () => {
  const tuned = leastRisk(fixed, paths)
  expect([tuned.family.strategy, tuned.outcome.setting]).toEqual(['timer', 'dear'])
  const line = { volatility: 'v', outcomes: [outcome('a', 1, 2), outcome('b', 3, 0.5)] }
  const level = { family: fixed[0], outcome: fixed[0].outcomes[1] }
  const risky = costTarget(line, { tuned: level, families: fixed }, paths, bootstrap())
  expect(risky.saving.value).toBeCloseTo(0.5, 12)
  expect(costTarget(line, { tuned: tuned, families: fixed }, paths, bootstrap()).saving.value).toBeCloseTo(
    1 - (1 + 4 / 3) / 4,
    10,
  )
  const middle = { family: fixed[0], outcome: outcome('middle', 4, 1.5) }
  const target = costTarget(line, { tuned: middle, families: fixed }, paths, bootstrap())
  expect(target.saving.value).toBeCloseTo(1 - 5 / 3 / 4, 10)
  expect(target.savingInHindsight.value).toBeCloseTo(1 - 5 / 3 / 3, 10)
})

test('a line that never reaches the risk has a saving of −1', () => {
  const line = { volatility: 'v', outcomes: [outcome('a', 1, 2)] }
  expect(costTarget(line, { tuned: leastRisk(fixed, paths), families: fixed }, paths, bootstrap()).saving.value).toBe(
    -1,
  )
})

test('no option lives in two parts, and what is fitted on expires before what is judged is sold', () => {
  const start = Date.UTC(2017, 5, 1)
  const bars = 288 * 600
  const time = Float64Array.from({ length: bars }, (_, i) => start + 300_000 * i)
  const price = time.map((_, i) => 100 + Math.sin(i / 50) + Math.sin(i / 7))
  const quadratic = new Float64Array(bars)
  for (let i = 1; i < bars; i++) quadratic[i] = quadratic[i - 1] + Math.log(price[i] / price[i - 1]) ** 2
  const coin = coinOnGrid('wave', { time, price, quadratic })
  const { fit, validation, test: last } = pathsByPart(coin)
  const sale = (p: number): number => time[coin.strip.starts[p]]
  const expiry = (p: number): number => sale(p) + 7 * 86_400_000
  expect(Math.min(fit.length, validation.length, last.length)).toBeGreaterThan(10)
  expect(expiry(fit[fit.length - 1])).toBeLessThanOrEqual(sale(validation[0]))
  expect(expiry(validation[validation.length - 1])).toBeLessThanOrEqual(sale(last[0]))
})
