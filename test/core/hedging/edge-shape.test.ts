import fc from 'fast-check'
import { setBand } from '../../../src/core/hedging/band'
import { closedBand, setSymmetricBand } from '../../../src/core/hedging/band-offsets'
import { shapeBand, standardTrend, trendLean, type EdgeShape } from '../../../src/core/hedging/bands/edge-shape'
import { evaluate } from '../../../src/core/hedging/evaluate'
import type { AdaptivePolicy } from '../../../src/core/hedging/policy'
import type { Snapshot } from '../../../src/core/hedging/snapshot'

const flat: EdgeShape = { width: [0, 0, 0], skew: [0, 0, 0, 0, 0], trends: [{ seconds: 3600, weight: 0 }] }
const shape: EdgeShape = {
  width: [-0.1, 0.05, 0.1],
  skew: [0.2, 0.1, -0.05, 0.3, 0.1],
  trends: [{ seconds: 3600, weight: -0.2 }],
}
const policy: AdaptivePolicy = {
  band: 'whalley-wilmott',
  riskAversion: 20,
  multipliers: [1],
  floor: 0,
  ceiling: 1,
  insideShare: 0,
  diffusionShare: 0.5,
  minInterval: 300,
  maxInterval: 300,
  toxicityThreshold: 1,
  toxicityDelay: 300,
  riskLimit: 0,
}
const snapshot = (quantity: number, own: AdaptivePolicy, logReturn: number): Snapshot => ({
  time: 0,
  spot: 102,
  legs: [{ type: 'call', strike: 100, expiry: 5 * 86_400e6, quantity }],
  yearsPerMicrosecond: 1 / (365 * 86_400e6),
  position: 0,
  oneWayCost: 5e-4,
  posterior: [1],
  volatility: [{ years: 1, vol: 0.8 }],
  rate: 0,
  toxicityPercentile: undefined,
  recentReturns: [{ seconds: 3600, logReturn }],
  strategy: { kind: 'adaptive', policy: own },
  scale: { contracts: 1, price: 100 },
  last: undefined,
})

test('a shape of zeros is the formula to the last digit', () => {
  expect(evaluate(snapshot(-1, { ...policy, shape: flat }, 0.02)).band).toEqual(
    evaluate(snapshot(-1, policy, 0.02)).band,
  )
})

test('the band of a long book is that of a short one mirrored', () => {
  const own = { ...policy, shape }
  const short = evaluate(snapshot(-1, own, 0.02)).band
  const long = evaluate(snapshot(1, own, 0.02)).band
  expect(long?.lower).toBeCloseTo(-(short?.upper ?? NaN), 12)
  expect(long?.upper).toBeCloseTo(-(short?.lower ?? NaN), 12)
  expect((short?.upper ?? 0) - (short?.centre ?? 0)).not.toBeCloseTo((short?.centre ?? 0) - (short?.lower ?? 0), 3)
})

test('a recent return moves the edges by its weight, in deviations up to three', () => {
  const yearsPerSecond = 1 / (365 * 86_400)
  const deviation = 0.8 * Math.sqrt(3600 * yearsPerSecond)
  const lean = (logReturn: number): number =>
    trendLean(shape.trends, [{ seconds: 3600, logReturn }], 0.8, yearsPerSecond)
  expect(lean(deviation)).toBeCloseTo(-0.2, 12)
  expect(lean(9 * deviation)).toBeCloseTo(-0.6, 12)
  expect(trendLean(shape.trends, [{ seconds: 60, logReturn: 1 }], 0.8, yearsPerSecond)).toBe(0)
  expect(standardTrend(0.1, 3600, 0, yearsPerSecond)).toBe(0)

  const edges = (logReturn: number) => evaluate(snapshot(-1, { ...policy, shape }, logReturn)).band
  const [calm, up] = [edges(0), edges(deviation)]
  expect((up?.upper ?? 0) - (up?.centre ?? 0)).toBeCloseTo(
    ((calm?.upper ?? 0) - (calm?.centre ?? 0)) * Math.exp(-0.2),
    12,
  )
})

test('edges are finite and in order at every limit', () => {
  const positive = fc.oneof(fc.constant(0), fc.double({ min: 1e-300, max: 1e3, noNaN: true }))
  const spot = fc.double({ min: 1e-3, max: 1e3, noNaN: true })
  fc.assert(
    fc.property(
      fc.tuple(spot, positive, positive, positive, fc.double({ min: -9, max: 9, noNaN: true })),
      ([s, gamma, vol, years, lean]) => {
        const band = closedBand()
        setSymmetricBand(band, 0.1, 0.05)
        shapeBand(shape, { spot: s, gamma, vol, years }, lean, band)
        expect(Object.values(band).every(Number.isFinite)).toBe(true)
        expect(band.lower).toBeLessThanOrEqual(band.lowerTarget)
        expect(band.upperTarget).toBeLessThanOrEqual(band.upper)
        const adaptive = closedBand()
        const state = {
          spot: s,
          gamma,
          vol,
          years,
          cost: 1e-3,
          fixedCost: 0,
          centre: 0.5,
          variance: 0,
          discount: 1,
          multiplier: 1,
          yearsPerSecond: 0,
          lean,
          nowVol: vol,
          posterior: [],
          jumpShare: 0,
          deviation: 0,
        }
        setBand({ kind: 'adaptive', policy: { ...policy, shape } }, state, adaptive)
        expect(Object.values(adaptive).every(Number.isFinite)).toBe(true)
      },
    ),
  )
})
