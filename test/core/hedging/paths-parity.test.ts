import { evaluate } from '../../../src/core/hedging/evaluate'
import { exposureColumns } from '../../../src/core/hedging/exposure-columns'
import type { HedgePaths } from '../../../src/core/hedging/hedge-paths'
import { hedge } from '../../../src/core/hedging/paths'
import type { AdaptivePolicy } from '../../../src/core/hedging/policy'
import type { Evaluation } from '../../../src/core/hedging/snapshot'
import type { Strategy } from '../../../src/core/hedging/strategy'
import { startRng } from '../../../src/core/rng'
import { aBandNetwork } from './a-band-network'

const PATHS = 12
const STEPS = 60
const STEP_SECONDS = 3600
const YEARS_PER_SECOND = 1 / (365 * 86_400)
const START = 1_600_000_000_000_000

const rng = startRng(11)
const width = STEPS + 1
const spot = new Float64Array(PATHS * width)
for (let path = 0; path < PATHS; path++) {
  spot[path * width] = 1
  for (let i = 1; i <= STEPS; i++) spot[path * width + i] = spot[path * width + i - 1] * Math.exp(0.012 * rng.normal())
}
const years = Float64Array.from({ length: STEPS }, (_, i) => (STEPS - i) * STEP_SECONDS * YEARS_PER_SECOND)
const cost = Float64Array.from(spot, () => 1e-3 * (0.5 + rng.uniform()))
const paths: HedgePaths = { paths: PATHS, steps: STEPS, spot, years, cost }
const column = (draw: () => number): Float64Array => Float64Array.from({ length: PATHS * STEPS }, draw)
const vol = column(() => 0.4 + 0.8 * rng.uniform())
const toxicity = column(() => rng.uniform())
const calm = column(() => rng.uniform())

const policy: AdaptivePolicy = {
  band: 'whalley-wilmott',
  riskAversion: 10,
  multiplier: 0.7,
  floor: 0.01,
  ceiling: 0.12,
  insideShare: 0.3,
  diffusionShare: 0.8,
  minInterval: 3600,
  maxInterval: 6 * 3600,
  priceTrigger: 0.9,
  toxicityThreshold: 0.8,
  toxicityDelay: 7200,
  toxicityMaxWait: 3600,
  riskLimit: 0.05,
}

/** Waits for hours, and has no price trigger but the risk limit. */
const delayed: Strategy = {
  kind: 'adaptive',
  policy: { ...policy, priceTrigger: undefined, toxicityDelay: 5 * 3600, toxicityMaxWait: 9 * 3600 },
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
  { kind: 'zakamouline', riskAversion: 20 },
  { kind: 'leland', seconds: 3 * 3600 },
  { kind: 'network', network: aBandNetwork({ lastLayer: 1 }), riskAversion: 20 },
  { kind: 'adaptive', policy },
  {
    kind: 'adaptive',
    policy: { ...policy, priceTrigger: undefined, edgeTrigger: 0.1, gammaReach: 0.3, waitVariance: 1e-4 },
  },
  { kind: 'adaptive', policy: { ...policy, band: 'zakamouline', priceTrigger: undefined } },
  delayed,
  {
    kind: 'adaptive',
    policy: { ...policy, multiplier: 0, floor: 0, priceTrigger: undefined, maxInterval: 3600 },
  },
]

/** Steps `evaluate` along a path: `contracts` options struck at `price`, which scale away. */
const stepAlong = (path: number, strategy: Strategy, contracts: number, price: number) => {
  let position = 0
  let gain = 0
  let paid = 0
  let trades = 0
  let last: Evaluation | undefined
  const kinds = new Set<string>()
  for (let step = 0; step < STEPS; step++) {
    const at = path * width + step
    const index = path * STEPS + step
    const decision = evaluate({
      time: START + step * STEP_SECONDS * 1e6,
      spot: spot[at] * price,
      legs: [{ type: 'call', strike: price, expiry: START + STEPS * STEP_SECONDS * 1e6, quantity: -contracts }],
      yearsPerMicrosecond: YEARS_PER_SECOND / 1e6,
      position,
      oneWayCost: cost[at],
      posterior: [calm[index], 1 - calm[index]],
      volatility: [{ years: 1, vol: vol[index] }],
      rate: 0,
      toxicityPercentile: toxicity[index],
      strategy,
      scale: { contracts, price },
      last,
    })
    decision.reasons.forEach((reason) => kinds.add(reason))
    last = decision.next
    if (decision.trade !== 0) {
      paid += cost[at] * Math.abs(decision.trade) * spot[at]
      trades++
    }
    position = decision.target
    gain += position * (spot[at + 1] - spot[at])
  }
  const end = spot[path * width + STEPS]
  return { pnl: (gain - paid) / contracts - Math.max(end - 1, 0), trades, reasons: kinds }
}

describe('the batch engine', () => {
  const exposure = exposureColumns(paths, vol)
  const run = (strategy: Strategy) =>
    hedge(paths, exposure, strategy, {
      toxicity,
      vol,
      stepSeconds: STEP_SECONDS,
      unwindAtExpiry: false,
    })

  it.each(strategies.map((strategy) => [strategy.kind, strategy] as const))(
    'is evaluate stepped along each path: %s',
    (_, strategy) => {
      const batch = run(strategy)
      for (let path = 0; path < PATHS; path++)
        for (const [contracts, price] of [
          [1, 1],
          [3, 40_000],
        ]) {
          const live = stepAlong(path, strategy, contracts, price)
          expect(live.trades).toBe(batch.trades[path])
          expect(live.pnl).toBeCloseTo(batch.pnl[path], 11)
        }
    },
  )

  it.each<Strategy>([
    { kind: 'every-step' },
    { kind: 'fixed-band', halfWidth: 0.07 },
    { kind: 'whalley-wilmott', riskAversion: 20, multiplier: 0.8 },
  ])('hedges $kind, which takes a short way, as the general engine does', (strategy) => {
    // A column of costs per trade, all 0, is left to the general engine.
    const general = { ...paths, fixedCost: new Float64Array(PATHS) }
    const mark = { vol, delta: exposureColumns(paths, 0.8).delta, variance: vol.map((sigma) => sigma * sigma * 1e-4) }
    const positions = [column(() => 0), column(() => 0)]
    const [short, long] = [paths, general].map((batch, i) =>
      hedge(batch, exposure, strategy, { vol, mark, positions: positions[i], unwindAtExpiry: true }),
    )
    expect(short).toEqual(long)
    expect(positions[0]).toEqual(positions[1])
    expect(Math.min(...short.trades, ...short.risk)).toBeGreaterThan(0)
  })

  it('reaches every rule of the adaptive policy on these paths', () => {
    const reasons = new Set<string>()
    for (let path = 0; path < PATHS; path++)
      for (const reason of stepAlong(path, { kind: 'adaptive', policy }, 1, 1).reasons) reasons.add(reason)
    const adaptive = [
      'not-due',
      'price-trigger',
      'inside-band',
      'outside-band',
      'toxic-flow',
      'risk-limit',
      'wait-limit',
    ]
    expect([...reasons].sort()).toEqual([...adaptive, 'half-width-at-ceiling', 'half-width-at-floor'].sort())
  })

  it('ends a wait early where the price carries it past the risk limit', () => {
    const reasons = Array.from({ length: PATHS }, (_, path) => [...stepAlong(path, delayed, 1, 1).reasons])
    expect(reasons.flat()).toEqual(expect.arrayContaining(['price-trigger', 'risk-limit']))
  })

  it('adds up: P&L is what the position earned less costs and payoff, and the unwinding sells what is left', () => {
    const kept = run({ kind: 'every-step' })
    const sold = hedge(paths, exposure, { kind: 'every-step' }, { unwindAtExpiry: true })
    for (let path = 0; path < PATHS; path++) {
      const end = path * width + STEPS
      const held = exposure.delta[path * STEPS + STEPS - 1]
      const fee = cost[end] * held * spot[end]
      expect(sold.pnl[path]).toBeCloseTo(kept.pnl[path] - fee, 14)
      expect(sold.cost[path]).toBeCloseTo(kept.cost[path] + fee, 14)
      expect(sold.turnover[path]).toBeCloseTo(kept.turnover[path] + held, 14)
    }
  })

  it('does not look ahead: a future in which it cannot trade changes nothing before it', () => {
    const cut = 30
    const patient: Strategy = {
      kind: 'adaptive',
      policy: { ...policy, riskLimit: Infinity, toxicityMaxWait: Infinity },
    }
    const part = (source: Float64Array, row: number, kept: number): Float64Array => {
      const out = new Float64Array(PATHS * kept)
      for (let p = 0; p < PATHS; p++) out.set(source.subarray(p * row, p * row + kept), p * kept)
      return out
    }
    const early: HedgePaths = {
      paths: PATHS,
      steps: cut,
      spot: part(spot, width, cut + 1),
      years: years.slice(0, cut),
      cost: 1e-3,
    }
    const prefix = hedge(
      early,
      { delta: part(exposure.delta, STEPS, cut), gamma: part(exposure.gamma, STEPS, cut) },
      patient,
      {
        toxicity: part(toxicity, STEPS, cut),
        vol: part(vol, STEPS, cut),
        stepSeconds: STEP_SECONDS,
        unwindAtExpiry: false,
      },
    )
    // After the cut the price stands still and the flow is too toxic to trade, whatever delta does.
    const still = spot.slice()
    const toxic = toxicity.slice()
    const wild = exposure.delta.slice()
    for (let p = 0; p < PATHS; p++) {
      still.fill(spot[p * width + cut], p * width + cut, (p + 1) * width)
      toxic.fill(1, p * STEPS + cut, (p + 1) * STEPS)
      wild.fill(1, p * STEPS + cut, (p + 1) * STEPS)
    }
    const whole = hedge({ ...paths, spot: still, cost: 1e-3 }, { delta: wild, gamma: exposure.gamma }, patient, {
      toxicity: toxic,
      vol,
      stepSeconds: STEP_SECONDS,
      unwindAtExpiry: false,
    })
    expect(Math.min(...prefix.trades)).toBeGreaterThan(0)
    // Past the end of the prefix the whole is evaluated on.
    expect({ ...whole, evaluations: [] }).toEqual({ ...prefix, evaluations: [] })
  })

  it('refuses a strategy whose inputs are missing', () => {
    expect(() => hedge(paths, exposure, { kind: 'zakamouline', riskAversion: 1 }, { unwindAtExpiry: false })).toThrow(
      'needs the volatility',
    )
    expect(() => hedge(paths, exposure, { kind: 'fixed-interval', seconds: 1 }, { unwindAtExpiry: false })).toThrow(
      'needs the seconds between steps',
    )
  })
})
