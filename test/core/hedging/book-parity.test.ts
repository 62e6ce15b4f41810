import { evaluate } from '../../../src/core/hedging/evaluate'
import { exposureColumns } from '../../../src/core/hedging/exposure-columns'
import type { HedgePaths, PathLeg } from '../../../src/core/hedging/hedge-paths'
import { solveHodgesNeuberger } from '../../../src/core/hedging/hodges-neuberger/solve'
import { hedge } from '../../../src/core/hedging/paths'
import type { AdaptivePolicy } from '../../../src/core/hedging/policy'
import type { Evaluation } from '../../../src/core/hedging/snapshot'
import type { Strategy } from '../../../src/core/hedging/strategy'
import { termVol, type VolPoint } from '../../../src/core/pricing/term-vol'
import { startRng } from '../../../src/core/rng'

const PATHS = 6
const STEPS = 40
const YEARS_PER_SECOND = 1 / (365 * 86_400)
const START = 1_600_000_000_000_000
const width = STEPS + 1

const rng = startRng(23)
// Evaluations between 30 and 90 minutes apart.
const seconds = new Float64Array(width)
for (let step = 1; step <= STEPS; step++) seconds[step] = seconds[step - 1] + 1800 + rng.integer(3600)
const years = seconds.subarray(0, STEPS).map((at) => (seconds[STEPS] - at) * YEARS_PER_SECOND)
const spot = new Float64Array(PATHS * width).fill(1)
for (let path = 0; path < PATHS; path++)
  for (let i = 1; i <= STEPS; i++) spot[path * width + i] = spot[path * width + i - 1] * Math.exp(0.011 * rng.normal())
const cost = Float64Array.from(spot, () => 1e-3 * (0.5 + rng.uniform()))
const fixedCost = Float64Array.from({ length: PATHS }, () => 1e-5 * rng.uniform())
const level = Float64Array.from({ length: PATHS * STEPS }, () => 0.5 + 0.4 * rng.uniform())
const termOf = (vol: number): VolPoint[] => [
  { years: 0.001, vol: 1.3 * vol },
  { years: 0.01, vol },
]

const policy: AdaptivePolicy = {
  band: 'zakamouline',
  riskAversion: 10,
  multiplier: 1,
  floor: 0.01,
  ceiling: 0.3,
  insideShare: 0.3,
  diffusionShare: 0.8,
  minInterval: 3600,
  maxInterval: 6 * 3600,
  priceTrigger: 0.9,
  toxicityThreshold: 1,
  toxicityDelay: 0,
  riskLimit: 0.05,
}
const strategies: readonly Strategy[] = [
  { kind: 'no-hedge' },
  { kind: 'every-step' },
  { kind: 'fixed-interval', seconds: 4 * 3600 },
  { kind: 'fixed-band', halfWidth: 0.07 },
  { kind: 'delta-threshold', threshold: 0.06, seconds: 2 * 3600 },
  { kind: 'range-and-move', halfWidth: 0.05, leastMove: 0.01 },
  { kind: 'drift-or-timer', drift: 0.08, seconds: 7 * 3600 },
  { kind: 'whalley-wilmott', riskAversion: 20, multiplier: 0.8 },
  { kind: 'whalley-wilmott', riskAversion: 20, multiplier: 1, seconds: 3600 },
  { kind: 'zakamouline', riskAversion: 20 },
  { kind: 'leland', seconds: 3 * 3600 },
  { kind: 'adaptive', policy },
  {
    kind: 'adaptive',
    policy: { ...policy, band: 'whalley-wilmott', edgeTrigger: 0.1, gammaReach: 0.3, waitVariance: 1e-4 },
  },
]
const books: Readonly<Record<string, readonly PathLeg[]>> = {
  'a long put': [{ type: 'put', strike: 1.02, units: 1 }],
  'a short strangle': [
    { type: 'put', strike: 0.96, units: -1 },
    { type: 'call', strike: 1.04, units: -1 },
  ],
  'a calendar of calls': [
    { type: 'call', strike: 1, units: 1 },
    { type: 'call', strike: 1, units: -1, settles: 22 },
  ],
  'a ratio over three expiries': [
    { type: 'call', strike: 0.98, units: -2, settles: 12 },
    { type: 'put', strike: 1.01, units: 1.5, settles: 30 },
    { type: 'put', strike: 0.97, units: -0.5 },
  ],
}

/** Steps `evaluate` along a path; a settled leg is removed from the book. */
const stepAlong = (legs: readonly PathLeg[], path: number, strategy: Strategy, flat: boolean) => {
  const [contracts, price] = [5, 30_000]
  let [position, gain, paid, trades] = [0, 0, 0, 0]
  let last: Evaluation | undefined
  for (let step = 0; step < STEPS; step++) {
    const at = path * width + step
    const vol = level[path * STEPS + step]
    const decision = evaluate({
      time: START + seconds[step] * 1e6,
      spot: spot[at] * price,
      legs: legs
        .filter(({ settles = STEPS }) => settles > step)
        .map(({ type, strike, units, settles = STEPS }) => ({
          type,
          strike: strike * price,
          expiry: START + seconds[settles] * 1e6,
          quantity: units * contracts,
        })),
      yearsPerMicrosecond: YEARS_PER_SECOND / 1e6,
      position,
      oneWayCost: flat ? 1e-3 : cost[at],
      fixedCost: (flat ? 1e-5 : fixedCost[path]) * contracts * price,
      posterior: [1],
      volatility: flat ? [{ years: 1, vol }] : termOf(vol),
      rate: 0,
      toxicityPercentile: undefined,
      strategy,
      scale: { contracts, price },
      last,
    })
    last = decision.next
    if (decision.trade !== 0) {
      paid +=
        (flat ? 1e-3 : cost[at]) * Math.abs(decision.trade / contracts) * spot[at] + (flat ? 1e-5 : fixedCost[path])
      trades++
    }
    position = decision.target
    gain += (position / contracts) * (spot[at + 1] - spot[at])
  }
  const paidOut = legs.reduce((sum, { type, strike, units, settles = STEPS }) => {
    const end = spot[path * width + settles]
    return sum + units * Math.max(type === 'call' ? end - strike : strike - end, 0)
  }, 0)
  return { pnl: gain - paid + paidOut, cost: paid, trades }
}

describe('the batch engine on a book', () => {
  const cases = Object.entries(books).flatMap(([name, legs]) =>
    strategies.map((strategy) => [name, strategy.kind, legs, strategy] as const),
  )

  it.each(cases)('is evaluate stepped along each path: %s by %s', (_, __, legs, strategy) => {
    const paths: HedgePaths = { paths: PATHS, steps: STEPS, spot, years, cost, fixedCost, legs }
    const vol = legs.map(({ settles = STEPS }) =>
      level.map((one, i) => {
        const step = i % STEPS
        return termVol(termOf(one), Math.max(years[step] - (settles === STEPS ? 0 : years[settles]), 0))
      }),
    )
    const extra = { vol, stepSeconds: seconds.slice(0, STEPS) }
    const batch = hedge(paths, exposureColumns(paths, vol), strategy, { ...extra, unwindAtExpiry: false })
    for (let path = 0; path < PATHS; path++) {
      const live = stepAlong(legs, path, strategy, false)
      expect(live.trades).toBe(batch.trades[path])
      expect(live.pnl).toBeCloseTo(batch.pnl[path], 11)
      expect(live.cost).toBeCloseTo(batch.cost[path], 11)
    }
  })

  it.each(Object.entries(books))('is evaluate stepped along each path by the optimal band: %s', (_, legs) => {
    const table = solveHodgesNeuberger({
      legs: legs.map((leg) => ({
        ...leg,
        years: years[0] - (leg.settles === undefined ? 0 : years[leg.settles]),
      })),
      vol: 0.95,
      cost: 1e-3,
      fixedCost: 1e-5,
      riskAversion: 20,
      steps: 8,
    })
    const paths: HedgePaths = { paths: PATHS, steps: STEPS, spot, years, cost: 1e-3, fixedCost: 1e-5, legs }
    const strategy = { kind: 'hodges-neuberger', table } as const
    const batch = hedge(paths, exposureColumns(paths, level), strategy, { vol: level, unwindAtExpiry: false })
    for (let path = 0; path < PATHS; path++) {
      const live = stepAlong(legs, path, strategy, true)
      expect(live.trades).toBe(batch.trades[path])
      expect(live.pnl).toBeCloseTo(batch.pnl[path], 11)
    }
    expect(Math.max(...batch.trades)).toBeGreaterThan(1)
  })

  it('refuses a book that its paths cannot hold', () => {
    const on = (legs: readonly PathLeg[], vol: number | readonly number[] = 0.5) =>
      exposureColumns({ paths: PATHS, steps: STEPS, spot, years, cost, legs }, vol)
    const leg: PathLeg = { type: 'call', strike: 1, units: -1 }
    expect(() => on([{ ...leg, strike: 0 }])).toThrow('a strike > 0')
    expect(() => on([{ ...leg, settles: STEPS + 1 }])).toThrow('a step to settle on')
    expect(() => on([{ ...leg, settles: 3 }])).toThrow('settles at the end')
    expect(() => on([leg, leg], [0.5])).toThrow('2 legs need as many volatilities')
  })
})
