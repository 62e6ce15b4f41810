import fc from 'fast-check'
import { evaluate } from '../../../src/core/hedging/evaluate'
import { exposureColumns } from '../../../src/core/hedging/exposure-columns'
import { solveHodgesNeuberger } from '../../../src/core/hedging/hodges-neuberger/solve'
import { hedge } from '../../../src/core/hedging/paths'
import type { AdaptivePolicy } from '../../../src/core/hedging/policy'
import type { Snapshot } from '../../../src/core/hedging/snapshot'
import type { Strategy } from '../../../src/core/hedging/strategy'
import { DAY } from '../../../src/core/market/event'

const NOW = 1_700_000_000_000_000
const LIFE = 10 * DAY
const YEAR = 365 * DAY

const aPolicy = (riskAversion: number, change: Partial<AdaptivePolicy> = {}): AdaptivePolicy => ({
  band: 'whalley-wilmott',
  riskAversion,
  multiplier: 1,
  floor: 0,
  ceiling: 0.5,
  insideShare: 0,
  diffusionShare: 0.5,
  minInterval: 60,
  maxInterval: 86_400,
  toxicityThreshold: 1,
  toxicityDelay: 0,
  riskLimit: 1,
  ...change,
})

const table = solveHodgesNeuberger({
  legs: [{ type: 'call', strike: 1, years: LIFE / YEAR, units: -1 }],
  vol: 6,
  cost: 1e-3,
  riskAversion: 10,
  steps: 4,
})

/** Every strategy at a risk aversion and a length of time, tiny and huge ones included. */
const strategiesAt = (a: number, seconds: number): readonly Strategy[] => [
  { kind: 'no-hedge' },
  { kind: 'every-step' },
  { kind: 'fixed-interval', seconds },
  { kind: 'fixed-band', halfWidth: 0.05 },
  { kind: 'delta-threshold', threshold: 0.05, seconds },
  { kind: 'range-and-move', halfWidth: 0.05, leastMove: 0.01 },
  { kind: 'drift-or-timer', drift: 0.05, seconds },
  { kind: 'whalley-wilmott', riskAversion: a, multiplier: 1 },
  { kind: 'whalley-wilmott', riskAversion: a, multiplier: 1, seconds },
  { kind: 'zakamouline', riskAversion: a },
  { kind: 'leland', seconds },
  { kind: 'adaptive', policy: aPolicy(a) },
  { kind: 'adaptive', policy: aPolicy(a, { band: 'zakamouline', floor: 0.01, insideShare: 0.5, priceTrigger: 1 }) },
]

const logUniform = (low: number, high: number) =>
  fc.double({ min: Math.log(low), max: Math.log(high), noNaN: true }).map(Math.exp)
const zeroOr = (low: number, high: number) => fc.oneof(fc.constant(0), logUniform(low, high))

const market = fc.record({
  /** The money, wings and the edges of the double range. */
  spot: fc.oneof(fc.constant(100), logUniform(60, 160), logUniform(1e-6, 1e8)),
  left: fc.oneof(fc.constantFrom(0, 1, 1000, LIFE), fc.integer({ min: 0, max: LIFE })),
  vol: zeroOr(1e-9, 6),
  oneWayCost: zeroOr(1e-9, 0.5),
  fixedCost: zeroOr(1e-9, 1e3),
  side: fc.constantFrom(-1, 1),
})

const snapshotOf = (strategy: Strategy, at: { [K in keyof typeof example]: number }): Snapshot => ({
  time: NOW + LIFE - at.left,
  spot: at.spot,
  legs: [{ type: 'call', strike: 100, expiry: NOW + LIFE, quantity: at.side }],
  yearsPerMicrosecond: 1 / YEAR,
  position: 0.3,
  oneWayCost: at.oneWayCost,
  fixedCost: at.fixedCost,
  posterior: [1],
  volatility: [{ years: 1, vol: at.vol }],
  rate: 0,
  toxicityPercentile: undefined,
  strategy,
  scale: { contracts: 1, price: 100 },
  last: undefined,
})
const example = { spot: 100, left: LIFE, vol: 0.6, oneWayCost: 1e-3, fixedCost: 0, side: -1 }

const numbersIn = (value: unknown): number[] =>
  typeof value === 'number'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(numbersIn)
      : []

const expectSound = (snapshot: Snapshot): void => {
  const decision = evaluate(snapshot)
  expect(numbersIn(decision).filter((x) => !Number.isFinite(x))).toEqual([])
  expect(Math.abs(decision.target)).toBeLessThanOrEqual(2)
  const { band } = decision
  if (band === undefined) return
  expect(band.lower).toBeLessThanOrEqual(band.lowerTarget)
  expect(band.lowerTarget).toBeLessThanOrEqual(band.upperTarget)
  expect(band.upperTarget).toBeLessThanOrEqual(band.upper)
}

describe('every strategy in its limits', () => {
  it('has a finite, ordered band and a finite decision as time, volatility, gamma and costs vanish and at any aversion', () => {
    const strategy = fc
      .tuple(logUniform(1e-12, 1e12), logUniform(1, 1e7), fc.integer({ min: 0, max: 9 }))
      .map(([a, seconds, i]) => strategiesAt(a, seconds)[i])
    fc.assert(
      fc.property(strategy, market, (chosen, at) => expectSound(snapshotOf(chosen, at))),
      { numRuns: 1500 },
    )
  })

  it('has them for the optimal band at any proportional cost', () => {
    const costs = { fixedCost: 0, side: -1 }
    fc.assert(
      fc.property(market, (at) => expectSound(snapshotOf({ kind: 'hodges-neuberger', table }, { ...at, ...costs }))),
      { numRuns: 500 },
    )
  })

  it('hedges batch paths through the same limits to finite results', () => {
    const spots = [1, 1e-6, 1, 1e6, 0.5, 1]
    const spot = Float64Array.from([...spots, ...[...spots].reverse()])
    const years = Float64Array.of(0.03, 0.02, 1e-9, 1e-15, 0)
    for (const vol of [0, 1e-9, 0.6])
      for (const [cost, fixedCost] of [
        [0, 0],
        [1e-3, 0],
        [0, 1e-3],
        [0.3, 10],
      ])
        for (const a of [1e-12, 1, 1e12])
          for (const strategy of strategiesAt(a, 3600)) {
            const paths = { paths: 2, steps: 5, spot, years, cost, fixedCost }
            const extra = { vol, stepSeconds: 3600 }
            const run = hedge(paths, exposureColumns(paths, vol), strategy, { ...extra, unwindAtExpiry: true })
            expect(numbersIn([...run.pnl, ...run.cost, ...run.turnover]).every(Number.isFinite)).toBe(true)
          }
  })

  it('goes to the delta as the cost vanishes, and never trades as the risk aversion vanishes', () => {
    const bands = strategiesAt(10, 3600).filter(({ kind }) => kind === 'whalley-wilmott' || kind === 'zakamouline')
    for (const strategy of bands) {
      const decision = evaluate(snapshotOf(strategy, { ...example, oneWayCost: 1e-15 }))
      expect(decision.target).toBeCloseTo(-decision.exposure.delta, 4)
    }
    for (const strategy of strategiesAt(1e-9, 3600).filter(({ kind }) => kind === 'whalley-wilmott'))
      expect(evaluate(snapshotOf(strategy, example)).kind).toBe('hold')
  })

  it('hedges a long option whose gamma is not worth its costs at its intrinsic delta', () => {
    const dear = { ...example, side: 1, oneWayCost: 0.4, vol: 0.05 }
    for (const [spot, delta] of [
      [101, -1],
      [99, 0],
    ]) {
      const leland = evaluate(snapshotOf({ kind: 'leland', seconds: 60 }, { ...dear, spot }))
      expect(leland.target).toBeCloseTo(delta, 12)
      const zakamouline = evaluate(snapshotOf({ kind: 'zakamouline', riskAversion: 1e6 }, { ...dear, spot }))
      expect(zakamouline.band?.centre).toBeCloseTo(delta, 12)
    }
  })

  it('refuses an optimal band for another book, another side or other costs', () => {
    const strategy: Strategy = { kind: 'hodges-neuberger', table }
    const base = snapshotOf(strategy, example)
    const on = (change: Partial<Snapshot>) => () => evaluate({ ...base, ...change })
    expect(on({})).not.toThrow()
    const [leg] = base.legs
    expect(on({ legs: [0.4, 0.6].map((share) => ({ ...leg, quantity: -share })) })).not.toThrow()
    expect(on({ legs: [{ ...leg, quantity: 1 }] })).toThrow('solved for another book')
    expect(on({ legs: [{ ...leg, strike: 101 }] })).toThrow('solved for another book')
    expect(on({ legs: [leg, { ...leg, expiry: NOW + 5 * DAY }] })).toThrow('solved for another book')
    expect(on({ oneWayCost: 2e-3 })).not.toThrow()
    const ticketed: Strategy = { kind: 'hodges-neuberger', table: { ...table, fixedCost: 1e-3 } }
    expect(on({ strategy: ticketed, fixedCost: 0.1, oneWayCost: 2e-3 })).toThrow('solved for a cost of 0.001')
    const costless: Strategy = { kind: 'hodges-neuberger', table: { ...table, cost: 0 } }
    expect(on({ strategy: costless })).toThrow('solved for a cost of 0')
    expect(on({ fixedCost: 1 })).toThrow('solved for a fixed cost of 0')
    expect(on({ volatility: [{ years: 1, vol: 7 }] })).toThrow('solve it at a higher volatility')
    const paths = {
      ...{ paths: 1, steps: 1, spot: Float64Array.of(1, 1), years: Float64Array.of(LIFE / YEAR), cost: 1e-3 },
      legs: [{ type: 'put', strike: 1, units: -1 } as const],
    }
    const batch = () => hedge(paths, exposureColumns(paths, 0.5), strategy, { vol: 0.5, unwindAtExpiry: false })
    expect(batch).toThrow('solved for another book')
  })
})
